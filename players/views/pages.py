"""What every page about players has in common: signed-in staff who may see players."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from core.enums import Permission
from core.models import Actor, Agent
from core.policies.permissions import check_anywhere
from players.actions.alarms import count_view, tell_suspicious
from players.errors import TooManyProfiles
from players.models import Player

View = Callable[..., HttpResponseBase]


def staff_page(permission: Permission) -> Callable[[View], View]:
    """A view for signed-in staff who hold the permission for at least one game; what they see is the query's word."""

    def guard(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            check_anywhere(agent_of(request), permission)
            return view(request, *args, **kwargs)

        return login_required(guarded)

    return guard


player_page = staff_page(Permission.PLAYER_VIEW)


def agent_of(request: HttpRequest) -> Agent:
    """The signed-in agent; the guard of the view has seen to it."""
    agent = request.user
    assert isinstance(agent, Agent)
    return agent


def look_at(request: HttpRequest, player: Player) -> int:
    """The place of the player's profile among those that the agent looked at within the hour; counted once a request.

    Raises `TooManyProfiles`, of which risk control is told.
    """
    places: dict[int, int] = request.__dict__.setdefault("profile_places", {})
    if player.pk not in places:
        try:
            places[player.pk] = count_view(agent_of(request), player)
        except TooManyProfiles:
            tell_suspicious(agent_of(request), "profiles", player.pk)
            raise
    return places[player.pk]


def actor_of(request: HttpRequest) -> Actor:
    """The same as the one who acts."""
    return Actor.of_agent(agent_of(request))
