"""Ask a specialist and get the answer back; the ticket is on hold as long as one of its cases is open."""

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from core import clock
from core.actions import events
from core.actions.notifications import notify
from core.enums import Permission
from core.errors import InvalidInput, NotThere
from core.models import Actor, Group
from escalation.enums import CaseKind, CaseState, TargetKind
from escalation.errors import CaseNotOpen
from escalation.models import Case
from escalation.policies.cases import check_can_answer, check_open
from escalation.queries.policies import target_for
from tickets.actions.changing import locked
from tickets.actions.holds import put_on_hold, take_off_hold
from tickets.enums import Status
from tickets.models import Ticket
from tickets.policies.access import check_can
from tickets.policies.texts import BODY_MAX, NOTE_MAX, checked_line, checked_text
from tickets.queries.people import colleagues_for

KIND_MAX = 40


@transaction.atomic
def escalate(
    ticket: Ticket | int,
    *,
    by: Actor,
    group: Group,
    note: str,
    kind: str = CaseKind.OTHER,
    seen: int | None = None,
) -> Case:
    """Open a case for the group: the ticket waits for it, its assignee and its owner towards the player stay.

    A ticket may have several cases at once. Raises `StaleTicket`, `MoveNotAllowed` on a resolved ticket, `InvalidInput`
    for the note, and for a group that could never answer.
    """
    row = locked(ticket)
    check_can(by, Permission.CASE_OPEN, row)
    asked = checked_text(note, "note", longest=NOTE_MAX)
    specialists = check_specialists(row, group)
    what = checked_line(kind, "kind", longest=KIND_MAX)
    now = clock.now()
    target = target_for(row, TargetKind.SPECIALIST)
    case = Case.objects.create(
        ticket=row,
        game_id=row.game_id,
        kind=what,
        group=group,
        note=asked,
        opened_by=by.agent,
        opened_at=now,
        due_at=None if target is None else target.due_after(now),
    )
    case.refresh_from_db(fields=["number"])
    put_on_hold(row, by=by, data={"case": case.pk}, seen=seen)
    events.record("ticket.escalated", subject=row, by=by, data=_told(case) | {"note": asked})
    events.record("case.moved", subject=row, by=by, data=_told(case) | {"from": None})
    _tell(specialists - {by.id}, case, kind="case.opened")
    return case


def check_specialists(ticket: Ticket, group: Group, *, may_be_blind: bool = False) -> set[int]:
    """Who of the group may see the ticket; raises `InvalidInput` where nobody could ever answer.

    That is the front line, which asks and is not asked, and a restricted ticket of which the whole group sees nothing:
    unless they `may_be_blind`, because what they are asked stands for itself.
    """
    found = set(colleagues_for(ticket).filter(groups=group).values_list("pk", flat=True))
    if group.is_front_line or (ticket.is_restricted and not found and not may_be_blind):
        raise InvalidInput({"group": [_("Nobody of this group can answer a case about this ticket.")]})
    return found


@transaction.atomic
def answer_case(case: Case | int, *, by: Actor, answer: str) -> Case:
    """The specialist has answered. With the last open case the ticket is open again for its agent, who is told."""
    row = _locked(case)
    check_can_answer(by, row)
    check_open(row)
    text = checked_text(answer, "answer", longest=BODY_MAX)
    _end(row, CaseState.ANSWERED, by=by, answer=text)
    _tell({row.ticket.assignee_id or row.opened_by_id} - {by.id}, row, kind="case.answered")
    return row


@transaction.atomic
def cancel_case(case: Case | int, *, by: Actor, reason: str) -> Case:
    """The case is withdrawn by somebody who may open cases; with the last open one the ticket is open again."""
    row = _locked(case)
    check_can(by, Permission.CASE_OPEN, row.ticket)
    check_open(row)
    _end(row, CaseState.CANCELLED, by=by, answer=checked_text(reason, "reason", longest=NOTE_MAX))
    return row


@transaction.atomic
def cancel_cases_of(ticket_id: int, *, by: Actor, reason: str) -> int:
    """Withdraw every open question of a ticket that needs no answer any more; return how many.

    Work orders are not questions: whether they go with the ticket was decided by who resolved it.
    """
    ticket = locked(ticket_id)
    rows = list(Case.objects.filter(ticket=ticket, state=CaseState.OPEN).exclude(kind=CaseKind.WORK_ORDER))
    for row in rows:
        row.ticket = ticket
        _end(row, CaseState.CANCELLED, by=by, answer=reason)
    return len(rows)


def _locked(case: Case | int) -> Case:
    """The case with its ticket locked first, as every writer of a ticket does; raises `NotThere`."""
    pk = case if isinstance(case, int) else case.pk
    ticket_id = Case.objects.values_list("ticket_id", flat=True).filter(pk=pk).first()
    if ticket_id is None:
        raise NotThere
    ticket = locked(ticket_id)
    row = Case.objects.select_related("group").get(pk=pk)
    row.ticket = ticket
    if row.kind == CaseKind.WORK_ORDER:  # it has moves of its own, escalation/actions/work_orders.py
        raise CaseNotOpen(state=row.state)
    return row


def _end(case: Case, state: CaseState, *, by: Actor, answer: str) -> None:
    """Write the end of a case; the hold ends with the ticket's last open one."""
    case.state, case.answer, case.ended_at, case.answered_by = state, answer, clock.now(), by.agent
    case.save(update_fields=["state", "answer", "ended_at", "answered_by"])
    data = _told(case) | {"from": CaseState.OPEN.value, "answer": answer}
    release_hold(case, by=by)
    events.record("case.moved", subject=case.ticket, by=by, data=data)


def release_hold(case: Case, *, by: Actor) -> None:
    """The ticket is open again, when this ended case was the last that held it. Its ticket must be locked."""
    if not case.holds_ticket or case.ticket.status != Status.ON_HOLD:
        return
    if not Case.objects.filter(ticket=case.ticket, state=CaseState.OPEN, holds_ticket=True).exists():
        take_off_hold(case.ticket, by=by, data={"case": case.pk})


def _told(case: Case) -> dict[str, Any]:
    return {"case": case.pk, "name": case.name, "kind": case.kind, "group": case.group.code, "to": case.state}


def _tell(agents: Iterable[int | None], case: Case, *, kind: str) -> None:
    notify(
        [pk for pk in agents if pk is not None],
        key=f"{kind}:{case.pk}",
        kind=kind,
        params={"name": case.name, "number": case.ticket.number, "subject": case.ticket.subject, "kind": case.kind},
        url=f"/desk/tickets/{case.ticket.number}",
        topic=f"ticket:{case.ticket_id}",
    )
