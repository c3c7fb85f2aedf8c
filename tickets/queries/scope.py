"""Which tickets exist for whom. Every list, count, search, page and resource starts here."""

from django.db.models import Q, QuerySet

from core.enums import Permission
from core.errors import NotThere
from core.models import Agent
from core.policies.scoping import in_games, unrestricted
from tickets.models import Ticket


def visible_to(agent: Agent) -> Q:
    """The predicate: games that the agent may see, without restricted tickets of other groups."""
    return in_games(agent, Permission.TICKET_VIEW) & unrestricted(agent)


def tickets_for(agent: Agent) -> QuerySet[Ticket]:
    """Every ticket this agent may see."""
    return Ticket.objects.filter(visible_to(agent))


def ticket_for(agent: Agent, **lookup: object) -> Ticket:
    """One ticket with its close relatives, or `NotThere`: an unknown one and a hidden one look the same."""
    ticket = tickets_for(agent).select_related(*RELATED).filter(**lookup).first()
    if ticket is None:
        raise NotThere
    return ticket


RELATED = ("game", "player", "player__region", "category", "category__parent", "group", "assignee", "owner")
