"""Which players somebody may see."""

from django.db.models import QuerySet

from core.engines.text import is_storable
from core.enums import Permission
from core.errors import NotThere
from core.models import Agent, Game
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


def account_named(agent: Agent, game: Game, uid: str) -> Player | None:
    """The account with this id of the game, or None when there is none or the agent may not know."""
    uid = uid.strip()
    return players_for(agent).filter(game=game, uid=uid).first() if uid and is_storable(uid) else None


def games_with_players(agent: Agent) -> QuerySet[Game]:
    """The games whose players the agent may see."""
    return Game.objects.filter(in_games(agent, Permission.PLAYER_VIEW, game="pk"), is_active=True)
