"""The ticket that a write names, in the version that its caller demands."""

from rest_framework.request import Request

from core.api.formats import path_id
from core.api.preconditions import check_if_match, has_if_match
from core.models import Agent
from tickets.actions.changing import locked
from tickets.models import Ticket
from tickets.queries.scope import ticket_for


def matching(request: Request, agent: Agent, pk: str) -> Ticket:
    """The agent's ticket; with If-Match it is locked first, so that nothing comes between the look and the write."""
    ticket = ticket_for(agent, pk=path_id(pk))
    if has_if_match(request):
        check_if_match(request, locked(ticket).version)
    return ticket
