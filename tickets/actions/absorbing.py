"""What the target of a merge takes on from the ticket that goes on in it, and gives back when that is taken out."""

from datetime import datetime
from typing import Any

from core.actions import events
from core.models import Actor, Event
from tickets.actions.changing import advance, apply
from tickets.enums import Move, Priority, Status
from tickets.models import Ticket
from tickets.models.tickets import ALIVE
from tickets.policies.waiting import merged_key
from tickets.queries.urgency import lent_to, own_priority
from tickets.queries.waiting import waits_of

SPEAKING = ("ticket.moved", "message.received", "message.sent")


def absorb(target: Ticket, source: Ticket, waits_since: datetime | None, *, by: Actor, at: datetime) -> None:
    """The locked target has something new to read, and is as urgent as the source at least.

    Where the player waits for an answer, it is our turn there now, since the same moment.
    """
    before, after = target.priority, min(target.priority, source.priority)
    if waits_since is None:
        apply(target, priority=after)
    else:
        earliest = min(waits_since, target.waiting_since or waits_since)
        advance(target, Move.ABSORB, by=by, at=at, waiting_since=earliest, priority=after)
    _tell_urgency(target, before, by=by, because="merged", at=at)


def lend_urgency(head: Ticket, priority: int, *, by: Actor) -> None:
    """Something that is merged into the locked head turned out to be more urgent: so is the head."""
    if priority < head.priority and head.status in ALIVE:
        before = head.priority
        apply(head, priority=priority)
        _tell_urgency(head, before, by=by, because="merged")


def release(target: Ticket, source: Ticket, *, by: Actor, at: datetime) -> None:
    """The locked target owes nothing for the source any more, and is as urgent as without it.

    A priority that somebody has set since the merge stays. Where only the merge had made it our turn, and nobody has
    spoken since, it waits for the player again.
    """
    own = waits_of(target)
    own.pop(merged_key(source.pk), None)
    waits = min(own.values(), default=None)
    before = target.priority
    fields: dict[str, Any] = {"waiting_since": waits, "priority": _urgency_without(source, target)}
    if waits is None and _is_open_by_joining(target):
        advance(target, Move.RELEASE, by=by, at=at, **fields)
    else:
        apply(target, **fields)
    _tell_urgency(target, before, by=by, because="unmerged", at=at)


def _urgency_without(source: Ticket, target: Ticket) -> int:
    own = own_priority(target)
    if own is None:
        return target.priority
    others = lent_to(target, without=source)
    return own if others is None else min(own, others)


def _is_open_by_joining(ticket: Ticket) -> bool:
    """Whether it waited for the player until words came in from another ticket, and nothing was said since."""
    if ticket.status != Status.OPEN:
        return False
    rows = Event.objects.filter(subject_type="ticket", subject_id=ticket.pk, name__in=SPEAKING)
    last = rows.order_by("-seq").values_list("name", "data__move").first()
    return last == ("ticket.moved", Move.ABSORB.value)


def _tell_urgency(ticket: Ticket, before: int, *, by: Actor, because: str, at: datetime | None = None) -> None:
    if ticket.priority == before:
        return
    names = [Priority(value).label for value in (before, ticket.priority)]
    data = {"priority": names, "because": because, "version": ticket.version}
    events.record("ticket.changed", subject=ticket, by=by, data=data, at=at)
