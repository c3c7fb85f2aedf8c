"""What we promise in general, as rows: one policy for all games, or one of its own for a game."""

import uuid
from typing import ClassVar

from django.db import models
from django.utils.translation import get_language

from core.models import Game
from escalation.enums import TargetKind
from escalation.models.calendars import ServiceCalendar
from tickets.enums import Priority


class SlaPolicy(models.Model):
    """A set of targets. With every change of a row, or of a calendar, `version` rises and `stamp` is a new one."""

    code = models.SlugField(max_length=40, unique=True)
    name_zh = models.CharField(max_length=80)
    name_en = models.CharField(max_length=80)
    game = models.OneToOneField(Game, null=True, blank=True, on_delete=models.CASCADE, related_name="sla_policy")
    service_calendar = models.ForeignKey(ServiceCalendar, on_delete=models.PROTECT, related_name="+")
    pauses_on_hold = models.BooleanField(default=False)  # whether the resolution target rests with a specialist
    warn_share = models.FloatField(default=0.25)  # of the target that is left when the warning comes
    tier_factors = models.JSONField(default=dict)  # of the response targets, by player tier
    version = models.PositiveIntegerField(default=1)
    stamp = models.UUIDField(default=uuid.uuid4, editable=False)  # what a loaded policy is kept under

    class Meta:
        verbose_name_plural = "SLA policies"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(warn_share__gt=0, warn_share__lt=1), name="sla_warn_share_0_to_1"
            ),
            models.UniqueConstraint(
                models.Value(1), name="sla_one_policy_for_all", condition=models.Q(game__isnull=True)
            ),
        ]

    class Privacy:
        personal: ClassVar[set[str]] = set()
        plain: ClassVar[set[str]] = {
            "id", "code", "name_zh", "name_en", "game", "service_calendar", "pauses_on_hold", "warn_share",
            "tier_factors", "version", "stamp",
        }  # fmt: skip

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        return self.name_en if (get_language() or "").startswith("en") else self.name_zh


class SlaTarget(models.Model):
    """One amount (`15m`, `8bh`, `3bd`) for a priority and kind, in front of the screen (`is_live`) or elsewhere."""

    policy = models.ForeignKey(SlaPolicy, on_delete=models.CASCADE, related_name="targets")
    priority = models.PositiveSmallIntegerField(choices=Priority.choices)
    kind = models.CharField(max_length=16, choices=TargetKind.choices)
    is_live = models.BooleanField()
    amount = models.CharField(max_length=12)
    calendar = models.ForeignKey(ServiceCalendar, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["priority", "kind", "-is_live"]
        constraints = [
            models.UniqueConstraint(fields=["policy", "priority", "kind", "is_live"], name="sla_target_once"),
        ]

    class Privacy:
        personal: ClassVar[set[str]] = set()
        plain: ClassVar[set[str]] = {"id", "policy", "priority", "kind", "is_live", "amount", "calendar"}

    def __str__(self) -> str:
        return f"P{self.priority} {self.kind} {self.amount}"


class SlaOverride(models.Model):
    """An amount of a category (`AC-02`) or a first level (`AP`), before that of the priority.

    Kinds beyond the four clocks bind specialists or name deadlines of the law; cases and later forms read them here.
    """

    policy = models.ForeignKey(SlaPolicy, on_delete=models.CASCADE, related_name="overrides")
    category = models.CharField(max_length=8)
    kind = models.CharField(max_length=16, choices=TargetKind.choices)
    amount = models.CharField(max_length=12)
    calendar = models.ForeignKey(ServiceCalendar, on_delete=models.PROTECT, related_name="+")
    is_live = models.BooleanField(default=True)  # whether it also holds in chat and in the game
    note_zh = models.CharField(max_length=200, blank=True, default="")
    note_en = models.CharField(max_length=200, blank=True, default="")

    class Meta:
        ordering = ["category", "kind"]
        constraints = [models.UniqueConstraint(fields=["policy", "category", "kind"], name="sla_override_once")]

    class Privacy:
        personal: ClassVar[set[str]] = set()
        plain: ClassVar[set[str]] = {
            "id", "policy", "category", "kind", "amount", "calendar", "is_live", "note_zh", "note_en",
        }  # fmt: skip

    def __str__(self) -> str:
        return f"{self.category} {self.kind} {self.amount}"

    @property
    def note(self) -> str:
        return self.note_en if (get_language() or "").startswith("en") else self.note_zh
