"""The panels of a player's money and play beside a ticket."""

from django.http import HttpRequest
from django.template.loader import render_to_string

from players.models import Player
from players.queries.card import money_of, payments_of, play_of

SHOWN = 4


def payments(request: HttpRequest, player: Player) -> str:
    """The last orders with what became of them."""
    found = payments_of(player, SHOWN)
    if not found:
        return ""
    return render_to_string(
        "players/panel_payments.html", {"payments": found, "money": money_of(player), "player": player}, request
    )


def play(request: HttpRequest, player: Player) -> str:
    """How long the player played in two weeks, and whether now."""
    days, playing_since = play_of(player)
    if not any(day.minutes for day in days):
        return ""
    context = {"days": days, "together": sum(day.minutes for day in days), "playing_since": playing_since}
    return render_to_string("players/panel_play.html", context | {"player": player}, request)
