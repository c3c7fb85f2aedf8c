"""What everybody may look up: games, skill groups and colleagues."""

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from core.models import Agent, AgentLoad, AgentSkill, Game, Grant, Group
from core.policies.permissions import rights_of

_MAX_ID = 2**63 - 1


def games_for(agent: Agent) -> QuerySet[Game]:
    """The active games for which the agent has any role."""
    games = _games_of(agent)
    rows = Game.objects.filter(is_active=True)
    return rows if games is None else rows.filter(pk__in=games)


def game_named(agent: Agent, name: str) -> Game | None:
    """The agent's game with this slug or id; one that is not the agent's is none."""
    is_id = name.isascii() and name.isdigit() and int(name[:20]) <= _MAX_ID
    return games_for(agent).filter(Q(slug=name) | Q(pk=int(name)) if is_id else Q(slug=name)).first()


def groups_for(agent: Agent) -> QuerySet[Group]:
    """The skill groups; their names are known to all staff."""
    return Group.objects.all()


def agents_for(agent: Agent) -> QuerySet[Agent]:
    """Active colleagues with a role for one of the agent's games, and the agent, with groups, skills, load and team."""
    games = _games_of(agent)
    people = Agent.objects.filter(is_active=True).select_related("team", "workload")
    rows = people.prefetch_related("groups", Prefetch("agent_skills", AgentSkill.objects.select_related("skill")))
    if games is None:
        return rows
    shared = Grant.objects.filter(Q(game_id__in=games) | Q(game=None), agent=OuterRef("pk"))
    return rows.filter(Q(Exists(shared)) | Q(pk=agent.pk))


def _games_of(agent: Agent) -> list[int] | None:
    """Ids of the games with a role, or None for a role that counts everywhere."""
    held = rights_of(agent).by_game
    return None if None in held else sorted(game for game in held if game is not None)


def load_of(agent: Agent) -> int:
    """How much the agent has in hand; nothing where there is no row yet (no statement after `select_related`)."""
    try:
        return agent.workload.active
    except AgentLoad.DoesNotExist:
        return 0
