"""Who may do what for which game. Asked in one place, from grants, once per request."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef

from core.enums import Permission, Scope
from core.errors import NotAllowed
from core.models import Agent, Game, Grant

EVERY: Literal["*"] = "*"
TOP_RANK = 100


@dataclass(frozen=True)
class Rights:
    """Permissions by game id; the key None holds those that count for every game. `groups` are the agent's own.

    `scopes` is the most that a token of the agent may carry.
    """

    by_game: Mapping[int | None, frozenset[str]]
    rank: int
    needs_second_factor: bool
    groups: frozenset[int] = frozenset()
    scopes: frozenset[str] = frozenset()

    def allow(self, permission: Permission, game_id: int | None) -> bool:
        """Whether the permission is held for this game or for every one; without a game it must be for every one."""
        return permission in self.by_game.get(None, frozenset()) or (
            game_id is not None and permission in self.by_game.get(game_id, frozenset())
        )

    def games(self, permission: Permission) -> Literal["*"] | frozenset[int]:
        """Ids of the games for which the permission is held, or "*" for every one."""
        if permission in self.by_game.get(None, frozenset()):
            return EVERY
        return frozenset(game for game, codes in self.by_game.items() if game is not None and permission in codes)


NO_RIGHTS = Rights({}, rank=0, needs_second_factor=False)
SUPERUSER_RIGHTS = Rights(
    {None: frozenset(map(str, Permission))},
    rank=TOP_RANK,
    needs_second_factor=True,
    scopes=frozenset(map(str, Scope)),
)


def rights_of(agent: Agent) -> Rights:
    """The agent's rights, read with one statement and kept on the object for the length of a request."""
    kept = getattr(agent, "_rights", None)
    if not isinstance(kept, Rights):
        kept = _read(agent)
        agent._rights = kept  # type: ignore[attr-defined]
    return kept


def forget_rights(agent: Agent) -> None:
    """The next question reads the grants again; for code that has just changed them."""
    agent.__dict__.pop("_rights", None)


def has(agent: Agent, permission: Permission, game: Game | int | None = None) -> bool:
    """Whether the agent may do this for the game (or, without one, for every game)."""
    return rights_of(agent).allow(permission, game.pk if isinstance(game, Game) else game)


def has_anywhere(agent: Agent, permission: Permission) -> bool:
    """Whether the agent may do this for at least one game."""
    return any(permission in codes for codes in rights_of(agent).by_game.values())


def may_administer(person: object) -> bool:
    """Whether this person may use the administration at all: the permission counts for every game or not."""
    return isinstance(person, Agent) and has(person, Permission.SETTINGS_CHANGE)


def check(agent: Agent, permission: Permission, game: Game | int | None = None) -> None:
    """Raise `NotAllowed` unless the agent may do this."""
    if not has(agent, permission, game):
        raise NotAllowed(permission=str(permission))


def check_anywhere(agent: Agent, permission: Permission) -> None:
    """Raise `NotAllowed` unless the agent may do this for at least one game."""
    if not has_anywhere(agent, permission):
        raise NotAllowed(permission=str(permission))


def games_for(agent: Agent, permission: Permission) -> Literal["*"] | frozenset[int]:
    """Ids of the games for which the agent has the permission, or "*" when for every one."""
    return rights_of(agent).games(permission)


def _read(agent: Agent) -> Rights:
    if not agent.is_active or agent.pk is None:
        return NO_RIGHTS
    if agent.is_superuser:
        return SUPERUSER_RIGHTS
    memberships = Agent.groups.through.objects.filter(agent_id=OuterRef("agent_id")).values("group_id")
    grants = Grant.objects.filter(agent=agent).select_related("role").annotate(own_groups=ArraySubquery(memberships))
    by_game: dict[int | None, set[str]] = {}
    scopes: set[str] = set()
    rank, needs_second_factor, groups = 0, False, frozenset[int]()
    for grant in grants:
        by_game.setdefault(grant.game_id, set()).update(grant.role.permissions)
        rank = max(rank, grant.role.rank)
        needs_second_factor = needs_second_factor or grant.role.needs_second_factor
        groups = frozenset(grant.own_groups)
        scopes.update(grant.role.scopes)
    frozen = {game: frozenset(codes) for game, codes in by_game.items()}
    return Rights(frozen, rank, needs_second_factor, groups, frozenset(scopes))
