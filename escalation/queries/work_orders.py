"""Work orders as the card of a ticket and their own page show them."""

from dataclasses import dataclass, field
from datetime import datetime
from operator import attrgetter
from typing import Any

from django.db.models import Case as When_
from django.db.models import IntegerField, OuterRef, QuerySet, Subquery, Value, When
from django.utils.translation import gettext as _

from core import clock
from core.errors import NotThere
from core.models import Actor, Agent, Event
from core.queries.compiled import NUMBER, KeptModels
from escalation.enums import CaseKind, CaseState, OrderMove
from escalation.models import CaseComment, FollowUp, WorkOrder
from escalation.policies.work_orders import parties_of, possible_moves
from escalation.queries.cases import cases_for
from escalation.workflow import ALIVE, RESOLVED, Party
from tickets.models import Attachment, Ticket
from tickets.policies.access import can_see
from tickets.queries.sentences import Told, sentence_of

CARD_MAX, FILES_MAX = 10, 50
_orders = KeptModels[WorkOrder](most=1)
NAMES = ("case.moved", "case.changed", "case.reminded", "case.follow_up_due")


@dataclass(frozen=True)
class Entry:
    """One line of the history: words of a person with their files, or a sentence."""

    at: datetime
    icon: str
    text: str
    author: str = ""
    files: tuple[Attachment, ...] = ()
    is_words: bool = False


@dataclass(frozen=True)
class OrderPage:
    """A work order with everything of it. Without `sees_ticket` it shows its own text alone."""

    order: WorkOrder
    parties: frozenset[Party]
    moves: list[OrderMove]
    sees_ticket: bool
    history: list[Entry]
    follow_ups: list[FollowUp]
    files: list[Attachment] = field(default_factory=list)

    @property
    def is_alive(self) -> bool:
        return self.order.stage in ALIVE

    @property
    def may_work(self) -> bool:
        return Party.WORKER in self.parties and self.is_alive

    @property
    def may_ask(self) -> bool:
        return Party.ASKER in self.parties and self.is_alive

    @property
    def done_steps(self) -> int:
        return sum(step["done"] for step in self.order.steps)


def order_page(agent: Agent, number: int) -> OrderPage:
    """The work order of this number, or `NotThere` when there is none or the agent has no part in it."""
    rows = cases_for(agent).filter(kind=CaseKind.WORK_ORDER, number=number)
    case = rows.first()
    by = Actor.of_agent(agent)
    parties = frozenset() if case is None else parties_of(by, case)
    if case is None or not parties:
        raise NotThere
    order = case.work_order
    order.case = case
    sees = can_see(by, case.ticket)
    files = Attachment.objects.filter(ticket=case.ticket_id).order_by("-created_at")
    return OrderPage(
        order=order,
        parties=parties,
        moves=possible_moves(by, order),
        sees_ticket=sees,
        history=_history(order, shows_files=sees),
        follow_ups=_follow_ups(order),
        files=list(files[:FILES_MAX]) if sees else [],
    )


def orders_of(ticket: Ticket) -> list[WorkOrder]:
    """The ticket's work orders, living ones first, each with `last_word`; one statement."""
    return _orders.get("card", _orders_of_one, {NUMBER: ticket.pk})


def _orders_of_one() -> QuerySet[WorkOrder]:
    words = CaseComment.objects.filter(case=OuterRef("pk")).order_by("-pk").values("body")[:1]
    is_over = When_(When(case__state=CaseState.OPEN, then=Value(0)), default=Value(1), output_field=IntegerField())
    rows = WorkOrder.objects.filter(case__ticket=NUMBER).select_related("case__group", "assignee")
    return rows.annotate(last_word=Subquery(words), is_over=is_over).order_by("is_over", "-pk")[:CARD_MAX]


def open_orders(ticket: Ticket) -> list[WorkOrder]:
    """Those that still live, oldest first."""
    rows = WorkOrder.objects.filter(case__ticket=ticket, case__state=CaseState.OPEN)
    return list(rows.select_related("case__group").order_by("pk"))


def _follow_ups(order: WorkOrder) -> list[FollowUp]:
    """Open dates first, the nearest on top; each knows whether it is overdue."""
    rows = list(FollowUp.objects.filter(case=order.pk).select_related("done_by", "promise"))
    now = clock.now()
    for row in rows:
        row.is_overdue = row.done_at is None and row.at <= now  # type: ignore[attr-defined]  # read by the page
    return sorted(rows, key=lambda row: (row.done_at is not None, row.at, row.pk))


def _history(order: WorkOrder, *, shows_files: bool) -> list[Entry]:
    """What was said and done, oldest first, read from words and events."""
    events = Event.objects.filter(
        subject_type="ticket", subject_id=order.case.ticket_id, name__in=NAMES, data__case=order.pk
    ).order_by("seq")
    told = [_event(event) for event in events if "comment" not in event.data]
    rows = CaseComment.objects.filter(case=order.pk).select_related("author").prefetch_related("files")
    words = [_words(row, shows_files=shows_files) for row in rows]
    return sorted([*(entry for entry in told if entry), *words], key=attrgetter("at"))


def _event(event: Event) -> Entry | None:
    data: dict[str, Any] = event.data
    sentence = sentence_of(Told(event.name, event.at, event.actor_kind, event.actor_name, data))
    return None if sentence is None else Entry(event.at, sentence.icon, sentence.text)


def _words(comment: CaseComment, *, shows_files: bool) -> Entry:
    author = comment.author.name if comment.author else _("The system")
    move = str(OrderMove(comment.move).label) if comment.move else ""
    body = _("The ticket is resolved.") if comment.author is None and comment.body == RESOLVED else comment.body
    files = tuple(comment.files.all()) if shows_files else ()
    return Entry(comment.at, move, body, author=author, files=files, is_words=True)
