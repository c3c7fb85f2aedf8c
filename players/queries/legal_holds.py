"""Which accounts must be left as they are."""

from django.db.models import Q, QuerySet

from core.enums import Permission
from core.errors import NotThere
from core.models import Agent
from core.policies.scoping import in_games
from players.models import LegalHold, Player


def held_players() -> "QuerySet[Player, int]":
    """The accounts of which nothing may be removed now: those on hold, and every other one of the same persons."""
    on_hold = standing_holds().values("player_id")
    persons = Player.objects.filter(pk__in=on_hold).exclude(person=None).values("person_id")
    return Player.objects.filter(Q(pk__in=on_hold) | Q(person__in=persons)).values_list("pk", flat=True)


def standing_holds() -> QuerySet[LegalHold]:
    """Holds that nobody has lifted."""
    return LegalHold.objects.filter(lifted_at=None)


def holds_for(agent: Agent) -> QuerySet[LegalHold]:
    """Holds, also lifted ones, on players of the games for which the agent handles personal data."""
    return LegalHold.objects.filter(in_games(agent, Permission.PRIVACY_HANDLE, game="player__game"))


def hold_for(agent: Agent, pk: int) -> LegalHold:
    """One of them, or `NotThere`."""
    hold = holds_for(agent).select_related("player").filter(pk=pk).first()
    if hold is None:
        raise NotThere
    return hold
