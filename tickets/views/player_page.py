"""What the tickets say on the page of a player."""

from django.http import HttpRequest
from django.template.loader import render_to_string

from core.models import Agent
from players.models import Player
from tickets.queries.player_tickets import tickets_of


def tickets(request: HttpRequest | None, player: Player) -> str:
    """Fill `player.tickets`: what the player, with all accounts of the person, has written about."""
    agent = getattr(request, "user", None)
    if not isinstance(agent, Agent):
        return ""
    return render_to_string("tickets/player_tickets.html", {"found": tickets_of(agent, player)}, request=request)
