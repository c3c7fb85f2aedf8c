"""Which players somebody may see."""

from django.db.models import QuerySet

from core.enums import Permission
from core.errors import NotThere
from core.models import Agent
from core.policies.scoping import in_games
from players.models import Player


def players_for(agent: Agent) -> QuerySet[Player]:
    """The players of the games for which the agent may see players."""
    return Player.objects.select_related("game", "region").filter(in_games(agent, Permission.PLAYER_VIEW))


def player_for(agent: Agent, pk: int) -> Player:
    """That player, or `NotThere` when there is none or the agent may not know."""
    player = players_for(agent).filter(pk=pk).first()
    if player is None:
        raise NotThere
    return player
