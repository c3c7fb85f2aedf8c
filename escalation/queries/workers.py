"""Who can work on a case."""

from collections.abc import Iterable

from django.db.models import Q
from django.utils.translation import gettext as _

from core.enums import Permission
from core.errors import InvalidInput
from core.models import Agent, Grant, Group
from escalation.models import Case


def workers_for(group_id: int, game_id: int) -> list[Agent]:
    """Active people of the group who work on cases of this game, by name."""
    grants = Grant.objects.filter(Q(game=None) | Q(game_id=game_id))
    needed = [Permission.DESK_USE.value, Permission.CASE_WORK.value]
    able = grants.filter(role__permissions__contains=needed).values("agent_id")
    return list(Agent.objects.filter(is_active=True, groups=group_id, pk__in=able).order_by("name", "pk"))


def workers_of(case: Case) -> set[int]:
    """Ids of the people who can work on the case."""
    return {agent.pk for agent in workers_for(case.group_id, case.game_id)}


def checked_worker(case: Case, agent: Agent) -> Agent:
    """Return the agent; raises `InvalidInput` on `assignee` for somebody who cannot work on the case."""
    if agent.pk not in workers_of(case):
        raise InvalidInput({"assignee": [_("This person does not work on cases of this group.")]})
    return agent


def workers_by_group(groups: Iterable[Group], game_id: int) -> dict[Group, list[Agent]]:
    """The groups that somebody works in on cases of this game, and those people by name; two statements."""
    grants = Grant.objects.filter(Q(game=None) | Q(game_id=game_id))
    needed = [Permission.DESK_USE.value, Permission.CASE_WORK.value]
    able = grants.filter(role__permissions__contains=needed).values("agent_id")
    people = Agent.objects.filter(is_active=True, pk__in=able).order_by("name", "pk")
    found = {group: list[Agent]() for group in groups}
    by_id = {group.pk: group for group in found}
    for agent in people.prefetch_related("groups"):
        for group in agent.groups.all():
            if group.pk in by_id:
                found[by_id[group.pk]].append(agent)
    return {group: workers for group, workers in found.items() if workers}
