"""The ticket that a request names, and for a write the version that its caller demands."""

from rest_framework.request import Request

from core.api.formats import path_id
from core.api.preconditions import check_if_match, has_if_match
from core.errors import NotThere
from core.models import Actor, Agent
from tickets.actions.changing import Held, locked
from tickets.models import Ticket
from tickets.policies.access import can_see
from tickets.queries.scope import tickets_for

SHOWN = ("game", "player", "group")  # what a ticket on the wire says of its relatives


def visible(agent: Agent, pk: str) -> Ticket:
    """The agent's ticket with this id as it stands in a path, or `NotThere`."""
    ticket = tickets_for(agent).select_related(*SHOWN).filter(pk=path_id(pk)).first()
    if ticket is None:
        raise NotThere
    return ticket


def matching(request: Request, agent: Agent, pk: str) -> Ticket:
    """The agent's ticket; with If-Match it is locked first, so that nothing comes between the look and the write."""
    ticket = visible(agent, pk)
    if has_if_match(request):
        check_if_match(request, locked(ticket).version)
    return ticket


def held(request: Request, agent: Agent, pk: str) -> Held:
    """The agent's ticket, found and locked by one statement; raises `NotThere`, and what `matching` raises.

    Not for a deed that may go on in the ticket's head: see `pairs.locked_head`.
    """
    row = locked(path_id(pk))
    if not can_see(Actor.of_agent(agent), row):
        raise NotThere
    if has_if_match(request):
        check_if_match(request, row.version)
    return Held(row)
