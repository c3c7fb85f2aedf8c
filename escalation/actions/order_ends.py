"""What becomes of work orders when their ticket is resolved: whoever resolves it says so with that very resolve.

The decision travels with the resolve (in a draft, while last words may still be taken back, then in its event). A
resolve that was taken back leaves nothing behind that the next one could find.
"""

from collections.abc import Collection

from django.db import transaction
from django.utils.translation import gettext as _

from core.errors import NotAllowed
from core.models import Actor
from escalation.actions.work_orders import askers_of, cancel, doers_of, tell
from escalation.enums import CaseState, OrderMove
from escalation.models import WorkOrder
from escalation.policies.work_orders import may_do
from escalation.workflow import RESOLVED


def check_may_withdraw(orders: Collection[int], *, by: Actor) -> None:
    """Raise `NotAllowed`, with what can be done instead, unless the actor may withdraw each of these orders."""
    for order in WorkOrder.objects.filter(pk__in=orders).select_related("case__ticket"):
        if not may_do(by, order, OrderMove.CANCEL):
            raise NotAllowed(_("You may not withdraw a work order here: let them go on."))


@transaction.atomic
def follow_resolve(ticket_id: int, *, by: Actor, withdraw: Collection[int] = ()) -> int:
    """Withdraw the orders that `by` decided to; say to the people of the others that they go on. Safe to repeat.

    An order that `by` may not withdraw (any more) goes on.
    """
    house = Actor.system()
    rows = WorkOrder.objects.filter(case__ticket=ticket_id, case__state=CaseState.OPEN)
    orders = list(rows.select_related("case__ticket", "case__group"))
    for order in orders:
        if order.pk in withdraw and may_do(by, order, OrderMove.CANCEL):
            cancel(order, by=house, reason=RESOLVED)
        else:
            tell(askers_of(order) | doers_of(order), order, by=house, kind="work_order.goes_on", key="resolved")
    return len(orders)
