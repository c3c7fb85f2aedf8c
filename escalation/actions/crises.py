"""The crisis protocol on a ticket (domain.md 3.7): begun, its steps marked, called off, and the call afterwards.

The talk itself is the conversation. What is kept here is which step was done when by whom, and that somebody gets in
touch again within a day.
"""

import logging
from contextlib import nullcontext
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _

from core import clock
from core.actions import events
from core.actions.notifications import notify
from core.enums import Permission
from core.errors import InvalidInput, NotThere
from core.models import Actor, Event
from escalation.enums import CrisisStep, FollowUpOutcome
from escalation.models import Crisis, CrisisMark
from escalation.policies.crises import MARKED, check_owed
from tickets.actions.changing import locked
from tickets.actions.crisis import crisis_staff
from tickets.actions.replies import add_note
from tickets.actions.sweep import database_now, is_shifted
from tickets.models import Ticket
from tickets.policies.access import check_can
from tickets.policies.crisis import is_in_crisis
from tickets.policies.texts import NOTE_MAX, checked_text

log = logging.getLogger(__name__)
FOLLOW_UP_WITHIN: Final = timedelta(hours=24)
SOON: Final = timedelta(hours=2)
"""How long before its end the day is announced to whoever has the ticket."""
BATCH = 200
JUDGING: Final = frozenset({"ticket.classified", "ticket.changed", "ticket.handed_over"})
"""By these a person says that nobody is in danger."""


def heed_danger(event: Event) -> None:
    """A ticket is about danger now, or a person says that it is not: its protocol begins, or is called off."""
    ticket = Ticket.objects.select_related("group").filter(pk=event.subject_id).first()
    if ticket is None:
        return
    if is_in_crisis(ticket):
        begin_crisis(ticket, at=event.at)
    elif event.name in JUDGING:
        call_off(ticket)


@transaction.atomic
def begin_crisis(ticket: Ticket | int, *, at: datetime | None = None) -> Crisis:
    """The ticket is under the protocol since `at` (now); begun once, and again after it was called off."""
    row = locked(ticket)
    moment = at or clock.now()
    fresh = {"opened_at": moment, "follow_up_at": moment + FOLLOW_UP_WITHIN}
    crisis, is_new = Crisis.objects.get_or_create(ticket=row, defaults={"game_id": row.game_id, **fresh})
    if crisis.called_off_at is not None:
        is_new = True
        Crisis.objects.filter(pk=crisis.pk).update(
            **fresh, called_off_at=None, told=0, tries=0, followed_up_at=None, followed_up_by=None, outcome=""
        )
        crisis.refresh_from_db()
    if is_new:
        data = {"follow_up_at": crisis.follow_up_at.isoformat()}
        events.record("crisis.opened", subject=row, by=Actor.system(), data=data)
    return crisis


@transaction.atomic
def call_off(ticket: Ticket | int) -> None:
    """A person has looked and found no danger: nothing is owed any more. Without a protocol nothing happens."""
    pk = ticket if isinstance(ticket, int) else ticket.pk
    if Crisis.objects.filter(pk=pk, called_off_at=None).update(called_off_at=clock.now()):
        events.record("crisis.called_off", subject=locked(pk), by=Actor.system())


@transaction.atomic
def mark_step(ticket: Ticket | int, *, by: Actor, step: str, is_done: bool = True, note: str = "") -> Crisis:
    """The step of the protocol is done, or not after all. Marked twice it stays as it was first marked.

    A call for rescue needs a `note`: who was called, what was told, and on which ground; it becomes an internal note.
    Raises `InvalidInput` for a step that nobody marks or a missing note, `NotThere` on a ticket without a crisis.
    """
    row = locked(ticket)
    check_can(by, Permission.TICKET_REPLY, row)
    if step not in MARKED:
        raise InvalidInput({"step": [_("There is no such step.")]})
    crisis = _crisis_of(row)
    if not is_done:
        if CrisisMark.objects.filter(crisis=crisis, step=step).delete()[0]:
            events.record("crisis.step_undone", subject=row, by=by, data={"step": step})
        return crisis
    _mark(row, crisis, by=by, step=step, note=note)
    return crisis


def _mark(ticket: Ticket, crisis: Crisis, *, by: Actor, step: str, note: str) -> None:
    is_rescue = step == CrisisStep.RESCUE
    text = checked_text(note, "note", longest=NOTE_MAX) if is_rescue else ""
    _row, is_new = CrisisMark.objects.get_or_create(
        crisis=crisis, step=step, defaults={"done_at": clock.now(), "done_by": by.agent}
    )
    if text:
        add_note(ticket, by=by, body=text)
    if is_new:
        events.record("crisis.step_done", subject=ticket, by=by, data={"step": step})


@transaction.atomic
def follow_up_crisis(ticket: Ticket | int, *, by: Actor, outcome: str) -> Crisis:
    """Somebody has been in touch again. Who was not reached is tried again within another day.

    Raises `InvalidInput` for an unknown outcome, `CrisisNotOwed` when it was done before.
    """
    row = locked(ticket)
    check_can(by, Permission.TICKET_REPLY, row)
    if outcome not in FollowUpOutcome.values:
        raise InvalidInput({"outcome": [_("Please say what came of it.")]})
    crisis = _crisis_of(row)
    check_owed(crisis)
    now = clock.now()
    if outcome == FollowUpOutcome.NOT_REACHED:
        crisis.follow_up_at, crisis.told, crisis.tries = now + FOLLOW_UP_WITHIN, 0, crisis.tries + 1
    else:
        crisis.followed_up_at, crisis.followed_up_by, crisis.outcome = now, by.agent, outcome
    crisis.save(update_fields=["follow_up_at", "told", "tries", "followed_up_at", "followed_up_by", "outcome"])
    data = {"outcome": outcome, "tries": crisis.tries, "next_at": crisis.follow_up_at.isoformat()}
    events.record("crisis.followed_up", subject=row, by=by, data=data)
    return crisis


def _crisis_of(ticket: Ticket) -> Crisis:
    """The ticket's protocol; begun now where danger was seen and nobody heard of it yet."""
    if is_in_crisis(ticket):
        return begin_crisis(ticket)
    raise NotThere


def sweep_crises() -> int:
    """Announce follow-ups that are due within two hours, and page for those that are due; return how many."""
    now = database_now()
    with clock.frozen(now) if is_shifted() else nullcontext():
        return _tell(now + SOON, 0) + _tell(now, 1)


def _tell(until: datetime, told: int) -> int:
    rows = Crisis.objects.filter(followed_up_at=None, called_off_at=None, follow_up_at__lte=until, told__lte=told)
    return sum(_tell_one(pk, told) for pk in rows.order_by("follow_up_at").values_list("pk", flat=True)[:BATCH])


@transaction.atomic
def _tell_one(pk: int, told: int) -> int:
    """Tell once for each moment: two sweeps at once make one announcement."""
    if not Crisis.objects.filter(pk=pk, told__lte=told, followed_up_at=None).update(told=told + 1):
        return 0
    crisis = Crisis.objects.select_related("ticket").get(pk=pk)
    ticket, is_due = crisis.ticket, told == 1
    if is_due:
        data = {"at": crisis.follow_up_at.isoformat()}
        events.record("crisis.follow_up_due", subject=ticket, by=Actor.system(), data=data)
    holder = {ticket.assignee_id} if ticket.assignee_id else set()
    notify(
        (holder | crisis_staff(ticket.game_id)) if is_due or not holder else holder,
        key=f"crisis-follow-up:{pk}:{crisis.follow_up_at.isoformat()}:{told}",
        kind="crisis.follow_up_due" if is_due else "crisis.follow_up_soon",
        params={"number": ticket.number},
        url=f"/desk/tickets/{ticket.number}",
        topic=f"ticket:{pk}",
        is_urgent=is_due,
    )
    return 1
