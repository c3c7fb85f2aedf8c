"""What waits for people: real names to review, requests to see identities."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Prefetch, Q, QuerySet

from core import clock
from core.enums import Permission
from core.errors import NotThere
from core.models import Agent
from core.policies.permissions import has
from core.policies.scoping import in_games
from players.enums import CheckState, RevealState
from players.models import Evidence, RealNameCheck, RealNameVerdict, RevealRequest

SHOWN = 100


def reviews_for(agent: Agent) -> QuerySet[RealNameCheck]:
    """The checks that people have to decide, of games whose real names the agent reviews; the oldest first."""
    return (
        RealNameCheck.objects.filter(
            in_games(agent, Permission.REAL_NAME_REVIEW, game="player__game"),
            in_games(agent, Permission.PLAYER_VIEW, game="player__game"),
            state=CheckState.MANUAL_REVIEW,
        )
        .select_related("player__game", "player__region")
        .prefetch_related(
            Prefetch("verdicts", RealNameVerdict.objects.select_related("reviewer").order_by("at")),
            Prefetch("evidence", Evidence.objects.select_related("added_by").exclude(path="").order_by("added_at")),
        )
        .order_by("submitted_at", "pk")
    )


def review_for(agent: Agent, pk: int) -> RealNameCheck:
    """One of them, or `NotThere`."""
    check = reviews_for(agent).filter(pk=pk).first()
    if check is None:
        raise NotThere
    return check


def evidence_for(agent: Agent, pk: int) -> Evidence:
    """A piece of evidence of a check of the agent's games, also of a decided one, or `NotThere`."""
    mine = in_games(agent, Permission.REAL_NAME_REVIEW, game="check_under__player__game")
    row = Evidence.objects.select_related("check_under__player").filter(mine, pk=pk).exclude(path="").first()
    if row is None:
        raise NotThere
    return row


@dataclass(frozen=True)
class RevealPage:
    """A request as one reader sees it: what can be done by whom, and until when."""

    request: RevealRequest
    is_own: bool
    may_decide: bool
    may_look: bool
    may_go_on: bool  # to the ticket, where an allowed number is opened
    is_over: bool
    until: datetime


def reveals_for(agent: Agent) -> QuerySet[RevealRequest]:
    """The agent's own requests, and those of the games in which the agent decides; the newest first."""
    decided = Q(pk__in=RevealRequest.objects.filter(in_games(agent, Permission.REVEAL_APPROVE, game="player__game")))
    visible = in_games(agent, Permission.PLAYER_VIEW, game="player__game")
    found = RevealRequest.objects.filter(Q(requester=agent) | decided).filter(visible)
    return found.select_related("player__game", "requester", "approver").order_by("-asked_at", "-pk")


def reveal_pages(agent: Agent) -> list[RevealPage]:
    """The newest of them."""
    return [reveal_page(agent, request) for request in reveals_for(agent)[:SHOWN]]


def reveal_for(agent: Agent, pk: int) -> RevealRequest:
    """One of them, or `NotThere`."""
    request = reveals_for(agent).filter(pk=pk).first()
    if request is None:
        raise NotThere
    return request


def reveal_page(agent: Agent, request: RevealRequest) -> RevealPage:
    """The request with what this agent can do about it now."""
    is_own, is_over = request.requester_id == agent.pk, clock.now() >= request.lapses_at
    is_approver = not is_own and has(agent, Permission.REVEAL_APPROVE, request.player.game_id)
    return RevealPage(
        request,
        is_own=is_own,
        may_decide=is_approver and request.state == RevealState.WAITING and not is_over,
        may_look=is_own and request.state == RevealState.OPEN and not is_over and request.number_ref is None,
        may_go_on=is_own and request.state == RevealState.OPEN and not is_over and request.number_ref is not None,
        is_over=is_over and request.state != RevealState.REFUSED,
        until=request.lapses_at,
    )


def own_reveal(agent: Agent, player: int) -> RevealRequest | None:
    """The agent's last request about a player."""
    found = RevealRequest.objects.filter(requester=agent, player=player)
    return found.select_related("player", "requester", "approver").order_by("-asked_at", "-pk").first()
