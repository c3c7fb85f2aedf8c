"""Danger to a person on a ticket: what was done of the protocol, the call afterwards, and the care for the agent."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from core.models import Agent, Game
from escalation.enums import CareAnswer, CrisisStep, FollowUpOutcome
from tickets.models import Ticket


class Crisis(models.Model):
    """A ticket under the crisis protocol (domain.md 3.7). `called_off_at` says that a person found no danger.

    The follow-up is owed until `followed_up_at`; `told` counts how often its moment was announced (soon, now).
    """

    ticket = models.OneToOneField(Ticket, primary_key=True, on_delete=models.CASCADE, related_name="crisis")
    game = models.ForeignKey(Game, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    called_off_at = models.DateTimeField(null=True, blank=True)
    follow_up_at = models.DateTimeField()
    told = models.PositiveSmallIntegerField(default=0)
    tries = models.PositiveSmallIntegerField(default=0)
    followed_up_at = models.DateTimeField(null=True, blank=True)
    followed_up_by = models.ForeignKey(Agent, null=True, on_delete=models.PROTECT, related_name="+")
    outcome = models.CharField(max_length=12, choices=FollowUpOutcome.choices, blank=True, default="")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(followed_up_at__isnull=True, outcome="")
                | (Q(followed_up_at__isnull=False) & ~Q(outcome="")),
                name="crisis_outcome_with_follow_up",
            ),
        ]
        indexes = [
            models.Index(
                fields=["follow_up_at"],
                name="crisis_to_follow_up",
                condition=Q(followed_up_at__isnull=True, called_off_at__isnull=True),
            ),
        ]

    class Privacy:
        personal: ClassVar[set[str]] = set()
        plain: ClassVar[set[str]] = {
            "ticket", "game", "opened_at", "called_off_at", "follow_up_at", "told", "tries", "followed_up_at",
            "followed_up_by", "outcome",
        }  # fmt: skip

    def __str__(self) -> str:
        return f"crisis on {self.ticket_id}"

    @property
    def is_owed(self) -> bool:
        """Whether somebody still has to get in touch again."""
        return self.followed_up_at is None and self.called_off_at is None


class CrisisMark(models.Model):
    """One step of the protocol is done. What was said or found stands in the conversation and in notes, never here."""

    crisis = models.ForeignKey(Crisis, on_delete=models.CASCADE, related_name="marks")
    step = models.CharField(max_length=12, choices=CrisisStep.choices)
    done_at = models.DateTimeField()
    done_by = models.ForeignKey(Agent, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["crisis", "step"], name="crisis_step_once")]

    class Privacy:
        personal: ClassVar[set[str]] = set()
        plain: ClassVar[set[str]] = {"id", "crisis", "step", "done_at", "done_by"}

    def __str__(self) -> str:
        return f"{self.crisis_id}: {self.step}"


class CrisisCare(models.Model):
    """Care for one agent after one crisis: a break is offered, and a talk is owed by `supervisor`.

    No word of the agent is kept, here or anywhere: what was said in the talk is nobody else's.
    """

    crisis = models.ForeignKey(Crisis, on_delete=models.CASCADE, related_name="cares")
    agent = models.ForeignKey(Agent, on_delete=models.PROTECT, related_name="+")
    offered_at = models.DateTimeField()
    answer = models.CharField(max_length=8, choices=CareAnswer.choices, blank=True, default="")
    answered_at = models.DateTimeField(null=True, blank=True)
    supervisor = models.ForeignKey(Agent, null=True, on_delete=models.PROTECT, related_name="+")
    talk_by = models.DateTimeField()
    talked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["crisis", "agent"], name="crisis_care_once"),
            models.CheckConstraint(
                condition=Q(supervisor__isnull=True) | ~Q(supervisor=F("agent")), name="crisis_talk_with_another"
            ),
        ]
        indexes = [
            models.Index(fields=["agent"], name="crisis_care_open", condition=Q(answer="")),
            models.Index(fields=["supervisor"], name="crisis_talk_owed", condition=Q(talked_at__isnull=True)),
        ]

    class Privacy:
        personal: ClassVar[set[str]] = set()
        plain: ClassVar[set[str]] = {
            "id", "crisis", "agent", "offered_at", "answer", "answered_at", "supervisor", "talk_by", "talked_at",
        }  # fmt: skip

    def __str__(self) -> str:
        return f"care {self.pk}"
