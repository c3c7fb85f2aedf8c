"""What people do on a work order besides moving it: words, steps, who has it, when it is due, a nudge."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from core import clock
from core.actions import events
from core.errors import InvalidInput
from core.models import Actor, Agent
from escalation.actions.work_orders import askers_of, comment_on, doers_of, locked_order, tell, told, write
from escalation.errors import RemindedBefore
from escalation.models import CaseComment, WorkOrder
from escalation.policies.work_orders import (
    REMIND_EVERY,
    TITLE_MAX,
    check_alive,
    check_part,
    check_version,
    checked_moment,
    checked_steps,
)
from escalation.queries.workers import checked_worker
from escalation.workflow import Party
from tickets.enums import Priority
from tickets.models import Attachment
from tickets.policies.access import can_see
from tickets.policies.texts import NOTE_MAX, checked_line, checked_text

KEEP: Any = object()
WORKER, ASKER = frozenset({Party.WORKER}), frozenset({Party.ASKER})


@transaction.atomic
def comment(order: WorkOrder | int, *, by: Actor, body: str, files: Iterable[UUID] = ()) -> CaseComment:
    """Words between the groups, also after the end; `files` are those of the ticket, for who may see it.

    The other side is told. Raises `InvalidInput` for the text or a file that is not the ticket's.
    """
    row = locked_order(order)
    check_part(by, row)
    words = checked_text(body, "body", longest=NOTE_MAX)
    wanted = set(files)
    found = list(Attachment.objects.filter(pk__in=wanted, ticket=row.case.ticket)) if wanted else []
    if len(found) != len(wanted) or (wanted and not can_see(by, row.case.ticket)):
        raise InvalidInput({"files": [_("This file does not belong to the ticket.")]})
    kept = comment_on(row, by, words, files=found)
    data = told(row) | {"comment": kept.pk, "answer": words}
    events.record("case.commented", subject=row.case.ticket, by=by, data=data)
    tell(askers_of(row) | doers_of(row), row, by=by, kind="work_order.commented", key=f"c{kept.pk}")
    return kept


@transaction.atomic
def change_order(
    order: WorkOrder | int,
    *,
    by: Actor,
    seen: int | None = None,
    title: str = KEEP,
    priority: Priority | int = KEEP,
    due_at: datetime | None = KEEP,
    steps: Iterable[str] = KEEP,
) -> WorkOrder:
    """Say anew what is to be done and by when; whoever asked decides that. A due date in the past may stay.

    Raises `StaleOrder`, `InvalidInput`, `OrderMoveNotAllowed` after the end.
    """
    row = locked_order(order)
    check_part(by, row, allowed=ASKER)
    check_alive(row)
    check_version(row, seen)
    fields: dict[str, Any] = {}
    if title is not KEEP:
        fields["title"] = checked_line(title, "title", longest=TITLE_MAX)
    if priority is not KEEP:
        fields["priority"] = Priority(priority)
    if steps is not KEEP:
        fields["steps"] = checked_steps(steps, row.steps)
    what = [name for name, value in fields.items() if value != getattr(row, name)]
    if due_at is not KEEP and due_at != row.case.due_at:
        row.case.due_at = None if due_at is None else checked_moment(due_at, "due_at", clock.now())
        row.case.save(update_fields=["due_at"])
        what.append("due_at")
    if what:
        write(row, **fields)
        _changed(row, by, what)
    return row


@transaction.atomic
def assign(order: WorkOrder | int, *, by: Actor, assignee: Agent | None, seen: int | None = None) -> WorkOrder:
    """Somebody of the group has it, or again the whole group; the one who has it now is told."""
    row = locked_order(order)
    check_part(by, row, allowed=WORKER)
    check_alive(row)
    check_version(row, seen)
    chosen = None if assignee is None else checked_worker(row.case, assignee)
    if row.assignee_id == (chosen.pk if chosen else None):
        return row
    write(row, assignee=chosen, assignee_id=chosen.pk if chosen else None)
    _changed(row, by, ["assignee"])
    tell(doers_of(row), row, by=by, kind="work_order.assigned")
    return row


@transaction.atomic
def tick_step(order: WorkOrder | int, *, by: Actor, step: int, done: bool) -> WorkOrder:
    """The step (counted from 0) is done, or is not after all. Ticks of two people beside each other both count."""
    row = locked_order(order)
    check_part(by, row, allowed=WORKER)
    check_alive(row)
    if not 0 <= step < len(row.steps):
        raise InvalidInput({"step": [_("There is no such step.")]})
    if row.steps[step]["done"] != done:
        write(row, steps=[{**s, "done": done} if n == step else s for n, s in enumerate(row.steps)])
        _changed(row, by, ["steps"])
    return row


@transaction.atomic
def remind(order: WorkOrder | int, *, by: Actor) -> WorkOrder:
    """Nudge whoever has it, at most once an hour; raises `RemindedBefore`."""
    row = locked_order(order)
    check_part(by, row, allowed=ASKER)
    check_alive(row)
    now = clock.now()
    if row.reminded_at is not None and now < row.reminded_at + REMIND_EVERY:
        raise RemindedBefore(at=row.reminded_at.isoformat())
    write(row, reminded_at=now)
    events.record("case.reminded", subject=row.case.ticket, by=by, data=told(row))
    tell(doers_of(row), row, by=by, kind="work_order.reminded")
    return row


def _changed(order: WorkOrder, by: Actor, what: list[str]) -> None:
    events.record("case.changed", subject=order.case.ticket, by=by, data=told(order) | {"what": sorted(what)})
