"""Requests about personal data that somebody may handle."""

from django.db.models import QuerySet

from core.enums import Permission
from core.errors import NotThere
from core.models import Agent
from core.policies.scoping import in_games
from players.models import PrivacyRequest


def requests_for(agent: Agent) -> QuerySet[PrivacyRequest]:
    """The requests about players of the games for which the agent handles them."""
    return PrivacyRequest.objects.filter(in_games(agent, Permission.PRIVACY_HANDLE, game="player__game"))


def request_for(agent: Agent, pk: int) -> PrivacyRequest:
    """That request, or `NotThere`."""
    found = requests_for(agent).select_related("player__game").filter(pk=pk).first()
    if found is None:
        raise NotThere
    return found
