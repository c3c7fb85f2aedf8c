"""Who may do what for which game. Asked in one place, from grants, once per request."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from core.enums import Permission
from core.errors import NotAllowed
from core.models import Agent, Game, Grant

EVERY: Literal["*"] = "*"


@dataclass(frozen=True)
class Rights:
    """Permissions by game id; the key None holds those that count for every game."""

    by_game: Mapping[int | None, frozenset[str]]
    rank: int
    needs_second_factor: bool

    def allow(self, permission: Permission, game_id: int | None) -> bool:
        return permission in self.by_game.get(None, frozenset()) or (
            game_id is not None and permission in self.by_game.get(game_id, frozenset())
        )


def rights_of(agent: Agent) -> Rights:
    """The agent's rights, read once and kept on the object for the length of a request."""
    kept = getattr(agent, "_rights", None)
    if isinstance(kept, Rights):
        return kept
    by_game: dict[int | None, set[str]] = {}
    rank, second = 0, False
    if agent.is_active and agent.is_superuser:
        by_game[None] = {str(p) for p in Permission}
        rank, second = 100, True
    if agent.is_active:
        for grant in Grant.objects.filter(agent=agent).select_related("role"):
            by_game.setdefault(grant.game_id, set()).update(grant.role.permissions)
            rank, second = max(rank, grant.role.rank), second or grant.role.needs_second_factor
    rights = Rights({game: frozenset(codes) for game, codes in by_game.items()}, rank, second)
    agent._rights = rights  # type: ignore[attr-defined]
    return rights


def has(agent: Agent, permission: Permission, game: Game | int | None = None) -> bool:
    """Whether the agent may do this for the game (or, without one, for every game)."""
    return rights_of(agent).allow(permission, game.pk if isinstance(game, Game) else game)


def has_anywhere(agent: Agent, permission: Permission) -> bool:
    """Whether the agent may do this for at least one game."""
    return any(permission in codes for codes in rights_of(agent).by_game.values())


def check(agent: Agent, permission: Permission, game: Game | int | None = None) -> None:
    """Raise `NotAllowed` unless the agent may do this."""
    if not has(agent, permission, game):
        raise NotAllowed(permission=str(permission))


def games_for(agent: Agent, permission: Permission) -> Literal["*"] | frozenset[int]:
    """Ids of the games for which the agent has the permission, or "*" when for every one."""
    rights = rights_of(agent)
    if permission in rights.by_game.get(None, frozenset()):
        return EVERY
    return frozenset(game for game, codes in rights.by_game.items() if game is not None and permission in codes)
