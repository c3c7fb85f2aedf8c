"""What happened on a ticket, as its clocks and promises need it; read from the event log alone."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from core.enums import ActorKind
from core.models import Actor, Event
from escalation.clock import History, StatusSince, Turn
from tickets.enums import Status
from tickets.models import Ticket

TELLING = (
    "ticket.moved",
    "ticket.reopened",
    "ticket.resolved",
    "ticket.changed",
    "ticket.classified",
    "message.received",
    "message.sent",
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


def _facts(events: Sequence[Event]) -> Iterator[StatusSince | Turn]:
    """Statuses and words. A player's "no" reopens without words: it asks for an answer all the same."""
    for event in events:
        if event.name == "ticket.moved":
            yield StatusSince(Status(event.data["to"]), event.at)
        elif event.name == "message.sent" and event.data.get("is_human"):
            yield Turn(event.at, is_from_player=False)
        elif event.name == "message.received" or _is_reopened_by_player(event):
            yield Turn(event.at, is_from_player=True)


def _is_reopened_by_player(event: Event) -> bool:
    return event.name == "ticket.reopened" and event.actor_kind == ActorKind.PLAYER


def _news(events: Sequence[Event]) -> Iterator[News]:
    for event in events:
        is_answer = event.name == "message.sent" and event.data.get("is_human") and not event.data.get("asked")
        if is_answer or event.name == "ticket.resolved":
            yield News(event.seq, event.at, Actor(ActorKind(event.actor_kind), event.actor_id, event.actor_name))
