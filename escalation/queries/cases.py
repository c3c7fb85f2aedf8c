"""Cases as queues and pages show them."""

from django.db.models import Q, QuerySet

from core.enums import Permission
from core.models import Actor, Agent
from core.policies.permissions import has_anywhere, rights_of
from core.policies.scoping import in_games, unrestricted
from escalation.enums import CaseState
from escalation.models import Case
from escalation.policies.cases import SUPERVISOR_RANK, can_answer
from tickets.models import Ticket

QUEUE_MAX = 100


def cases_for(agent: Agent) -> QuerySet[Case]:
    """Cases of tickets that the agent may see: those of the own groups, which supervisors see of every group, and those
    that the agent asked for or answers to the player for.
    """
    rights = rights_of(agent)
    seen = in_games(agent, Permission.TICKET_VIEW) & unrestricted(
        agent, flag="ticket__is_restricted", group="ticket__group", game="game", holder="ticket__assignee"
    )
    groups = Q() if rights.rank >= SUPERVISOR_RANK else Q(group__in=sorted(rights.groups))
    mine = (in_games(agent, Permission.CASE_WORK) & groups) | Q(opened_by=agent) | Q(ticket__owner=agent)
    related = ("ticket", "ticket__game", "ticket__player", "ticket__category", "group", "opened_by", "answered_by")
    return Case.objects.filter(seen & mine).select_related(*related)


def case_queue(agent: Agent, *, is_open: bool) -> list[Case]:
    """Open cases, the one due first on top; or ended ones, the latest on top. At most a hundred, one statement."""
    cases = cases_for(agent)
    if is_open:
        return list(cases.filter(state=CaseState.OPEN).order_by("due_at", "opened_at", "pk")[:QUEUE_MAX])
    return list(cases.exclude(state=CaseState.OPEN).order_by("-ended_at", "-pk")[:QUEUE_MAX])


def waiting_count(agent: Agent) -> int:
    """How many open cases the groups of this agent have to answer; one statement, none for who answers no cases."""
    groups = sorted(rights_of(agent).groups)
    if not groups or not has_anywhere(agent, Permission.CASE_WORK):
        return 0
    return cases_for(agent).filter(state=CaseState.OPEN, group__in=groups).count()


def cases_of(ticket: Ticket) -> list[Case]:
    """Every case of the ticket, open ones first, then the newest."""
    rows = Case.objects.filter(ticket=ticket).select_related("group", "opened_by", "answered_by")
    return sorted(rows, key=lambda case: (case.state != CaseState.OPEN, -case.pk))


def answerable(ticket: Ticket, by: Actor) -> list[Case]:
    """Open cases of the ticket that this person may answer."""
    rows = Case.objects.filter(ticket=ticket, state=CaseState.OPEN).select_related("group", "ticket").order_by("pk")
    return [case for case in rows if can_answer(by, case)]
