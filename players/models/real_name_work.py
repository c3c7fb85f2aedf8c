"""What people and the adapter do about real names: verdicts, the vault of evidence, reports of who played when."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.models import Agent
from players.enums import BehaviourState, EvidenceKind, Verdict
from players.models.identities import RealNameCheck
from players.models.players import Player


class RealNameVerdict(models.Model):
    """What one reviewer said of a check; two different people who say the same decide it."""

    check_under = models.ForeignKey(RealNameCheck, on_delete=models.CASCADE, related_name="verdicts")
    reviewer = models.ForeignKey(Agent, on_delete=models.PROTECT, related_name="+")
    verdict = models.CharField(max_length=8, choices=Verdict.choices)
    reason = models.CharField(max_length=500)
    at = models.DateTimeField()

    class Meta:
        verbose_name, verbose_name_plural = _("verdict on a real name"), _("verdicts on real names")
        constraints = [
            models.UniqueConstraint(fields=["check_under", "reviewer"], name="real_name_verdict_once"),
            models.CheckConstraint(condition=Q(verdict__in=Verdict.values), name="real_name_verdict_known"),
        ]

    class Privacy:
        personal: ClassVar[set[str]] = {"reason"}
        plain: ClassVar[set[str]] = {"id", "check_under", "reviewer", "verdict", "at"}

    def __str__(self) -> str:
        return f"{self.check_under_id} {self.verdict}"


class Evidence(models.Model):
    """A picture or paper in the vault: sealed bytes under a random name, never part of a ticket.

    `keep_until` is empty while the account lives: then the company has to keep it for inspection. What did not lead to
    a verified identity goes after thirty days. A row without `path` says that there was something, and no more.
    """

    check_under = models.ForeignKey(RealNameCheck, on_delete=models.CASCADE, related_name="evidence")
    kind = models.CharField(max_length=8, choices=EvidenceKind.choices)
    content_type = models.CharField(max_length=40)
    size = models.PositiveIntegerField()
    path = models.CharField(max_length=80, blank=True, default="")
    added_by = models.ForeignKey(Agent, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField()
    keep_until = models.DateTimeField(null=True)

    class Meta:
        verbose_name, verbose_name_plural = _("evidence"), _("pieces of evidence")
        constraints = [models.CheckConstraint(condition=Q(kind__in=EvidenceKind.values), name="evidence_kind_known")]
        indexes = [models.Index(fields=["keep_until"], name="evidence_to_drop", condition=~Q(keep_until=None))]

    class Privacy:
        personal: ClassVar[set[str]] = {"path"}
        plain: ClassVar[set[str]] = {
            "id", "check_under", "kind", "content_type", "size", "added_by", "added_at", "keep_until",
        }  # fmt: skip

    def __str__(self) -> str:
        return f"{self.check_under_id} {self.kind}"


class BehaviourReport(models.Model):
    """One login or logout for the state's system. It waits here until the person's `pi` is known and the line is free.

    `at` is when it happened; `told_as` is the moment that was told, which differs where it came too late to be taken.
    """

    player = models.ForeignKey(Player, on_delete=models.CASCADE, related_name="behaviour_reports")
    session = models.CharField(max_length=32)
    is_online = models.BooleanField()
    device = models.CharField(max_length=32, blank=True, default="")
    at = models.DateTimeField()
    told_as = models.DateTimeField(null=True)
    state = models.CharField(max_length=8, choices=BehaviourState.choices, default=BehaviourState.WAITING)
    attempts = models.PositiveIntegerField(default=0)
    next_try_at = models.DateTimeField()
    trouble = models.CharField(max_length=40, blank=True, default="")

    class Meta:
        verbose_name, verbose_name_plural = _("report of behaviour"), _("reports of behaviour")
        constraints = [
            models.UniqueConstraint(fields=["player", "session", "is_online"], name="behaviour_once"),
            models.CheckConstraint(condition=Q(state__in=BehaviourState.values), name="behaviour_state_known"),
        ]
        indexes = [
            models.Index(fields=["next_try_at", "at"], name="behaviour_due", condition=Q(state=BehaviourState.WAITING)),
        ]

    class Privacy:
        personal: ClassVar[set[str]] = {"session", "device"}
        plain: ClassVar[set[str]] = {
            "id", "player", "is_online", "at", "told_as", "state", "attempts", "next_try_at", "trouble",
        }  # fmt: skip

    def __str__(self) -> str:
        return f"{self.player_id} {self.state}"
