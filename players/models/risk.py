"""What the rating of a player is made of, what it said, and what people decided about it."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.models import Agent, Game
from players.enums import (
    OverrideKind,
    OverrideReason,
    OverrideStatus,
    RiskDimension,
    RiskSource,
    RiskTaskKind,
    RiskTaskStatus,
)
from players.models.players import Player

LEVEL_MAX = 4
TARGET_LONGEST = 20


class RiskRuleVersion(models.Model):
    """One version of the rules, as `players.engines.risk_rules` reads it. Never changed once it has rated anybody."""

    number = models.PositiveIntegerField(unique=True, verbose_name=_("number"))
    rules = models.JSONField(verbose_name=_("rules"))
    is_active = models.BooleanField(default=False, verbose_name=_("in use"))
    note = models.CharField(max_length=300, blank=True, default="", verbose_name=_("what is different"))
    created_at = models.DateTimeField(verbose_name=_("made at"))
    created_by = models.ForeignKey(
        Agent, null=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("made by")
    )
    event_seq = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name, verbose_name_plural = _("version of the risk rules"), _("versions of the risk rules")
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["is_active"], condition=Q(is_active=True), name="risk_rules_one_active")
        ]

    class Privacy:
        personal: ClassVar[set[str]] = set()
        plain: ClassVar[set[str]] = {
            "id", "number", "rules", "is_active", "note", "created_at", "created_by", "event_seq",
        }  # fmt: skip

    def __str__(self) -> str:
        return str(self.number)


class RiskSignal(models.Model):
    """One sign that was seen. `key` says of what, so that the same fact never counts twice; `about` names rows by kind
    and id, never their words. `marks` feed hard triggers, and `marked_at` is when a person or a fact added the last.
    """

    player = models.ForeignKey(Player, on_delete=models.CASCADE, related_name="risk_signals")
    code = models.CharField(max_length=8)
    source = models.CharField(max_length=1, choices=RiskSource.choices)
    strength = models.DecimalField(max_digits=4, decimal_places=3, default=1)
    marks = ArrayField(models.CharField(max_length=16), default=list)
    key = models.CharField(max_length=100)
    about = models.JSONField(default=dict)
    at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    marked_at = models.DateTimeField(null=True)
    recorded_by = models.ForeignKey(Agent, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name, verbose_name_plural = _("risk sign"), _("risk signs")
        constraints = [
            models.UniqueConstraint(fields=["player", "code", "key"], name="risk_signal_once"),
            models.CheckConstraint(condition=Q(strength__gt=0, strength__lte=1), name="risk_signal_strength"),
            models.CheckConstraint(condition=Q(source__in=RiskSource.values), name="risk_signal_source_known"),
            models.CheckConstraint(condition=Q(at__lte=F("recorded_at")), name="risk_signal_not_of_tomorrow"),
        ]
        indexes = [models.Index(fields=["player", "-at"], name="risk_signal_by_player")]

    class Privacy:
        personal: ClassVar[set[str]] = {"about"}
        plain: ClassVar[set[str]] = {
            "id", "player", "code", "source", "strength", "marks", "key", "at", "recorded_at", "marked_at",
            "recorded_by",
        }  # fmt: skip

    def __str__(self) -> str:
        return f"{self.player_id} {self.code}"


class RiskEvaluation(models.Model):
    """One rating as it was made: with the inputs under these rules the same result comes out again, bit by bit."""

    player = models.ForeignKey(Player, on_delete=models.CASCADE, related_name="risk_evaluations")
    rules = models.ForeignKey(RiskRuleVersion, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    level = models.PositiveSmallIntegerField()
    inputs = models.JSONField()
    contributions = models.JSONField()
    result = models.JSONField()

    class Meta:
        verbose_name, verbose_name_plural = _("risk evaluation"), _("risk evaluations")
        indexes = [
            models.Index(fields=["player", "-id"], name="risk_evaluation_newest"),
            models.Index(fields=["at"], name="risk_evaluation_by_age"),
        ]

    class Privacy:
        personal: ClassVar[set[str]] = {"inputs", "contributions", "result"}
        plain: ClassVar[set[str]] = {"id", "player", "rules", "at", "level"}

    def __str__(self) -> str:
        return f"{self.player_id} L{self.level}"


class RiskState(models.Model):
    """Where a player stands now: the newest evaluation, told for lists. A player without a row was never rated.

    `look_at` is when a level may fall by itself, or an override ends; `since` is when the level became what it is.
    """

    player = models.OneToOneField(Player, primary_key=True, on_delete=models.CASCADE, related_name="risk")
    evaluation = models.ForeignKey(RiskEvaluation, on_delete=models.PROTECT, related_name="+")
    level = models.PositiveSmallIntegerField(default=0)
    score = models.DecimalField(max_digits=9, decimal_places=6, default=0)
    gravest = models.CharField(max_length=TARGET_LONGEST, blank=True, default="")
    levels = models.JSONField(default=dict)
    is_known = models.BooleanField(default=False)
    since = models.DateTimeField()
    evaluated_at = models.DateTimeField()
    look_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name, verbose_name_plural = _("risk level"), _("risk levels")
        constraints = [models.CheckConstraint(condition=Q(level__lte=LEVEL_MAX), name="risk_state_level")]
        indexes = [
            models.Index(fields=["-level", "-score"], name="risk_state_gravest", condition=Q(level__gt=0)),
            models.Index(fields=["look_at"], name="risk_state_due", condition=~Q(look_at=None)),
        ]

    class Privacy:
        personal: ClassVar[set[str]] = {"score", "levels", "gravest", "level"}
        plain: ClassVar[set[str]] = {"player", "evaluation", "is_known", "since", "evaluated_at", "look_at"}

    def __str__(self) -> str:
        return f"{self.player_id} L{self.level}"


class RiskOverride(models.Model):
    """What a person decided about a level, for a time. `target` is a dimension or `overall`."""

    player = models.ForeignKey(Player, on_delete=models.CASCADE, related_name="risk_overrides")
    target = models.CharField(max_length=TARGET_LONGEST)
    kind = models.CharField(max_length=8, choices=OverrideKind.choices)
    level = models.PositiveSmallIntegerField()
    reason_code = models.CharField(max_length=24, choices=OverrideReason.choices)
    reason_text = models.CharField(max_length=1000)
    evidence = models.CharField(max_length=300, blank=True, default="")
    status = models.CharField(max_length=10, choices=OverrideStatus.choices)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(Agent, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True)
    approved_by = models.ForeignKey(Agent, null=True, on_delete=models.PROTECT, related_name="+")
    expires_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name, verbose_name_plural = _("risk override"), _("risk overrides")
        constraints = [
            models.UniqueConstraint(
                fields=["player", "target"], condition=Q(status=OverrideStatus.ACTIVE), name="risk_override_one_active"
            ),
            models.UniqueConstraint(
                fields=["player", "target"],
                condition=Q(status=OverrideStatus.PENDING),
                name="risk_override_one_pending",
            ),
            models.CheckConstraint(
                condition=Q(approved_by=None) | ~Q(approved_by=F("created_by")), name="risk_override_two_persons"
            ),
            models.CheckConstraint(condition=Q(expires_at__gt=F("created_at")), name="risk_override_ends_later"),
            models.CheckConstraint(condition=Q(level__lte=LEVEL_MAX), name="risk_override_level"),
            models.CheckConstraint(condition=Q(kind__in=OverrideKind.values), name="risk_override_kind_known"),
            models.CheckConstraint(
                condition=Q(reason_code__in=OverrideReason.values), name="risk_override_reason_known"
            ),
        ]
        indexes = [
            models.Index(fields=["expires_at"], name="risk_override_due", condition=Q(status=OverrideStatus.ACTIVE))
        ]

    class Privacy:
        personal: ClassVar[set[str]] = {"reason_text", "evidence", "level"}
        plain: ClassVar[set[str]] = {
            "id", "player", "target", "kind", "reason_code", "status", "created_at", "created_by", "decided_at",
            "approved_by", "expires_at", "ended_at",
        }  # fmt: skip

    def __str__(self) -> str:
        return f"{self.player_id} {self.target} {self.kind} L{self.level}"

    @property
    def target_name(self) -> str:
        """What it is about, in the reader's language."""
        known = self.target in RiskDimension.values
        return str(RiskDimension(self.target).label) if known else gettext("The whole")


class RiskTask(models.Model):
    """Somebody has to look: a level rose, a colleague flagged a player, a decision waits, an override ended.

    At most one of a kind and target waits for a player; `level` says how urgent it is, `event` what it came from.
    """

    player = models.ForeignKey(Player, on_delete=models.CASCADE, related_name="risk_tasks")
    kind = models.CharField(max_length=14, choices=RiskTaskKind.choices)
    target = models.CharField(max_length=TARGET_LONGEST)
    level = models.PositiveSmallIntegerField()
    text = models.CharField(max_length=1000, blank=True, default="")
    override = models.ForeignKey(RiskOverride, null=True, on_delete=models.CASCADE, related_name="+")
    status = models.CharField(max_length=6, choices=RiskTaskStatus.choices, default=RiskTaskStatus.OPEN)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(Agent, null=True, on_delete=models.PROTECT, related_name="+")
    taken_by = models.ForeignKey(Agent, null=True, on_delete=models.PROTECT, related_name="+")
    taken_at = models.DateTimeField(null=True)
    done_by = models.ForeignKey(Agent, null=True, on_delete=models.PROTECT, related_name="+")
    done_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=1000, blank=True, default="")

    class Meta:
        verbose_name, verbose_name_plural = _("risk task"), _("risk tasks")
        constraints = [
            models.UniqueConstraint(
                fields=["player", "kind", "target"], condition=~Q(status=RiskTaskStatus.DONE), name="risk_task_once"
            ),
            models.CheckConstraint(condition=Q(kind__in=RiskTaskKind.values), name="risk_task_kind_known"),
            models.CheckConstraint(condition=Q(level__lte=LEVEL_MAX), name="risk_task_level"),
        ]
        indexes = [
            models.Index(
                fields=["-level", "created_at"], name="risk_task_waiting", condition=~Q(status=RiskTaskStatus.DONE)
            )
        ]

    class Privacy:
        personal: ClassVar[set[str]] = {"text", "outcome", "level"}
        plain: ClassVar[set[str]] = {
            "id", "player", "kind", "target", "override", "status", "created_at", "created_by", "taken_by", "taken_at",
            "done_by", "done_at",
        }  # fmt: skip

    def __str__(self) -> str:
        return f"{self.player_id} {self.kind}"


class RiskLook(models.Model):
    """A player of whom the games reported something that a rating may care for; the row goes when it was looked at."""

    player = models.OneToOneField(Player, primary_key=True, on_delete=models.CASCADE, related_name="+")
    marked_at = models.DateTimeField()
    look_at = models.DateTimeField()

    class Meta:
        verbose_name, verbose_name_plural = _("player to rate"), _("players to rate")
        indexes = [models.Index(fields=["look_at"], name="risk_look_due")]

    class Privacy:
        personal: ClassVar[set[str]] = set()
        plain: ClassVar[set[str]] = {"player", "marked_at", "look_at"}

    def __str__(self) -> str:
        return str(self.player_id)


class RiskDayCount(models.Model):
    """How many players of a game stood at a level at the end of a day; the row of today is what was counted last."""

    game = models.ForeignKey(Game, on_delete=models.CASCADE, related_name="+")
    date = models.DateField()
    level = models.PositiveSmallIntegerField()
    players = models.PositiveIntegerField()
    counted_at = models.DateTimeField()

    class Meta:
        verbose_name, verbose_name_plural = _("risk levels of a day"), _("risk levels of days")
        constraints = [models.UniqueConstraint(fields=["game", "date", "level"], name="risk_day_once")]

    class Privacy:
        personal: ClassVar[set[str]] = set()
        plain: ClassVar[set[str]] = {"id", "game", "date", "level", "players", "counted_at"}

    def __str__(self) -> str:
        return f"{self.game_id} {self.date} L{self.level}"
