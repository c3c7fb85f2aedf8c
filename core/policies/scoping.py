"""The one way to say "only rows that this agent may see" inside a query."""

from django.db.models import Q

from core.enums import Permission
from core.models import Agent
from core.policies.permissions import EVERY, rights_of

NOTHING = Q(pk__in=())


def in_games(agent: Agent, permission: Permission, *, game: str = "game") -> Q:
    """Rows of the games for which the agent has the permission; `game` is the path to the game from the row."""
    games = rights_of(agent).games(permission)
    if games == EVERY:
        return Q()
    return Q(**{f"{game}__in": sorted(games)}) if games else NOTHING


def unrestricted(
    agent: Agent,
    *,
    flag: str = "is_restricted",
    group: str = "group",
    game: str = "game",
    holder: str = "assignee",
) -> Q:
    """Rows that are not restricted, or whose restriction includes the agent.

    A restricted row is seen by members of its group, by who may see restricted rows of its game (crisis staff and
    administrators), and by the one who has it, whose talk must not break off; for everybody else it does not exist.
    """
    rights = rights_of(agent)
    games = rights.games(Permission.TICKET_VIEW_RESTRICTED)
    if games == EVERY:
        return Q()
    visible = Q(**{flag: False}) | Q(**{holder: agent.pk})
    if rights.groups:
        visible |= Q(**{f"{group}__in": sorted(rights.groups)})
    if games:
        visible |= Q(**{f"{game}__in": sorted(games)})
    return visible
