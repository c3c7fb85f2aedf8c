"""Give a player a time-bound word, and say what became of it.

A promise is kept by an explicit mark, or by the next thing that the player hears from a person of ours after it was
made: a public reply or the resolve, whichever comes first, if it comes by the promised moment. A question to the player
does not keep it: asking is not the news that was promised. Afterwards the promise is broken and stays so; how late the
word came is written down. The reply that carries the promise was said before it was made and never keeps it.

Replies and resolves are read out of the ticket's history together with its clocks (escalation/actions/clocks.py).
"""

from datetime import datetime

from django.db import transaction
from django.db.models import Max

from core import clock
from core.actions import events
from core.enums import Permission
from core.models import Actor
from escalation.actions.clocks import recompute
from escalation.actions.fulfilment import fulfil, told
from escalation.enums import PromiseState
from escalation.models import Promise
from escalation.policies.promises import check_due, check_open
from tickets.actions.changing import check_move, locked
from tickets.enums import Move
from tickets.models import Ticket
from tickets.policies.access import check_can
from tickets.policies.texts import checked_line

TEXT_MAX = 500


@transaction.atomic
def make_promise(
    ticket: Ticket | int, *, by: Actor, text: str, due_at: datetime, said_at: int | None = None
) -> Promise:
    """The player has our word until `due_at`; its clock runs at once.

    `said_at` is where in the ticket's history it was said, when that was before now.
    Raises `InvalidInput` for the text or a moment that is not within the next year, `MoveNotAllowed` on a ticket that
    is resolved.
    """
    row = locked(ticket)
    check_can(by, Permission.PROMISE_MAKE, row)
    check_move(row, Move.PROMISE)
    said = checked_line(text, "text", longest=TEXT_MAX)
    now = clock.now()
    check_due(due_at, now)
    number = (Promise.objects.filter(ticket=row).aggregate(last=Max("number"))["last"] or 0) + 1
    promise = Promise.objects.create(
        ticket=row, game_id=row.game_id, number=number, text=said, due_at=due_at, made_by=by.agent, made_at=now
    )
    event = events.record("promise.made", subject=row, by=by, data=told(promise))
    promise.event_seq = said_at or event.seq
    promise.save(update_fields=["event_seq"])
    recompute(row)
    return promise


@transaction.atomic
def keep_promise(promise: Promise | int, *, by: Actor) -> Promise:
    """What was promised is done, says a person. After the promised moment it is only noted how late it was."""
    row = _open_one(promise, by=by)
    fulfil(row, at=clock.now(), by=by)
    recompute(row.ticket_id)
    return row


@transaction.atomic
def cancel_promise(promise: Promise | int, *, by: Actor, reason: str) -> Promise:
    """The promise is withdrawn, with a reason. One whose moment has passed is broken and cannot be withdrawn."""
    row = _open_one(promise, by=by)
    why = checked_line(reason, "reason", longest=TEXT_MAX)
    now = clock.now()
    check_due(row.due_at, now)
    row.state, row.cancelled_at, row.cancel_reason = PromiseState.CANCELLED, now, why
    row.save(update_fields=["state", "cancelled_at", "cancel_reason"])
    events.record("promise.cancelled", subject=row.ticket, by=by, data=told(row) | {"reason": why})
    recompute(row.ticket_id)
    return row


def _open_one(promise: Promise | int, *, by: Actor) -> Promise:
    """The promise with its ticket locked, for somebody who may make promises on it."""
    pk = promise if isinstance(promise, int) else promise.pk
    ticket = locked(Promise.objects.values_list("ticket_id", flat=True).get(pk=pk))
    check_can(by, Permission.PROMISE_MAKE, ticket)
    row = Promise.objects.get(pk=pk)
    row.ticket = ticket
    check_open(row)
    return row
