"""What we promise in general, as rows: one policy for all games, or one of its own for a game."""

import uuid
from typing import ClassVar

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from core.models import Game
from escalation.enums import TargetKind
from escalation.models.calendars import ServiceCalendar
from tickets.enums import Priority


class SlaPolicy(models.Model):
    """A set of targets. With every change of a row, or of a calendar, `version` rises and `stamp` is a new one."""

    code = models.SlugField(
        max_length=40,
        unique=True,
        verbose_name=_("code"),
        help_text=_("Letters, digits, - and _. The product knows it by this word."),
    )
    name_zh = models.CharField(max_length=80, verbose_name=_("name in Chinese"))
    name_en = models.CharField(max_length=80, verbose_name=_("name in English"))
    game = models.OneToOneField(
        Game,
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="sla_policy",
        verbose_name=_("game"),
        help_text=_("Empty: every game without a policy of its own."),
    )
    service_calendar = models.ForeignKey(
        ServiceCalendar,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("business hours"),
        help_text=_("The calendar on which bh (business hours) and bd (business days) count."),
    )
    pauses_on_hold = models.BooleanField(
        default=False,
        verbose_name=_("on hold, the resolution clock rests"),
        help_text=_("Otherwise it runs on while a specialist has the matter."),
    )
    warn_share = models.FloatField(
        default=0.25,
        verbose_name=_("share left at the warning"),
        help_text=_("A number between 0 and 1: with 0.25 the warning comes when a quarter of the time is left."),
    )
    tier_factors = models.JSONField(
        default=dict,
        verbose_name=_("factors by player tier"),
        help_text=_('Response targets of P2 to P4 are multiplied by it. JSON, such as {"T0": 1.0, "T2": 0.5}.'),
    )
    version = models.PositiveIntegerField(default=1, verbose_name=_("version"))
    stamp = models.UUIDField(default=uuid.uuid4, editable=False)  # what a loaded policy is kept under

    class Meta:
        verbose_name, verbose_name_plural = _("SLA policy"), _("SLA policies")
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

    policy = models.ForeignKey(
        SlaPolicy, on_delete=models.CASCADE, related_name="targets", verbose_name=_("SLA policy")
    )
    priority = models.PositiveSmallIntegerField(choices=Priority.choices, verbose_name=_("priority"))
    kind = models.CharField(max_length=16, choices=TargetKind.choices, verbose_name=_("clock or target"))
    is_live = models.BooleanField(
        verbose_name=_("in chat and in the game"), help_text=_("Otherwise the row holds for forms, mail and the phone.")
    )
    amount = models.CharField(
        max_length=12,
        verbose_name=_("within"),
        help_text=_("A span such as 15m, 4h, 8bh (business hours) or 3bd (business days)."),
    )
    calendar = models.ForeignKey(
        ServiceCalendar, on_delete=models.PROTECT, related_name="+", verbose_name=_("service calendar")
    )

    class Meta:
        verbose_name, verbose_name_plural = _("SLA target"), _("SLA targets")
        ordering = ["priority", "kind", "-is_live"]
        constraints = [
            models.UniqueConstraint(fields=["policy", "priority", "kind", "is_live"], name="sla_target_once"),
        ]

    class Privacy:
        personal: ClassVar[set[str]] = set()
        plain: ClassVar[set[str]] = {"id", "policy", "priority", "kind", "is_live", "amount", "calendar"}

    def __str__(self) -> str:
        return f"P{self.priority} {self.get_kind_display()} {self.amount}"

    @property
    def told(self) -> str:
        """The row in the words of the log, which are in no language."""
        return f"P{self.priority} {self.kind} {self.amount}"


class SlaOverride(models.Model):
    """An amount of a category (`AC-02`) or a first level (`AP`), before that of the priority.

    Kinds beyond the four clocks bind specialists or name deadlines of the law; cases and later forms read them here.
    """

    policy = models.ForeignKey(
        SlaPolicy, on_delete=models.CASCADE, related_name="overrides", verbose_name=_("SLA policy")
    )
    category = models.CharField(max_length=8, verbose_name=_("category"))
    kind = models.CharField(max_length=16, choices=TargetKind.choices, verbose_name=_("clock or target"))
    amount = models.CharField(
        max_length=12,
        verbose_name=_("within"),
        help_text=_("A span such as 15m, 4h, 8bh (business hours) or 3bd (business days)."),
    )
    calendar = models.ForeignKey(
        ServiceCalendar, on_delete=models.PROTECT, related_name="+", verbose_name=_("service calendar")
    )
    is_live = models.BooleanField(default=True, verbose_name=_("also in chat and in the game"))
    note_zh = models.CharField(max_length=200, blank=True, default="", verbose_name=_("note in Chinese"))
    note_en = models.CharField(max_length=200, blank=True, default="", verbose_name=_("note in English"))

    class Meta:
        verbose_name, verbose_name_plural = _("SLA override"), _("SLA overrides")
        ordering = ["category", "kind"]
        constraints = [models.UniqueConstraint(fields=["policy", "category", "kind"], name="sla_override_once")]

    class Privacy:
        personal: ClassVar[set[str]] = set()
        plain: ClassVar[set[str]] = {
            "id", "policy", "category", "kind", "amount", "calendar", "is_live", "note_zh", "note_en",
        }  # fmt: skip

    def __str__(self) -> str:
        return f"{self.category} {self.get_kind_display()} {self.amount}"

    @property
    def told(self) -> str:
        """The row in the words of the log, which are in no language."""
        return f"{self.category} {self.kind} {self.amount}"

    @property
    def note(self) -> str:
        return self.note_en if (get_language() or "").startswith("en") else self.note_zh
