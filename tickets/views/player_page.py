"""What the tickets say on the page of a player."""

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.views.decorators.http import require_safe

from core.enums import Permission
from core.models import Agent
from core.policies.permissions import check
from players.models import Player
from players.queries.panels import panels_for
from tickets.models import Ticket
from tickets.queries.consents import consents_of
from tickets.queries.panel_order import panels_of
from tickets.queries.player_tickets import tickets_of
from tickets.queries.scope import ticket_for
from tickets.views.desk_pages import agent_of, desk_view


def tickets(request: HttpRequest | None, player: Player) -> str:
    """Fill `player.tickets`: what the player, with all accounts of the person, has written about."""
    agent = getattr(request, "user", None)
    if not isinstance(agent, Agent):
        return ""
    return render_to_string("tickets/player_tickets.html", {"found": tickets_of(agent, player)}, request=request)


@require_safe
@desk_view
def show_panels(request: HttpRequest, number: int) -> HttpResponse:
    """What is known of the ticket's player, what the ticket is about first: a part that comes after the page."""
    agent = agent_of(request)
    ticket = ticket_for(agent, number=number)
    check(agent, Permission.PLAYER_VIEW, ticket.game)
    code = ticket.category.code
    ticket.player.game = ticket.game
    return HttpResponse(_consents(request, ticket) + "".join(panels_for(request, ticket.player, panels_of(code))))


def _consents(request: HttpRequest, ticket: Ticket) -> str:
    consents = consents_of(ticket)
    return render_to_string("tickets/desk/consents.html", {"consents": consents}, request) if consents else ""
