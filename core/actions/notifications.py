"""Tell agents, once per cause."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction

from core import clock
from core.actions import events
from core.enums import Way
from core.models import Actor, Agent, Notification
from core.queries.attention import preferences_of, ways_to_tell


@transaction.atomic
def notify(
    agents: Iterable[Agent | int],
    *,
    key: str,
    kind: str,
    params: dict[str, Any] | None = None,
    url: str = "",
    topic: str = "",
    is_urgent: bool = False,
) -> int:
    """Make one notification for each agent who has none with this `key` yet; return how many are new.

    Each is told in the ways that the agent chose for this kind of matter; who wants to be told in no way gets none.
    `topic` names what it is about (`ticket:123`); whether the agent may see that is asked again when it is shown.

    An urgent one stays on top of the agent's desk until somebody acknowledges it. The event `agent.notified` lets open
    pages know at once.
    """
    ids = {agent if isinstance(agent, int) else agent.pk for agent in agents}
    known = set(Notification.objects.filter(key=key, agent_id__in=ids).values_list("agent_id", flat=True))
    fields = {"key": key, "kind": kind, "params": params or {}, "url": url, "topic": topic, "is_urgent": is_urgent}
    rows = [
        Notification(agent_id=agent_id, created_at=clock.now(), **fields, **told)
        for agent_id, told in _ways(sorted(ids - known), kind, is_urgent=is_urgent).items()
    ]
    Notification.objects.bulk_create(rows, ignore_conflicts=True)
    for row in rows:
        events.record(
            "agent.notified", subject=Agent(pk=row.agent_id), by=Actor.system(), data={"kind": kind, "key": key}
        )
    return len(rows)


def _ways(agents: list[int], kind: str, *, is_urgent: bool) -> dict[int, dict[str, bool]]:
    """In which ways each of the agents is told; those who are told in none are left out."""
    chosen = preferences_of(agents) if agents else {}
    ways = {agent: ways_to_tell(chosen.get(agent), kind, is_urgent=is_urgent) for agent in agents}
    return {
        agent: {"on_desk": Way.DESK in told, "in_browser": Way.BROWSER in told, "by_mail": Way.MAIL in told}
        for agent, told in ways.items()
        if told
    }


def acknowledge(agent: Agent, ids: Iterable[int]) -> int:
    """Mark the agent's own notifications of these ids as read; return how many were not before."""
    return Notification.objects.filter(agent=agent, pk__in=ids, read_at=None).update(read_at=clock.now())


def acknowledge_calm(agent: Agent) -> int:
    """Mark everything as read that does not page; urgent ones want an answer each."""
    return Notification.objects.filter(agent=agent, is_urgent=False, read_at=None).update(read_at=clock.now())


def acknowledge_topic(agent: Agent, topic: str) -> int:
    """Mark everything calm about one topic as read; return how many were not before."""
    told = Notification.objects.filter(agent=agent, topic=topic, is_urgent=False, read_at=None)
    return told.update(read_at=clock.now())


def settle_topic(topic: str, *, until: datetime, but: str = "") -> int:
    """Nobody has to answer any more what paged about the topic up to that moment; return how many rows were settled.

    Kinds that begin with `but` go on paging.
    """
    paged = Notification.objects.filter(topic=topic, is_urgent=True, read_at=None, created_at__lte=until)
    if but:
        paged = paged.exclude(kind__startswith=but)
    return paged.update(read_at=clock.now())
