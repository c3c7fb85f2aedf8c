"""Tell agents, once per cause."""

from collections.abc import Iterable
from typing import Any

from django.db import transaction

from core import clock
from core.actions import events
from core.models import Actor, Agent, Notification


@transaction.atomic
def notify(
    agents: Iterable[Agent | int],
    *,
    key: str,
    kind: str,
    params: dict[str, Any] | None = None,
    url: str = "",
    is_urgent: bool = False,
) -> int:
    """Make one notification for each agent who has none with this `key` yet; return how many are new.

    An urgent one stays on top of the agent's desk until somebody acknowledges it. The event `agent.notified` lets open
    pages know at once.
    """
    ids = {agent if isinstance(agent, int) else agent.pk for agent in agents}
    known = set(Notification.objects.filter(key=key, agent_id__in=ids).values_list("agent_id", flat=True))
    rows = [
        Notification(
            agent_id=agent_id,
            key=key,
            kind=kind,
            params=params or {},
            url=url,
            is_urgent=is_urgent,
            created_at=clock.now(),
        )
        for agent_id in sorted(ids - known)
    ]
    Notification.objects.bulk_create(rows, ignore_conflicts=True)
    for row in rows:
        events.record(
            "agent.notified", subject=Agent(pk=row.agent_id), by=Actor.system(), data={"kind": kind, "key": key}
        )
    return len(rows)


def acknowledge(agent: Agent, ids: Iterable[int]) -> int:
    """Mark the agent's own notifications of these ids as read; return how many were not before."""
    return Notification.objects.filter(agent=agent, pk__in=ids, read_at=None).update(read_at=clock.now())


def acknowledge_calm(agent: Agent) -> int:
    """Mark everything as read that does not page; urgent ones want an answer each."""
    return Notification.objects.filter(agent=agent, is_urgent=False, read_at=None).update(read_at=clock.now())
