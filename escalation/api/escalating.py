"""The move `escalate` of a ticket: a question to specialists, or a work order when that is the kind."""

from django.db import transaction

from core import clock
from core.models import Actor, Group
from escalation.actions import cases
from escalation.actions.work_orders import open_work_order
from escalation.enums import CaseKind
from escalation.models import Case
from escalation.policies.work_orders import TITLE_MAX
from escalation.queries.service_time import service_moment
from escalation.workflow import CADENCE, DUE
from tickets.models import Ticket


@transaction.atomic
def escalate(ticket: Ticket, *, by: Actor, group: Group, note: str, kind: str = CaseKind.OTHER) -> Case:
    """Open a case of the kind. A work order has the first line of the note as its title, the due date that its priority
    suggests, and a first follow-up date.
    """
    if kind != CaseKind.WORK_ORDER:
        return cases.escalate(ticket, by=by, group=group, note=note, kind=kind)
    now = clock.now()
    title = note.strip().splitlines()[0][:TITLE_MAX]
    due = service_moment(ticket.game_id, DUE[ticket.priority], now)
    again = service_moment(ticket.game_id, CADENCE[ticket.priority], now)
    return open_work_order(
        ticket, by=by, group=group, title=title, note=note, due_at=due, follow_ups=[(again, title)]
    ).case
