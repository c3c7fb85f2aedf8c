"""How work orders stand for whoever was told of them, asked when a notification is shown or leaves by mail."""

from collections.abc import Mapping, Sequence

from core.models import Actor, Agent
from core.queries.topics import Standing
from escalation.enums import CaseKind
from escalation.models import Case
from escalation.policies.work_orders import parties_of


def order_standings(agent: Agent, ids: Sequence[int]) -> Mapping[int, Standing]:
    """Those of the orders in which the agent has a part; one of a restricted ticket says nothing outside the desk."""
    rows = Case.objects.filter(pk__in=ids, kind=CaseKind.WORK_ORDER).select_related("ticket")
    by = Actor.of_agent(agent)
    return {
        case.pk: Standing(is_visible=True, is_restricted=case.ticket.is_restricted)
        for case in rows
        if parties_of(by, case)
    }
