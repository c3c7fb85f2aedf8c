"""Players by what people type for them: an id of the game, a nickname, one that is nearly right, an e-mail address."""

from django.contrib.postgres.search import TrigramSimilarity
from django.db import connection
from django.db.models import Q, QuerySet
from django.db.models.functions import Lower, Upper

from core.enums import Permission
from core.models import Agent, Game
from core.policies.scoping import in_games
from players.models import Player

UID_PREFIX_MIN = 4  # shorter ones begin half of all ids
NAMES_MAX, NEAR_MAX = 200, 20
NAME_LONGEST = 80
SHORT, NEAR_SHORT, NEAR_LONG = 6, 0.3, 0.5


def players_called(agent: Agent, text: str, *, permission: Permission) -> QuerySet[Player]:
    """The players of the agent's games with this id or nickname, or one that begins so; at most 200.

    `permission` is the right that makes a game one of the agent's.
    """
    named = Q(uid=text) | Q(nickname__istartswith=text)
    if len(text) >= UID_PREFIX_MIN:
        named |= Q(uid__startswith=text)
    return Player.objects.filter(in_games(agent, permission)).filter(named).order_by()[:NAMES_MAX]


def players_nearly_called(agent: Agent, text: str, *, permission: Permission) -> QuerySet[Player]:
    """The players of the agent's games whose nickname is nearly this one, the nearest first; at most 20.

    One wrong character spoils three of the groups of three that are compared: much of a short Chinese name, little of a
    long one. So the longer the text, the nearer a name must be.
    """
    wanted = text.upper()
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL pg_trgm.similarity_threshold = %s", [NEAR_SHORT if len(text) <= SHORT else NEAR_LONG])
    near = Player.objects.filter(in_games(agent, permission)).alias(name=Upper("nickname"))
    near = near.filter(name__trigram_similar=wanted)
    return near.order_by(TrigramSimilarity(Upper("nickname"), wanted).desc(), "pk")[:NEAR_MAX]


def players_with_email(agent: Agent, email: str) -> QuerySet[Player]:
    """The players with exactly this address, of the games for which the agent may see players: no part is enough."""
    known = Player.objects.filter(in_games(agent, Permission.PLAYER_VIEW)).exclude(email="")
    same = known.alias(address=Lower("email")).filter(address=email.lower(), game__in=Game.objects.values("pk"))
    return same.order_by()[:NAMES_MAX]
