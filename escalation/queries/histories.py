"""What happened on a ticket, as its clocks and promises need it; read from the event log alone."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from core.enums import ActorKind
from core.models import Actor, Event
from escalation.clock import Fact, History, StatusSince, Turn, Withdrawn
from tickets.enums import Move, Status
from tickets.models import Ticket
from tickets.policies import waiting
from tickets.queries.waiting import deed_of

AWAY = {Move.MERGE.value: True, Move.UNMERGE.value: False}

TELLING = (
    "ticket.moved",
    "ticket.reopened",
    "ticket.resolved",
    "ticket.changed",
    "ticket.classified",
    "ticket.merged",
    "ticket.unmerged",
    "ticket.split",
    "message.received",
    "message.sent",
    "message.moved",
)
"""Events after which a clock may show something else: an alarm waits until they have been read."""


@dataclass(frozen=True)
class News:
    """The player heard from us: what keeps the promises that were made before. A question is no news."""

    seq: int
    at: datetime
    by: Actor


@dataclass(frozen=True)
class Log:
    """The history that clocks follow from, the news that keep promises, and how far the log was read."""

    history: History
    news: tuple[News, ...]
    last_seq: int


def log_of(ticket: Ticket) -> Log:
    """Everything that the ticket's clocks depend on; one statement."""
    rows = Event.objects.filter(subject_type="ticket", subject_id=ticket.pk, name__in=TELLING).order_by("seq")
    events = list(rows)
    opened = StatusSince(Status.NEW, ticket.created_at)
    history = History(ticket.created_at, (opened, *_facts(events)))
    return Log(history, tuple(_news(events)), events[-1].seq if events else 0)


def _facts(events: Sequence[Event]) -> Iterator[Fact]:
    """Statuses and words. A player's "no" reopens without words: it asks for an answer all the same."""
    for event in events:
        if event.name == "ticket.moved":
            move = event.data.get("move", "")
            is_undone = move == Move.TAKE_BACK.value
            yield StatusSince(Status(event.data["to"]), event.at, AWAY.get(move), is_undone=is_undone)
        elif event.name in waiting.TELLING:
            yield from _words(deed_of(event))


def _words(deed: waiting.Deed) -> Iterator[Fact]:
    """What was said, what asks for an answer, and what stands elsewhere from now on."""
    if deed.name == "message.sent" and waiting.is_answer(deed):
        yield Turn(deed.at, is_from_player=False)
    for key, since in waiting.asked(deed).items():
        yield Turn(since, is_from_player=True, key=key)
    if gone := waiting.withdrawn(deed):
        yield Withdrawn(deed.at, gone)


def _news(events: Sequence[Event]) -> Iterator[News]:
    for event in events:
        is_answer = event.name == "message.sent" and event.data.get("is_human") and not event.data.get("asked")
        if is_answer or event.name == "ticket.resolved":
            yield News(event.seq, event.at, Actor(ActorKind(event.actor_kind), event.actor_id, event.actor_name))
