"""What a ticket asks of who answers it, and how long it insists."""

from typing import ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.enums import SkillLevel
from core.models import Game, Skill
from knowledge.models import Category
from players.enums import Tier


class RoutingPolicy(models.Model):
    """Minutes after which a waiting ticket asks for less, and an absent agent's unanswered work goes back.

    The group is never waived: who may see and answer a matter is a question of right, not of patience.
    """

    game = models.OneToOneField(
        Game,
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="routing_policy",
        verbose_name=_("game"),
        help_text=_("Empty: every game without a row of its own."),
    )
    is_automatic = models.BooleanField(
        default=True,
        verbose_name=_("assigns by itself"),
        help_text=_("Off: tickets wait until somebody takes them."),
    )
    level_after_minutes = models.PositiveSmallIntegerField(
        default=5, verbose_name=_("level waived after (minutes)"), help_text=_("Then any level of the skill will do.")
    )
    skill_after_minutes = models.PositiveSmallIntegerField(
        default=15, verbose_name=_("skill waived after (minutes)"), help_text=_("Then the group alone decides.")
    )
    language_after_minutes = models.PositiveSmallIntegerField(
        default=30,
        verbose_name=_("language waived after (minutes)"),
        help_text=_("Then also somebody gets it who must have it translated."),
    )
    give_back_after_minutes = models.PositiveSmallIntegerField(
        default=10,
        verbose_name=_("given back after (minutes)"),
        help_text=_("So long an agent may be away or offline before tickets without an answer go back to the group."),
    )

    class Meta:
        verbose_name, verbose_name_plural = _("routing"), _("routing")
        constraints = [
            models.UniqueConstraint(
                fields=["game"],
                name="routing_policy_once",
                nulls_distinct=False,
                violation_error_message=_("There is a row for this already. Please change that one."),
            ),
        ]

    class Privacy:
        personal: ClassVar[set[str]] = set()
        plain: ClassVar[set[str]] = {
            "id", "game", "is_automatic", "level_after_minutes", "skill_after_minutes", "language_after_minutes",
            "give_back_after_minutes",
        }  # fmt: skip

    def __str__(self) -> str:
        return self.game.name if self.game else gettext("every game")


class SkillNeed(models.Model):
    """Tickets of this category (first or second level), of this tier, or both, ask for this skill.

    The level asked for is the higher one of `level` and the ticket's difficulty.
    """

    category = models.ForeignKey(
        Category,
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="+",
        verbose_name=_("category"),
        help_text=_("Empty: every category."),
    )
    tier = models.CharField(
        max_length=2,
        choices=Tier.choices,
        blank=True,
        default="",
        verbose_name=_("tier"),
        help_text=_("Empty: every player."),
    )
    skill = models.ForeignKey(Skill, on_delete=models.CASCADE, related_name="+", verbose_name=_("skill"))
    level = models.PositiveSmallIntegerField(
        choices=SkillLevel.choices,
        default=SkillLevel.KNOWS,
        validators=[MinValueValidator(1), MaxValueValidator(3)],
        verbose_name=_("level"),
        help_text=_("A difficult ticket asks for more by itself."),
    )

    class Meta:
        verbose_name, verbose_name_plural = _("needed skill"), _("needed skills")
        constraints = [
            models.UniqueConstraint(fields=["category", "tier", "skill"], name="skill_need_once", nulls_distinct=False),
            models.CheckConstraint(condition=models.Q(level__range=(1, 3)), name="skill_need_level_1_to_3"),
            models.CheckConstraint(
                condition=models.Q(category__isnull=False) | ~models.Q(tier=""),
                name="skill_need_of_something",
                violation_error_message=_("Please choose a category, a tier, or both."),
            ),
        ]

    class Privacy:
        personal: ClassVar[set[str]] = set()
        plain: ClassVar[set[str]] = {"id", "category", "tier", "skill", "level"}

    def __str__(self) -> str:
        return " · ".join(str(part) for part in (self.category_id, self.tier, self.skill) if part)
