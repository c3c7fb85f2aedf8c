"""Requests about personal data that somebody may handle."""

from django.db.models import QuerySet

from core.enums import Permission
from core.errors import NotThere
from core.models import Agent
from core.policies.scoping import in_games
from players.enums import PrivacyKind, PrivacyState
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


def open_requests(agent: Agent) -> QuerySet[PrivacyRequest]:
    """Those that still have to be answered, the most urgent first."""
    found = requests_for(agent).filter(ended_at=None).select_related("player__game")
    return found.order_by("due_at", "pk")


def steps_of(row: PrivacyRequest, agent: Agent) -> list[str]:
    """The steps that the agent may take now, by their names."""
    if row.ended_at is not None:
        return []
    if row.state == PrivacyState.RECEIVED:
        return ["accept", "refuse"]
    steps = ["finish", "refuse"]
    if row.kind in {PrivacyKind.ACCESS, PrivacyKind.PORT}:
        steps.insert(0, "export")
    if row.kind in {PrivacyKind.DELETE, PrivacyKind.CLOSE}:
        steps = ["refuse"] if row.accepted_by_id == agent.pk else ["erase", "refuse"]
    return steps
