"""Cases as queues and pages show them."""

from django.db.models import Q, QuerySet

from core.enums import Permission
from core.models import Actor, Agent
from core.policies.permissions import has_anywhere, rights_of
from core.policies.scoping import in_games, unrestricted
from escalation.enums import CaseKind, CaseState
from escalation.models import Case
from escalation.policies.cases import SUPERVISOR_RANK, can_answer
from tickets.models import Ticket


def cases_for(agent: Agent) -> QuerySet[Case]:
    """Cases of tickets that the agent may see: those of the own groups, which supervisors see of every group, and those
    that the agent asked for or answers to the player for.

    A work order stands for itself: its group and whoever opened it see it also where they may not see the ticket
    (`escalation/policies/work_orders.py` says the same of one order). Whoever shows a case asks `can_see` before it
    says anything of the ticket.
    """
    rights = rights_of(agent)
    seen = in_games(agent, Permission.TICKET_VIEW) & unrestricted(
        agent, flag="ticket__is_restricted", group="ticket__group", game="game", holder="ticket__assignee"
    )
    works, asks = in_games(agent, Permission.CASE_WORK), in_games(agent, Permission.CASE_OPEN)
    own = Q(group__in=sorted(rights.groups))
    groups = Q() if rights.rank >= SUPERVISOR_RANK else own
    mine = (works & groups) | Q(opened_by=agent) | Q(ticket__owner=agent)
    order = (works & own) | (asks & Q(opened_by=agent)) | (asks & seen & Q(ticket__assignee=agent))
    related = ("ticket", "ticket__game", "ticket__player", "ticket__category", "group", "opened_by", "answered_by")
    rows = Case.objects.filter((seen & mine) | (Q(kind=CaseKind.WORK_ORDER) & order))
    return rows.select_related(*related, "work_order__assignee")


def waiting_count(agent: Agent) -> int:
    """How many open cases the groups of this agent have to answer; one statement, none for who answers no cases."""
    groups = sorted(rights_of(agent).groups)
    if not groups or not has_anywhere(agent, Permission.CASE_WORK):
        return 0
    return cases_for(agent).filter(state=CaseState.OPEN, group__in=groups).count()


def cases_of(ticket: Ticket) -> list[Case]:
    """Every question of the ticket, open ones first, then the newest; work orders have a card of their own."""
    rows = Case.objects.filter(ticket=ticket).exclude(kind=CaseKind.WORK_ORDER)
    rows = rows.select_related("group", "opened_by", "answered_by")
    return sorted(rows, key=lambda case: (case.state != CaseState.OPEN, -case.pk))


def answerable(ticket: Ticket, by: Actor) -> list[Case]:
    """Open cases of the ticket that this person may answer."""
    rows = Case.objects.filter(ticket=ticket, state=CaseState.OPEN).exclude(kind=CaseKind.WORK_ORDER)
    rows = rows.select_related("group", "ticket").order_by("pk")
    return [case for case in rows if can_answer(by, case)]
