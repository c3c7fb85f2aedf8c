"""What people are good at, as those who look after them say."""

from collections.abc import Mapping

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from core.actions import events
from core.enums import SkillLevel
from core.errors import InvalidInput
from core.models import Actor, Agent, AgentSkill, Skill
from core.policies import people as policies


@transaction.atomic
def set_skills(agent: Agent, levels: Mapping[str, int], *, by: Actor) -> None:
    """The agent has exactly these skills (code → level 1 to 3); what stays as it was leaves no event.

    Raises `InvalidInput` on `skills` for a code that there is not, or a level outside the scale.
    """
    policies.check_can_manage(by, agent)
    known = dict(Skill.objects.filter(code__in=list(levels)).values_list("code", "pk"))
    if known.keys() != levels.keys() or not set(levels.values()) <= set(SkillLevel.values):
        raise InvalidInput({"skills": [_("There is no such skill, or the level is not 1, 2 or 3.")]})
    before = dict(AgentSkill.objects.filter(agent=agent).values_list("skill__code", "level"))
    if before == dict(levels):
        return
    AgentSkill.objects.filter(agent=agent).exclude(skill__code__in=list(levels)).delete()
    for code, level in levels.items():
        AgentSkill.objects.update_or_create(agent=agent, skill_id=known[code], defaults={"level": level})
    events.record("agent.skills_changed", subject=agent, by=by, data={"skills": dict(levels)})
