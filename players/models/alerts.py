"""What the law of play found, each cause once, and which players were reminded of it."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.models import Agent, Game
from players.enums import AlertKind, AlertOutcome, AlertState
from players.models.play import Payment, PlaySession
from players.models.players import Player


class PlayAlert(models.Model):
    """One cause. `occurrence` names it within player, kind and rule: the stretch of play, the day, the order.

    A whole country's children get theirs in one moment, so a row has no more indexes and checks than somebody needs.
    `cause_at` is when it began, `recorded_at` when it was found. `facts` holds numbers and codes, no words.
    """

    player = models.ForeignKey(Player, on_delete=models.CASCADE, related_name="play_alerts", db_index=False)
    game = models.ForeignKey(Game, on_delete=models.PROTECT, related_name="+", db_index=False, db_constraint=False)
    play_session = models.ForeignKey(PlaySession, null=True, on_delete=models.SET_NULL, related_name="alerts")
    payment = models.ForeignKey(Payment, null=True, on_delete=models.SET_NULL, related_name="alerts", db_index=False)
    kind = models.CharField(max_length=16, choices=AlertKind.choices)
    rule = models.CharField(max_length=40)
    occurrence = models.CharField(max_length=80)
    severity = models.PositiveSmallIntegerField()
    facts = models.JSONField(default=dict)
    cause_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    state = models.CharField(max_length=8, choices=AlertState.choices, default=AlertState.OPEN)
    taken_by = models.ForeignKey(Agent, null=True, on_delete=models.SET_NULL, related_name="+", db_index=False)
    taken_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=20, choices=AlertOutcome.choices, blank=True, default="")
    note = models.CharField(max_length=500, blank=True, default="")
    resolved_by = models.ForeignKey(Agent, null=True, on_delete=models.SET_NULL, related_name="+", db_index=False)
    resolved_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)
    event_seq = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name, verbose_name_plural = _("play alert"), _("play alerts")
        constraints = [
            models.UniqueConstraint(fields=["player", "kind", "rule", "occurrence"], name="play_alert_once"),
            models.CheckConstraint(condition=Q(severity__range=(1, 3)), name="play_alert_severity"),
            models.CheckConstraint(condition=Q(kind__in=AlertKind.values), name="play_alert_kind_known"),
            models.CheckConstraint(condition=Q(recorded_at__gte=models.F("cause_at")), name="play_alert_never_early"),
            models.CheckConstraint(
                condition=Q(state=AlertState.RESOLVED, resolved_at__isnull=False, outcome__in=AlertOutcome.values)
                | (Q(state__in=[AlertState.OPEN, AlertState.TAKEN], resolved_at=None, outcome="")),
                name="play_alert_outcome_when_resolved",
            ),
        ]
        indexes = [
            models.Index(fields=["recorded_at", "id"], name="play_alert_by_age"),
            models.Index(fields=["payment"], name="play_alert_by_payment", condition=~Q(payment=None)),
            models.Index(
                fields=["game", "-severity", "recorded_at"],
                name="play_alert_waiting",
                condition=~Q(state=AlertState.RESOLVED),
            ),
        ]

    class Privacy:
        personal: ClassVar[set[str]] = {"note"}
        plain: ClassVar[set[str]] = {
            "id", "player", "game", "play_session", "payment", "kind", "rule", "occurrence", "severity", "facts",
            "cause_at", "recorded_at", "state", "taken_by", "taken_at", "outcome", "resolved_by", "resolved_at",
            "version", "event_seq",
        }  # fmt: skip

    def __str__(self) -> str:
        return f"{self.kind} {self.rule} {self.player_id}"


class PlayReminder(models.Model):
    """That a player was to be told something: by which text, through what, and when it was shown and confirmed."""

    alert = models.OneToOneField(PlayAlert, on_delete=models.CASCADE, related_name="reminder")
    template = models.CharField(max_length=40)
    template_version = models.PositiveIntegerField()
    language = models.CharField(max_length=16)
    channel = models.CharField(max_length=16)
    given_at = models.DateTimeField()
    shown_at = models.DateTimeField(null=True)
    acknowledged_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name, verbose_name_plural = _("play reminder"), _("play reminders")
        indexes = [models.Index(fields=["given_at", "id"], name="play_reminder_by_age")]

    class Privacy:
        personal: ClassVar[set[str]] = set()
        plain: ClassVar[set[str]] = {
            "id", "alert", "template", "template_version", "language", "channel", "given_at", "shown_at",
            "acknowledged_at",
        }  # fmt: skip

    def __str__(self) -> str:
        return f"{self.template} {self.template_version}"
