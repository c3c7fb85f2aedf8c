"""The tickets that lie open on an agent's desk, and how the agent's day went."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Func, OuterRef, Subquery
from django.db.models.functions import TruncDate
from django.utils import timezone

from core import clock
from core.enums import ActorKind
from core.models import Agent, Event
from tickets.models import DeskSetup, ReadMark, Ticket
from tickets.queries.desk import is_unread
from tickets.queries.scope import tickets_for

STREAK_DAYS = 30


@dataclass(frozen=True)
class Tab:
    """A ticket that lies open."""

    ticket: Ticket
    is_unread: bool

    @property
    def url(self) -> str:
        return f"/desk/tickets/{self.ticket.number}"


def tabs_for(agent: Agent, *, ids: Sequence[int] | None = None) -> list[Tab]:
    """The agent's tabs in their order, without tickets that the agent may not see any more; one statement.

    `ids` are the tabs where they are known already; then none cost nothing.
    """
    if ids is not None and not ids:
        return []
    own = DeskSetup.objects.filter(agent=agent)
    mark = ReadMark.objects.filter(ticket=OuterRef("pk"), agent=agent).values("version")[:1]
    rows = tickets_for(agent).only("id", "number", "subject", "version", "waiting_since")
    opened: Any = own.values(one=Func("tabs", function="unnest")) if ids is None else ids
    order = Subquery(own.values("tabs")[:1])
    found = {row.pk: row for row in rows.filter(pk__in=opened).annotate(seen_version=Subquery(mark), order_in=order)}
    ids = next((row.order_in for row in found.values()), ()) if ids is None else ids
    shown = [found[pk] for pk in ids if pk in found]
    return [Tab(ticket, is_unread(ticket)) for ticket in shown]


def midnight() -> datetime:
    """When the agent's day began, in the agent's zone."""
    return timezone.localtime(clock.now()).replace(hour=0, minute=0, second=0, microsecond=0)


def streak_of(agent: Agent) -> int:
    """On how many days in a row the agent has solved something, up to today, as far as thirty days back.

    Today is not missed before it is over.
    """
    since = midnight() - timedelta(days=STREAK_DAYS)
    solved = Event.objects.filter(name="ticket.resolved", at__gte=since, actor_kind=ActorKind.AGENT, actor_id=agent.pk)
    days = set(
        solved.annotate(day=TruncDate("at", tzinfo=timezone.get_current_timezone())).values_list("day", flat=True)
    )
    day, streak = midnight().date(), 0
    if day not in days:
        day -= timedelta(days=1)
    while day in days:
        streak += 1
        day -= timedelta(days=1)
    return streak
