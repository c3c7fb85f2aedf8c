"""Give a task to another group, and bring it to its end: every move of a work order.

The ticket's row is locked first, as every writer of a ticket does; the order itself changes by compare-and-set on its
version. A move tells the other side once.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from core import clock
from core.actions import events
from core.actions.notifications import notify
from core.enums import Permission
from core.errors import InvalidInput, NotThere
from core.models import Actor, Agent, Group
from escalation.actions.cases import check_specialists, release_hold
from escalation.enums import CaseKind, CaseState, OrderMove, OrderResult, OrderStage
from escalation.errors import StaleOrder
from escalation.models import Case, CaseComment, FollowUp, WorkOrder
from escalation.policies.work_orders import (
    TITLE_MAX,
    check_move,
    check_version,
    checked_moment,
    checked_steps,
)
from escalation.queries.workers import checked_worker, workers_of
from tickets.actions.changing import check_move as check_ticket_move
from tickets.actions.changing import check_seen, locked
from tickets.actions.holds import put_on_hold
from tickets.enums import Move, Priority
from tickets.models import Attachment, Ticket
from tickets.policies.access import check_can
from tickets.policies.texts import NOTE_MAX, checked_line, checked_text

Dates = Sequence[tuple[datetime, str]]
ENDS = {OrderStage.DONE: CaseState.ANSWERED, OrderStage.CANCELLED: CaseState.CANCELLED}


@transaction.atomic
def open_work_order(
    ticket: Ticket | int,
    *,
    by: Actor,
    group: Group,
    title: str,
    note: str,
    priority: Priority | int | None = None,
    assignee: Agent | None = None,
    due_at: datetime | None = None,
    follow_ups: Dates = (),
    steps: Iterable[str] = (),
    holds: bool = False,
    seen: int | None = None,
) -> WorkOrder:
    """The group has the task; the ticket goes on beside it, unless `holds`: then it waits for the end of the order.

    Several orders may run beside each other. The priority is the ticket's unless given. Raises `StaleTicket`,
    `MoveNotAllowed` on a resolved ticket, `InvalidInput` for what a field says.
    """
    row = locked(ticket)
    check_can(by, Permission.CASE_OPEN, row)
    check_seen(row, seen)
    check_ticket_move(row, Move.ESCALATE)
    now = clock.now()
    check_specialists(row, group, may_be_blind=True)
    case = Case.objects.create(
        ticket=row,
        game_id=row.game_id,
        kind=CaseKind.WORK_ORDER,
        group=group,
        note=checked_text(note, "note", longest=NOTE_MAX),
        opened_by=by.agent,
        opened_at=now,
        due_at=None if due_at is None else checked_moment(due_at, "due_at", now),
        holds_ticket=holds,
    )
    case.refresh_from_db(fields=["number"])
    order = WorkOrder.objects.create(
        case=case,
        title=checked_line(title, "title", longest=TITLE_MAX),
        priority=row.priority if priority is None else Priority(priority),
        assignee=None if assignee is None else checked_worker(case, assignee),
        steps=checked_steps(steps),
    )
    _plan(case, by, now, follow_ups)
    if holds:
        put_on_hold(row, by=by, data={"case": case.pk})
    events.record("ticket.escalated", subject=row, by=by, data=told(order) | {"note": case.note})
    events.record("case.moved", subject=row, by=by, data=told(order) | {"from": None, "move": "open"})
    tell({order.assignee_id} if order.assignee_id else workers_of(case), order, by=by, kind="work_order.opened")
    return order


def _plan(case: Case, by: Actor, now: datetime, dates: Dates) -> None:
    for at, note in dates:
        text = checked_line(note, "follow_ups", longest=TITLE_MAX)
        FollowUp.objects.create(case=case, at=checked_moment(at, "follow_ups", now), note=text, made_by=by.agent)


@transaction.atomic
def accept(order: WorkOrder | int, *, by: Actor, seen: int | None = None) -> WorkOrder:
    """The group has taken note and will do it; who accepts has it, unless somebody else was named."""
    row = locked_order(order)
    assignee_id = row.assignee_id or by.id
    return _move(row, OrderMove.ACCEPT, by=by, seen=seen, assignee_id=assignee_id)


@transaction.atomic
def start(order: WorkOrder | int, *, by: Actor, seen: int | None = None) -> WorkOrder:
    """Somebody works on it; who starts has it, unless somebody else was named."""
    row = locked_order(order)
    return _move(row, OrderMove.START, by=by, seen=seen, assignee_id=row.assignee_id or by.id)


@transaction.atomic
def wait(
    order: WorkOrder | int, *, by: Actor, until: datetime | None, reason: str, seen: int | None = None
) -> WorkOrder:
    """Nothing can be done until that moment; then it is in progress again and the one who has it is told."""
    row = locked_order(order)
    check_move(by, row, OrderMove.WAIT)
    moment = checked_moment(until, "until", clock.now())
    words = checked_text(reason, "reason", longest=NOTE_MAX)
    return _move(row, OrderMove.WAIT, by=by, seen=seen, words=words, waiting_until=moment)


@transaction.atomic
def wake(order: WorkOrder | int, *, by: Actor) -> WorkOrder:
    """The moment has come that the order waited for."""
    return _move(locked_order(order), OrderMove.WAKE, by=by)


@transaction.atomic
def send_back(order: WorkOrder | int, *, by: Actor, question: str, seen: int | None = None) -> WorkOrder:
    """The group cannot go on without an answer of who asked."""
    row = locked_order(order)
    check_move(by, row, OrderMove.SEND_BACK)
    words = checked_text(question, "question", longest=NOTE_MAX)
    return _move(row, OrderMove.SEND_BACK, by=by, seen=seen, words=words)


@transaction.atomic
def inform(order: WorkOrder | int, *, by: Actor, answer: str, seen: int | None = None) -> WorkOrder:
    """The question is answered; the order is before the group again, with the one who had it."""
    row = locked_order(order)
    check_move(by, row, OrderMove.INFORM)
    words = checked_text(answer, "answer", longest=NOTE_MAX)
    return _move(row, OrderMove.INFORM, by=by, seen=seen, words=words)


@transaction.atomic
def finish(
    order: WorkOrder | int, *, by: Actor, result: OrderResult | str, text: str, seen: int | None = None
) -> WorkOrder:
    """It is done, with a code for the count and words for the person who answers to the player."""
    row = locked_order(order)
    check_move(by, row, OrderMove.FINISH)
    if result not in OrderResult.values:
        raise InvalidInput({"result": [str(InvalidInput.message)]})
    words = checked_text(text, "text", longest=NOTE_MAX)
    return _move(row, OrderMove.FINISH, by=by, seen=seen, words=words, result_code=OrderResult(result))


@transaction.atomic
def cancel(order: WorkOrder | int, *, by: Actor, reason: str, seen: int | None = None) -> WorkOrder:
    """It is not needed any more."""
    row = locked_order(order)
    check_move(by, row, OrderMove.CANCEL)
    words = checked_text(reason, "reason", longest=NOTE_MAX)
    return _move(row, OrderMove.CANCEL, by=by, seen=seen, words=words)


@transaction.atomic
def reopen(order: WorkOrder | int, *, by: Actor, reason: str, seen: int | None = None) -> WorkOrder:
    """What was done did not help. The order holds the ticket no more; the ticket has gone on meanwhile."""
    row = locked_order(order)
    check_move(by, row, OrderMove.REOPEN)
    words = checked_text(reason, "reason", longest=NOTE_MAX)
    return _move(row, OrderMove.REOPEN, by=by, seen=seen, words=words, result_code="")


def locked_order(order: WorkOrder | int) -> WorkOrder:
    """The order with its ticket's row locked, or `NotThere`."""
    pk = order if isinstance(order, int) else order.pk
    ticket_id = Case.objects.filter(pk=pk, kind=CaseKind.WORK_ORDER).values_list("ticket_id", flat=True).first()
    if ticket_id is None:
        raise NotThere
    ticket = locked(ticket_id)
    row = WorkOrder.objects.select_related("case__group", "assignee").get(pk=pk)
    row.case.ticket = ticket
    return row


def write(order: WorkOrder, **fields: Any) -> None:
    """Change columns of the locked order by compare-and-set; the version rises by one. Raises `StaleOrder`."""
    before = order.version
    fields["version"] = before + 1
    if WorkOrder.objects.filter(pk=order.pk, version=before).update(**fields) != 1:
        raise StaleOrder(seen=before, version=None)
    for name, value in fields.items():
        setattr(order, name, value)


def comment_on(
    order: WorkOrder, by: Actor, words: str, *, move: str = "", files: Iterable[Attachment] = ()
) -> CaseComment:
    """Keep words about the order, with files of its ticket."""
    comment = CaseComment.objects.create(case=order.case, author=by.agent, at=clock.now(), body=words, move=move)
    comment.files.set(files)
    return comment


def told(order: WorkOrder) -> dict[str, Any]:
    """What events say about a work order."""
    case = order.case
    return {
        "case": case.pk,
        "name": case.name,
        "kind": case.kind,
        "group": case.group.code,
        "title": order.title,
        "to": order.stage,
        "version": order.version,
    }


def tell(agents: Iterable[int | None], order: WorkOrder, *, by: Actor, kind: str, key: str = "") -> None:
    """One notification for each of them but the one who did it. It says nothing of the ticket: not all may see it.

    Its topic is the order, so that who has no part in it any more reads nothing of it (`queries/order_topics.py`).
    """
    case = order.case
    notify(
        {pk for pk in agents if pk is not None} - {by.id or 0},
        key=f"{kind}:{case.pk}:{key or order.version}",
        kind=kind,
        params={"name": case.name, "title": order.title},
        url=f"/desk/cases/{case.number}",
        topic=f"case:{case.pk}",
    )


def askers_of(order: WorkOrder) -> set[int | None]:
    """Who wants to know how it goes: who opened it, and who answers to the player."""
    return {order.case.opened_by_id, order.case.ticket.assignee_id or order.case.ticket.owner_id}


def doers_of(order: WorkOrder) -> set[int | None]:
    """Who works on it: the one who has it, else the whole group."""
    return {order.assignee_id} if order.assignee_id else set(workers_of(order.case))


def _move(
    order: WorkOrder, move: OrderMove, *, by: Actor, seen: int | None = None, words: str = "", **fields: Any
) -> WorkOrder:
    """Do the move on the locked order, write its words, end or open its case, and tell the other side."""
    before, after = order.stage, OrderStage(check_move(by, order, move))
    check_version(order, seen)
    write(order, stage=after, **({"waiting_until": None} | fields))
    data: dict[str, Any] = {"from": before, "move": move.value}
    if words:
        data |= {"comment": comment_on(order, by, words, move=move.value).pk, "answer": words}
    _follow_case(order, after, by, words)
    events.record("case.moved", subject=order.case.ticket, by=by, data=told(order) | data)
    if after in {OrderStage.RETURNED, OrderStage.DONE} or move == OrderMove.ACCEPT:
        tell(askers_of(order), order, by=by, kind=f"work_order.{move.value}")
    elif move in {OrderMove.INFORM, OrderMove.CANCEL, OrderMove.REOPEN, OrderMove.WAKE}:
        tell(doers_of(order), order, by=by, kind=f"work_order.{move.value}")
    return order


def _follow_case(order: WorkOrder, after: OrderStage, by: Actor, words: str) -> None:
    """The case is open as long as its order lives; with the end its dates are let go and the ticket waits no longer."""
    case, now = order.case, clock.now()
    if after in ENDS:
        case.state, case.answer, case.ended_at, case.answered_by = ENDS[after], words, now, by.agent
        case.save(update_fields=["state", "answer", "ended_at", "answered_by"])
        FollowUp.objects.filter(case=case, done_at=None).update(done_at=now, done_by=by.agent)
        release_hold(case, by=by)
    elif case.state != CaseState.OPEN:
        case.state, case.answer, case.ended_at, case.answered_by = CaseState.OPEN, "", None, None
        case.holds_ticket = False
        case.save(update_fields=["state", "answer", "ended_at", "answered_by", "holds_ticket"])
