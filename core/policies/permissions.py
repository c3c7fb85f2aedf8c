"""Who may do what for which game. Asked in one place, from grants, once per request."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from core.enums import Permission, Scope
from core.errors import NotAllowed
from core.models import Agent, Game
from core.plans import plan_of

EVERY: Literal["*"] = "*"
TOP_RANK = 100
# What an agent's rights are made of, as two columns of a statement that has the agent's id at hand: `{agent}`.
GRANTS = """(
  SELECT coalesce(json_agg(json_build_array(g.game_id, r.permissions, r.rank, r.needs_second_factor, r.scopes)), '[]')
  FROM core_grant g JOIN core_role r ON r.id = g.role_id WHERE g.agent_id = {agent}
)::text, ARRAY(SELECT group_id FROM core_agent_groups WHERE agent_id = {agent})"""


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


def keep_rights(agent: Agent, grants: str, groups: Iterable[int]) -> None:
    """Keep the rights on the object, from the columns of `GRANTS` that were read together with the agent."""
    agent._rights = _without_grants(agent) or _added_up(json.loads(grants), groups)  # type: ignore[attr-defined]


def _read(agent: Agent) -> Rights:
    rights = _without_grants(agent)
    if rights is not None:
        return rights
    [(grants, groups)] = plan_of("SELECT " + GRANTS.format(agent="$1"), "bigint").rows(agent.pk)
    return _added_up(json.loads(grants), groups)


def _without_grants(agent: Agent) -> Rights | None:
    """The rights of those whose grants do not matter."""
    if not agent.is_active or agent.pk is None:
        return NO_RIGHTS
    return SUPERUSER_RIGHTS if agent.is_superuser else None


def _added_up(grants: Sequence[Sequence[Any]], groups: Iterable[int]) -> Rights:
    """Without a grant there is nothing, not even what the own groups would show."""
    by_game: dict[int | None, set[str]] = {}
    scopes: set[str] = set()
    rank, needs_second_factor = 0, False
    for game, permissions, role_rank, role_needs_second_factor, role_scopes in grants:
        by_game.setdefault(game, set()).update(permissions)
        rank = max(rank, role_rank)
        needs_second_factor = needs_second_factor or role_needs_second_factor
        scopes.update(role_scopes)
    frozen = {game: frozenset(codes) for game, codes in by_game.items()}
    own = frozenset(groups) if grants else frozenset[int]()
    return Rights(frozen, rank, needs_second_factor, own, frozenset(scopes))
