"""The tickets that lie open on an agent's desk, and how the agent's day went."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Func, OuterRef, QuerySet, Subquery
from django.db.models.functions import TruncDate
from django.utils import timezone

from core import clock
from core.enums import ActorKind
from core.models import Agent, Event
from core.queries.compiled import READER, SOME, KeptStatements, among_some, rights_key, stand_in
from tickets.models import DeskSetup, ReadMark, Ticket
from tickets.queries.list_rows import is_unread
from tickets.queries.scope import tickets_for

STREAK_DAYS = 30
_kept = KeptStatements(most=2_000)


@dataclass(frozen=True)
class Tab:
    """A ticket that lies open; `number` and `subject` are the ticket's."""

    pk: int
    number: int
    subject: str
    is_unread: bool

    @property
    def url(self) -> str:
        return f"/desk/tickets/{self.number}"


def tabs_for(agent: Agent, *, ids: Sequence[int] | None = None) -> list[Tab]:
    """The agent's tabs in their order, without tickets that the agent may not see any more; one statement.

    `ids` are the tabs where they are known already; then none cost nothing.
    """
    if ids is not None and not ids:
        return []

    def rows() -> QuerySet[Ticket, tuple[Any, ...]]:
        reader = stand_in(agent)
        own = DeskSetup.objects.filter(agent=reader)
        mark = ReadMark.objects.filter(ticket=OuterRef("pk"), agent=reader).values("version")[:1]
        opened: Any = own.values(one=Func("tabs", function="unnest")) if ids is None else among_some()
        open_ones = tickets_for(reader).filter(pk__in=opened)
        open_ones = open_ones.annotate(seen=Subquery(mark), order_in=Subquery(own.values("tabs")[:1]))
        return open_ones.values_list("pk", "number", "subject", "waiting_since", "version", "seen", "order_in")

    holes: dict[int, Any] = {READER: agent.pk} | ({} if ids is None else {SOME: list(ids)})
    tabs, order = {}, ids
    for pk, number, subject, waiting_since, version, seen, order_in in _kept.fetch(
        (rights_key(agent), ids is None), rows, holes
    ):
        tabs[pk] = Tab(pk, number, subject, is_unread(waiting_since, version, seen))
        order = order_in if order is None else order
    return [tabs[pk] for pk in order or () if pk in tabs]


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
