"""Real names: what is kept sealed, how it was verified, who asked to see it, and who did."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.models import Agent
from players.enums import AccessDeed, CheckReason, CheckState, RealNameMethod, RevealState
from players.models.people import Person
from players.models.players import Player

OPEN_CHECKS = (CheckState.WAITING, CheckState.IN_PROGRESS, CheckState.MANUAL_REVIEW)


class Identity(models.Model):
    """Who a person is, verified. Sealed; the keyed hashes beside it find an equal number or `pi` and nothing else.

    `pi` is the code of the state's system for a person. It tells the day of birth, so it is sealed like the number.
    The band of the age follows from the birth date of the accounts; `adult_on` is the eighteenth birthday.
    """

    person = models.OneToOneField(Person, on_delete=models.CASCADE, related_name="identity")
    name_sealed = models.TextField(blank=True, default="")
    number_sealed = models.TextField(blank=True, default="")
    pi_sealed = models.TextField(blank=True, default="")
    number_index = models.CharField(max_length=64, blank=True, default="")
    pi_index = models.CharField(max_length=64, blank=True, default="")
    adult_on = models.DateField()
    method = models.CharField(max_length=8, choices=RealNameMethod.choices)
    verified_at = models.DateTimeField()

    class Meta:
        verbose_name, verbose_name_plural = _("identity"), _("identities")
        constraints = [
            models.UniqueConstraint(fields=["number_index"], condition=~Q(number_index=""), name="identity_once"),
            models.UniqueConstraint(fields=["pi_index"], condition=~Q(pi_index=""), name="identity_pi_once"),
            models.CheckConstraint(condition=Q(method__in=RealNameMethod.values), name="identity_method_known"),
        ]

    class Privacy:
        personal: ClassVar[set[str]] = {
            "name_sealed", "number_sealed", "pi_sealed", "number_index", "pi_index", "adult_on",
        }  # fmt: skip
        sensitive: ClassVar[set[str]] = personal
        plain: ClassVar[set[str]] = {"id", "person", "method", "verified_at"}

    def __str__(self) -> str:
        return str(self.person)


class RealNameCheck(models.Model):
    """One act of verification. What was handed in is sealed here only until it is decided.

    `ai` names the act to the state's system and is used once. `number_index` counts failures of one number.
    `next_try_at` is when the adapter turns to it; whoever works on it moves that moment first, as a lease.
    """

    player = models.ForeignKey(Player, on_delete=models.CASCADE, related_name="real_name_checks")
    ai = models.CharField(max_length=32, unique=True)
    state = models.CharField(max_length=16, choices=CheckState.choices)
    reason = models.CharField(max_length=20, choices=CheckReason.choices, blank=True, default="")
    name_sealed = models.TextField(blank=True, default="")
    number_sealed = models.TextField(blank=True, default="")
    number_index = models.CharField(max_length=64, blank=True, default="")
    submitted_at = models.DateTimeField()
    asked_at = models.DateTimeField(null=True)
    next_try_at = models.DateTimeField(null=True)
    attempts = models.PositiveIntegerField(default=0)
    trouble = models.CharField(max_length=40, blank=True, default="")
    settled_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name, verbose_name_plural = _("real-name check"), _("real-name checks")
        constraints = [
            models.UniqueConstraint(fields=["player"], condition=Q(state__in=OPEN_CHECKS), name="real_name_check_open"),
            models.CheckConstraint(condition=Q(state__in=CheckState.values), name="real_name_check_state_known"),
            models.CheckConstraint(
                condition=Q(reason__in=["", *CheckReason.values]), name="real_name_check_reason_known"
            ),
            models.CheckConstraint(
                condition=Q(state__in=OPEN_CHECKS) | Q(name_sealed="", number_sealed=""),
                name="real_name_check_keeps_nothing",
            ),
        ]
        indexes = [
            models.Index(fields=["player", "-submitted_at"], name="real_name_check_of_player"),
            models.Index(fields=["next_try_at"], name="real_name_check_due", condition=~Q(next_try_at=None)),
            models.Index(
                fields=["submitted_at"], name="real_name_check_review", condition=Q(state=CheckState.MANUAL_REVIEW)
            ),
        ]

    class Privacy:
        personal: ClassVar[set[str]] = {"name_sealed", "number_sealed", "number_index"}
        sensitive: ClassVar[set[str]] = personal
        plain: ClassVar[set[str]] = {
            "id", "player", "ai", "state", "reason", "submitted_at", "asked_at", "next_try_at", "attempts", "trouble",
            "settled_at",
        }  # fmt: skip

    def __str__(self) -> str:
        return f"{self.player_id} {self.state}"


class IdentityAccess(models.Model):
    """One line of the log of accesses: append-only, each with the hash of the line before it.

    It names agents and players by their ids without foreign keys, so that no erasure can reach into it.
    """

    seq = models.PositiveBigIntegerField(unique=True)
    at = models.DateTimeField()
    agent_ref = models.BigIntegerField(null=True)
    player_ref = models.BigIntegerField()
    deed = models.CharField(max_length=20, choices=AccessDeed.choices)
    what = models.CharField(max_length=80)
    purpose = models.CharField(max_length=500, blank=True, default="")
    ticket = models.CharField(max_length=40, blank=True, default="")
    previous = models.CharField(max_length=64)
    digest = models.CharField(max_length=64)

    class Meta:
        verbose_name, verbose_name_plural = _("access to an identity"), _("accesses to identities")
        indexes = [
            models.Index(fields=["player_ref", "-at"], name="identity_access_of_player"),
            models.Index(fields=["agent_ref", "-at"], name="identity_access_by_agent"),
        ]

    class Privacy:
        personal: ClassVar[set[str]] = {"purpose"}
        plain: ClassVar[set[str]] = {
            "id", "seq", "at", "agent_ref", "player_ref", "deed", "what", "ticket", "previous", "digest",
        }  # fmt: skip

    def __str__(self) -> str:
        return f"{self.seq} {self.deed}"


class RevealRequest(models.Model):
    """Somebody asks to see an identity in plain text: why, for which ticket, who allowed it, until when it is open.

    With `number_ref` it is about one number that was taken out of the ticket's texts, whose `token` everybody may see;
    it names the sealed row by its id alone, which may be gone before the request is.
    """

    player = models.ForeignKey(Player, on_delete=models.CASCADE, related_name="reveal_requests")
    requester = models.ForeignKey(Agent, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=500)
    ticket = models.CharField(max_length=40, blank=True, default="")
    number_ref = models.BigIntegerField(null=True)
    token = models.CharField(max_length=140, blank=True, default="")
    state = models.CharField(max_length=8, choices=RevealState.choices)
    needs_approval = models.BooleanField()
    asked_at = models.DateTimeField()
    lapses_at = models.DateTimeField()
    approver = models.ForeignKey(Agent, null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True)
    answer = models.CharField(max_length=500, blank=True, default="")

    class Meta:
        verbose_name, verbose_name_plural = _("request to see an identity"), _("requests to see identities")
        constraints = [
            models.CheckConstraint(condition=Q(state__in=RevealState.values), name="reveal_state_known"),
            models.CheckConstraint(
                condition=Q(approver=None) | ~Q(approver=models.F("requester")), name="reveal_needs_two_people"
            ),
            models.CheckConstraint(
                condition=~Q(state=RevealState.OPEN) | Q(needs_approval=False) | Q(approver__isnull=False),
                name="reveal_open_by_approval",
            ),
        ]
        indexes = [
            models.Index(fields=["player", "-asked_at"], name="reveal_of_player"),
            models.Index(fields=["asked_at"], name="reveal_waiting", condition=Q(state=RevealState.WAITING)),
        ]

    class Privacy:
        personal: ClassVar[set[str]] = {"reason", "answer", "token"}
        plain: ClassVar[set[str]] = {
            "id", "player", "requester", "ticket", "number_ref", "state", "needs_approval", "asked_at", "lapses_at",
            "approver", "decided_at",
        }  # fmt: skip

    def __str__(self) -> str:
        return f"{self.player_id} {self.state}"


class IdentityView(models.Model):
    """When an agent last had a player's masked identity in front of them: who looks through many is noticed."""

    agent = models.ForeignKey(Agent, on_delete=models.CASCADE, related_name="+")
    player = models.ForeignKey(Player, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name, verbose_name_plural = _("glance at an identity"), _("glances at identities")
        constraints = [models.UniqueConstraint(fields=["agent", "player"], name="identity_view_once")]
        indexes = [models.Index(fields=["agent", "-at"], name="identity_view_by_agent")]

    class Privacy:
        personal: ClassVar[set[str]] = set()
        plain: ClassVar[set[str]] = {"id", "agent", "player", "at"}

    def __str__(self) -> str:
        return f"{self.agent_id} {self.player_id}"
