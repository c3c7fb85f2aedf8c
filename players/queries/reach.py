"""Whether a refusal was met by somebody who reached for a player whom they may not see."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import Model

from core.enums import Permission
from core.models import Agent
from core.policies.permissions import has
from players.models import Evidence, Player, PrivacyRequest, RealNameCheck, RevealRequest

# What the first id of an address names: the beginning of the route, the model, the way from it to the player.
_KINDS: Final[tuple[tuple[str, type[Model], str], ...]] = (
    ("players/reveals/<int:pk>", RevealRequest, "player"),
    ("players/real-name/evidence/<int:pk>", Evidence, "check_under__player"),
    ("players/real-name/<int:pk>", RealNameCheck, "player"),
    ("players/<int:pk>", Player, ""),
    ("risk/players/<int:pk>", Player, ""),
    ("privacy/<int:pk>", PrivacyRequest, "player"),
    ("api/v1/players/<str:pk>", Player, ""),
    ("api/v1/privacy-requests/<str:pk>", PrivacyRequest, "player"),
)
_AREAS: Final = ("players/", "risk/", "privacy/", "api/v1/players", "api/v1/privacy-requests", "api/v1/alerts")
_NUMBERS: Final = "/numbers/"  # covered numbers, of whatever has texts
_LONGEST_ID: Final = 18


@dataclass(frozen=True)
class Reach:
    """What was reached for, in a word that is kept, and the player behind it where the address names one."""

    what: str
    player: int | None


def reach_of(agent: Agent, route: str, named: Mapping[str, Any], status: int) -> Reach | None:
    """The reach behind a refused request; None for a player or a thing that is not there, or may be seen.

    403 is a deed beyond the agent's rights, 404 a player of another game, 429 one look or one try too many.
    """
    kind = next((one for one in _KINDS if route.startswith(one[0])), None)
    number = str(named.get("pk", ""))
    if kind is None or not (number.isascii() and number.isdecimal() and len(number) <= _LONGEST_ID):
        is_ours = status == 403 and route.startswith(_AREAS)
        is_ours = is_ours or (status in {403, 429} and _NUMBERS in route)
        return Reach(f"{_area(route)} {status}", None) if is_ours else None
    _route, model, way = kind
    names = [f"{way}__{name}" if way else name for name in ("pk", "game_id")]
    row = model._base_manager.filter(pk=int(number)).values_list(*names).first()
    if row is None or (status == 404 and has(agent, Permission.PLAYER_VIEW, row[1])):
        return None
    return Reach(f"{_area(route)} {status}", row[0])


def _area(route: str) -> str:
    if not route.startswith("api/"):
        return "page"
    if _NUMBERS in route:
        return "numbers"
    return "real-name" if "/real-name" in route else "api"
