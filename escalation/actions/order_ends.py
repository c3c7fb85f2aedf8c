"""What becomes of work orders when their ticket is resolved: whoever resolves it says so before."""

from django.db import transaction

from core.models import Actor
from escalation.actions.work_orders import askers_of, cancel, doers_of, tell
from escalation.enums import CaseState
from escalation.models import WorkOrder
from escalation.workflow import RESOLVED
from tickets.actions.changing import locked
from tickets.models import Ticket


@transaction.atomic
def decide_ends(ticket: Ticket, *, by: Actor, go: bool) -> int:
    """Open work orders of the ticket will be withdrawn with the resolve, or go on; return how many there are.

    It is written at once and takes effect when the ticket is resolved, because last words may still be taken back.
    """
    row = locked(ticket)
    orders = WorkOrder.objects.filter(case__ticket=row, case__state=CaseState.OPEN)
    return orders.update(ends_with_ticket=go)


@transaction.atomic
def follow_resolve(ticket_id: int, *, by: Actor) -> int:
    """Withdraw the orders that go with the ticket; say to the people of the others that they go on. Safe to repeat."""
    rows = WorkOrder.objects.filter(case__ticket=ticket_id, case__state=CaseState.OPEN)
    orders = list(rows.select_related("case__ticket", "case__group"))
    for order in orders:
        if order.ends_with_ticket:
            cancel(order, by=by, reason=RESOLVED)
        else:
            tell(askers_of(order) | doers_of(order), order, by=by, kind="work_order.goes_on", key="resolved")
    return len(orders)
