"""What the risk centre shows on other pages: the level of a player, and a way to flag one."""

from django.http import HttpRequest
from django.template.loader import render_to_string

from core.enums import Permission
from core.models import Agent
from core.policies.permissions import has
from players.forms.risk import FlagForm
from players.models import Player, RiskState


def level_chip(request: HttpRequest | None, player: Player) -> str:
    """Fill `player.header`: the level, and the way to its reasons."""
    agent = getattr(request, "user", None)
    if not isinstance(agent, Agent) or not has(agent, Permission.RISK_VIEW, player.game_id):
        return ""
    state = RiskState.objects.filter(player=player).first()
    return render_to_string("players/risk_chip.html", {"state": state, "player": player}, request)


def flag_player(request: HttpRequest | None, player: Player) -> str:
    """Fill `player.limits`: suggest that the player is at risk."""
    agent = getattr(request, "user", None)
    if not isinstance(agent, Agent) or not has(agent, Permission.RISK_FLAG, player.game_id):
        return ""
    return render_to_string("players/risk_flag.html", {"form": FlagForm(), "player": player}, request)
