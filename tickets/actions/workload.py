"""Agents' loads, held against the truth."""

from django.db.models import Count

from core.actions import loads
from core.models import AgentLoad
from tickets.models import Ticket
from tickets.models.tickets import IN_HAND


def repair_loads() -> int:
    """Count anew for everybody whose load is not what the tickets say; return how many were wrong.

    Every change moves the load with it (`changing.apply`), so this finds something only after rows were written past
    the actions: a restored backup, a bulk load, the first start of this release.
    """
    held = Ticket.objects.filter(status__in=IN_HAND, assignee__isnull=False).order_by()
    truth = dict(held.values("assignee").annotate(n=Count("pk")).values_list("assignee", "n"))
    kept = dict(AgentLoad.objects.values_list("agent_id", "active"))
    wrong = [agent for agent in sorted(truth.keys() | kept.keys()) if truth.get(agent, 0) != kept.get(agent, 0)]
    return sum(loads.count_anew(agent, _count) for agent in wrong)


def _count(agent_id: int) -> int:
    return Ticket.objects.filter(assignee=agent_id, status__in=IN_HAND).count()
