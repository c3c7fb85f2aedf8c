"""The panels of a player's money, play, sign-ins, matches and risk beside a ticket."""

from django.http import HttpRequest
from django.template.loader import render_to_string

from core.models import Agent
from players.models import Player
from players.queries.activity import matches_of, sign_ins, unusual_of
from players.queries.card import money_of, payments_of, play_of
from players.queries.risk_panel import risk_panel

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


def logins(request: HttpRequest, player: Player) -> str:
    """The last sign-ins, with what is unusual about one and what followed it."""
    found = sign_ins(player)
    if not found:
        return ""
    context = {"sign_ins": found[:SHOWN], "unusual": unusual_of(player, found), "player": player}
    return render_to_string("players/panel_logins.html", context, request)


def matches(request: HttpRequest, player: Player) -> str:
    """The last matches with rank and lost connections."""
    found = matches_of(player, SHOWN)
    return (
        render_to_string("players/panel_matches.html", {"matches": found, "player": player}, request) if found else ""
    )


def risk(request: HttpRequest, player: Player) -> str:
    """The level and why, for who may see risk."""
    agent = request.user
    panel = risk_panel(player, agent) if isinstance(agent, Agent) else None
    return render_to_string("players/panel_risk.html", {"panel": panel, "player": player}, request) if panel else ""
