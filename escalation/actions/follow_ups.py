"""Follow-up dates of work orders: set, done, and told once when they come; orders that waited long enough go on.

The sweep claims each row under its ticket's lock by compare-and-set, so two sweeps at once tell once.
"""

import logging
from contextlib import nullcontext
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from core import clock
from core.actions import events
from core.errors import DomainError, InvalidInput, NotThere
from core.models import Actor
from escalation.actions.work_orders import askers_of, doers_of, locked_order, tell, told, wake
from escalation.enums import PromiseState
from escalation.models import FollowUp, Promise, WorkOrder
from escalation.policies.work_orders import FOLLOW_UPS_MAX, TITLE_MAX, check_alive, check_part, checked_moment
from tickets.actions.sweep import database_now, is_shifted
from tickets.policies.texts import checked_line

log = logging.getLogger(__name__)
BATCH = 200


@transaction.atomic
def set_follow_up(
    order: WorkOrder | int, *, by: Actor, at: datetime | None, note: str, promise: Promise | None = None
) -> FollowUp:
    """Somebody looks at it again at that moment, or with a promise and no moment when the promise is due.

    Raises `InvalidInput` for the moment, the note, a promise of another ticket, or more dates than anybody reads.
    """
    row = locked_order(order)
    check_part(by, row)
    check_alive(row)
    if promise is not None and (promise.ticket_id != row.case.ticket_id or promise.state != PromiseState.OPEN):
        raise InvalidInput({"promise": [_("This promise is not open on the ticket.")]})
    moment = checked_moment(promise.due_at if promise and at is None else at, "at", clock.now())
    words = checked_line(note, "note", longest=TITLE_MAX)
    if FollowUp.objects.filter(case=row.case, done_at=None).count() >= FOLLOW_UPS_MAX:
        raise InvalidInput({"at": [_("At most %(max)d open dates, please.") % {"max": FOLLOW_UPS_MAX}]})
    found = FollowUp.objects.create(case=row.case, at=moment, note=words, promise=promise, made_by=by.agent)
    data = told(row) | {"what": ["follow_ups"], "at": moment.isoformat(), "note": words}
    events.record("case.changed", subject=row.case.ticket, by=by, data=data)
    return found


@transaction.atomic
def finish_follow_up(follow_up: FollowUp | int, *, by: Actor) -> FollowUp:
    """It was looked at; the date asks for nothing any more. Done once, whoever comes second changes nothing."""
    pk = follow_up if isinstance(follow_up, int) else follow_up.pk
    case_id = FollowUp.objects.filter(pk=pk).values_list("case_id", flat=True).first()
    if case_id is None:
        raise NotThere
    row = locked_order(case_id)
    check_part(by, row)
    if FollowUp.objects.filter(pk=pk, done_at=None).update(done_at=clock.now(), done_by=by.agent):
        data = told(row) | {"what": ["follow_ups"], "done": pk}
        events.record("case.changed", subject=row.case.ticket, by=by, data=data)
    return FollowUp.objects.get(pk=pk)


def finish_promised(promise_id: int, *, by: Actor) -> int:
    """The promise is kept: the dates that reminded of it are done; return how many."""
    rows = FollowUp.objects.filter(promise=promise_id, done_at=None).values_list("pk", flat=True)
    return len([finish_follow_up(pk, by=by) for pk in rows])


def sweep_work_orders() -> int:
    """Tell every date that has come and wake every order whose wait is over; return how many of both."""
    now = database_now()
    due = FollowUp.objects.filter(told_at=None, done_at=None, at__lte=now).order_by("at")
    waits = WorkOrder.objects.filter(waiting_until__lte=now).order_by("waiting_until")
    with clock.frozen(now) if is_shifted() else nullcontext():
        told_now = sum(_tell_due(pk, now) for pk in due.values_list("pk", flat=True)[:BATCH])
        return told_now + sum(_wake(pk, now) for pk in waits.values_list("pk", flat=True)[:BATCH])


@transaction.atomic
def _tell_due(pk: int, now: datetime) -> int:
    """The date is told once; with a promise also to who answers to the player."""
    case_id = FollowUp.objects.filter(pk=pk).values_list("case_id", flat=True).first()
    if case_id is None:
        return 0
    order, by = locked_order(case_id), Actor.system()
    mine = FollowUp.objects.filter(pk=pk, told_at=None, done_at=None, at__lte=now)
    if mine.update(told_at=now) != 1:
        return 0
    row = FollowUp.objects.get(pk=pk)
    data = told(order) | {"follow_up": pk, "at": row.at.isoformat(), "note": row.note}
    events.record("case.follow_up_due", subject=order.case.ticket, by=by, data=data)
    people = doers_of(order) | ({row.made_by_id} if not order.assignee_id else set())
    people |= askers_of(order) if row.promise_id else set()
    tell(people, order, by=by, kind="work_order.follow_up_due", key=f"f{pk}")
    return 1


@transaction.atomic
def _wake(pk: int, now: datetime) -> int:
    order = locked_order(pk)
    if order.waiting_until is None or order.waiting_until > now:
        return 0
    try:
        wake(order, by=Actor.system())
    except DomainError as refusal:  # somebody was faster; the table has the last word
        log.info("work order %s was not woken: %s", pk, refusal.code)
        return 0
    return 1
