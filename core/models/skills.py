"""What an agent is good at, and how much each of them has in hand."""

from typing import ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from core.enums import SkillLevel
from core.models.people import Agent, Named


class Skill(Named):
    """Something that not everybody of a group can do equally well: a trade, a game's rules, a way with people."""

    class Meta:
        verbose_name, verbose_name_plural = _("skill"), _("skills")
        ordering = ["code"]

    class Privacy:
        personal: ClassVar[set[str]] = set()
        plain: ClassVar[set[str]] = {"id", "code", "name_zh", "name_en"}


class AgentSkill(models.Model):
    """This agent has this skill, at a level that a ticket's difficulty can be held against."""

    agent = models.ForeignKey(Agent, on_delete=models.CASCADE, related_name="agent_skills", verbose_name=_("agent"))
    skill = models.ForeignKey(Skill, on_delete=models.CASCADE, related_name="agent_skills", verbose_name=_("skill"))
    level = models.PositiveSmallIntegerField(
        choices=SkillLevel.choices,
        default=SkillLevel.KNOWS,
        validators=[MinValueValidator(1), MaxValueValidator(3)],
        verbose_name=_("level"),
    )

    class Meta:
        verbose_name, verbose_name_plural = _("skill of an agent"), _("skills of an agent")
        constraints = [
            models.UniqueConstraint(fields=["agent", "skill"], name="agent_skill_once"),
            models.CheckConstraint(condition=models.Q(level__range=(1, 3)), name="agent_skill_level_1_to_3"),
        ]

    class Privacy:
        personal: ClassVar[set[str]] = set()
        plain: ClassVar[set[str]] = {"id", "agent", "skill", "level"}

    def __str__(self) -> str:
        return f"{self.agent_id} {self.skill_id} {self.level}"


class AgentLoad(models.Model):
    """How much an agent has in hand right now, in every channel together, and when work came last.

    Written only by `core.actions.loads`, in the transaction of the change that causes it. What counts is decided by the
    apps that give work; they also compare the number with the truth.
    """

    agent = models.OneToOneField(Agent, primary_key=True, on_delete=models.CASCADE, related_name="workload")
    active = models.PositiveIntegerField(default=0)
    given_at = models.DateTimeField(null=True)

    class Privacy:
        personal: ClassVar[set[str]] = set()
        plain: ClassVar[set[str]] = {"agent", "active", "given_at"}

    def __str__(self) -> str:
        return f"{self.agent_id}: {self.active}"
