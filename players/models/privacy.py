"""What a person may ask of us about their data, what they allowed, and how long anything is kept."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.models import Agent
from players.enums import (
    ConsentGiver,
    ConsentPurpose,
    PrivacyKind,
    PrivacyState,
    RetentionAction,
    RetentionClass,
)
from players.models.players import Player


class RetentionRule(models.Model):
    """How long one class of data is kept, why, and what happens then; without days as long as the account."""

    data_class = models.CharField(
        max_length=24, primary_key=True, choices=RetentionClass.choices, verbose_name=_("what is kept")
    )
    days = models.PositiveIntegerField(null=True, blank=True, verbose_name=_("days"))
    basis = models.CharField(max_length=200, verbose_name=_("legal basis"))
    action = models.CharField(max_length=12, choices=RetentionAction.choices, verbose_name=_("what happens then"))
    is_active = models.BooleanField(default=True, verbose_name=_("in force"))

    class Meta:
        verbose_name, verbose_name_plural = _("retention rule"), _("retention rules")
        ordering = ["data_class"]

    class Privacy:
        personal: ClassVar[set[str]] = set()
        plain: ClassVar[set[str]] = {"data_class", "days", "basis", "action", "is_active"}

    def __str__(self) -> str:
        return str(self.get_data_class_display())


class RetentionRun(models.Model):
    """The proof of one pass of one rule: what was due, held and removed, by which words of the rule."""

    data_class = models.CharField(max_length=24, choices=RetentionClass.choices, verbose_name=_("what is kept"))
    days = models.PositiveIntegerField(verbose_name=_("days"))
    basis = models.CharField(max_length=200, verbose_name=_("legal basis"))
    action = models.CharField(max_length=12, choices=RetentionAction.choices, verbose_name=_("what happens then"))
    cutoff = models.DateTimeField(verbose_name=_("older than"))
    is_dry_run = models.BooleanField(verbose_name=_("counted only"))
    is_complete = models.BooleanField(default=True, verbose_name=_("nothing left"))
    due = models.PositiveIntegerField(verbose_name=_("due"))
    held = models.PositiveIntegerField(verbose_name=_("held back"))
    removed = models.JSONField(default=dict, verbose_name=_("removed"))  # how many rows of what
    started_at = models.DateTimeField(verbose_name=_("started"))
    ended_at = models.DateTimeField(verbose_name=_("ended"))

    class Meta:
        verbose_name, verbose_name_plural = _("retention run"), _("retention runs")
        indexes = [models.Index(fields=["data_class", "-ended_at"], name="retention_run_newest")]

    class Privacy:
        personal: ClassVar[set[str]] = set()
        plain: ClassVar[set[str]] = {
            "id", "data_class", "days", "basis", "action", "cutoff", "is_dry_run", "is_complete", "due", "held",
            "removed", "started_at", "ended_at",
        }  # fmt: skip

    def __str__(self) -> str:
        return f"{self.data_class} {self.ended_at:%Y-%m-%d %H:%M}"


class LegalHold(models.Model):
    """Nothing of this account is removed while the hold stands; the reason is stated by whoever placed it."""

    player = models.ForeignKey(Player, on_delete=models.PROTECT, related_name="legal_holds")
    reason = models.CharField(max_length=500)
    placed_by = models.ForeignKey(Agent, on_delete=models.PROTECT, related_name="+")
    placed_at = models.DateTimeField()
    lifted_by = models.ForeignKey(Agent, null=True, on_delete=models.PROTECT, related_name="+")
    lifted_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["player"], condition=Q(lifted_at=None), name="legal_hold_once"),
        ]

    class Privacy:
        personal: ClassVar[set[str]] = set()
        plain: ClassVar[set[str]] = {"id", "player", "reason", "placed_by", "placed_at", "lifted_by", "lifted_at"}

    def __str__(self) -> str:
        return f"hold on {self.player_id}"


class PrivacyRequest(models.Model):
    """Somebody asks for their data, or for its correction or end. `due_at` follows from the law of their place.

    `accepted_by` has checked who asks; a deletion is carried out by another person.
    """

    player = models.ForeignKey(Player, on_delete=models.PROTECT, related_name="privacy_requests")
    kind = models.CharField(max_length=12, choices=PrivacyKind.choices)
    state = models.CharField(max_length=10, choices=PrivacyState.choices, default=PrivacyState.RECEIVED)
    note = models.CharField(max_length=500, blank=True, default="")
    by_guardian = models.BooleanField(default=False)
    received_at = models.DateTimeField()
    due_at = models.DateTimeField()
    received_by = models.ForeignKey(Agent, on_delete=models.PROTECT, related_name="+")
    accepted_by = models.ForeignKey(Agent, null=True, on_delete=models.PROTECT, related_name="+")
    accepted_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(Agent, null=True, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True)
    answer = models.CharField(max_length=500, blank=True, default="")
    outcome = models.JSONField(default=dict)  # how many rows of what were given out or removed
    warned_at = models.DateTimeField(null=True)
    event_seq = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=PrivacyKind.values), name="privacy_request_kind_known"),
            models.CheckConstraint(
                condition=Q(state__in=["received", "accepted"], ended_at=None)
                | Q(state__in=["done", "refused"], ended_at__isnull=False),
                name="privacy_request_ended_with_state",
            ),
        ]
        indexes = [
            models.Index(fields=["due_at", "id"], name="privacy_request_due", condition=Q(ended_at=None)),
            models.Index(fields=["-received_at", "-id"], name="privacy_request_newest"),
        ]

    class Privacy:
        personal: ClassVar[set[str]] = {"note", "answer"}
        plain: ClassVar[set[str]] = {
            "id", "player", "kind", "state", "by_guardian", "received_at", "due_at", "received_by", "accepted_by",
            "accepted_at", "ended_by", "ended_at", "outcome", "warned_at", "event_seq",
        }  # fmt: skip

    def __str__(self) -> str:
        return f"{self.kind} for {self.player_id}"


class Consent(models.Model):
    """One purpose that was agreed to, in the words of one version, by the person or a guardian, until withdrawn."""

    player = models.ForeignKey(Player, on_delete=models.CASCADE, related_name="consents")
    purpose = models.CharField(max_length=24, choices=ConsentPurpose.choices)
    version = models.CharField(max_length=40)
    given_by = models.CharField(max_length=10, choices=ConsentGiver.choices)
    given_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)
    recorded_by = models.ForeignKey(Agent, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["player", "purpose"], condition=Q(withdrawn_at=None), name="consent_stands_once"
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None) | Q(withdrawn_at__gte=models.F("given_at")), name="consent_ends_after"
            ),
        ]

    class Privacy:
        personal: ClassVar[set[str]] = set()
        plain: ClassVar[set[str]] = {
            "id", "player", "purpose", "version", "given_by", "given_at", "withdrawn_at", "recorded_by",
        }  # fmt: skip

    def __str__(self) -> str:
        return f"{self.purpose} {self.version} of {self.player_id}"
