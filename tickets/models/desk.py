"""What the workspace keeps for its agents: drafts, read marks, open tabs."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models

from core.models import Agent
from tickets.enums import DraftState, Visibility
from tickets.models.tickets import Ticket


class Draft(models.Model):
    """A text that an agent is writing, or has sent but may still take back until `release_at`.

    At most one of a kind is being written; beside it may lie one that could not be sent, until a page has shown it.
    `then` names what follows the reply (`ask_player`, `resolve`), with its facts in `then_data`.
    """

    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="drafts")
    agent = models.ForeignKey(Agent, on_delete=models.CASCADE, related_name="drafts")
    visibility = models.CharField(max_length=8, choices=Visibility.choices, default=Visibility.PUBLIC)
    body = models.TextField(blank=True, default="")
    seen_version = models.PositiveIntegerField(default=0)
    state = models.CharField(max_length=10, choices=DraftState.choices, default=DraftState.WRITING)
    then = models.CharField(max_length=20, blank=True, default="")
    then_data = models.JSONField(default=dict, blank=True)
    attachment_ids = ArrayField(models.UUIDField(), default=list, blank=True)
    promise_due_at = models.DateTimeField(null=True, blank=True)
    updated_at = models.DateTimeField()
    release_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["ticket", "agent", "visibility", "state"],
                condition=models.Q(state__in=["writing", "refused"]),
                name="draft_one_of_a_kind_and_state",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="queued") | models.Q(release_at__isnull=False),
                name="draft_queued_has_release",
            ),
        ]
        indexes = [
            models.Index(fields=["release_at"], name="draft_to_release", condition=models.Q(state="queued")),
        ]

    class Privacy:
        personal: ClassVar[set[str]] = {"body", "then_data"}
        plain: ClassVar[set[str]] = {
            "id", "ticket", "agent", "visibility", "seen_version", "state", "then", "attachment_ids", "promise_due_at",
            "updated_at", "release_at",
        }  # fmt: skip

    def __str__(self) -> str:
        return f"draft of {self.agent_id} on {self.ticket_id} ({self.state})"


class ReadMark(models.Model):
    """Up to which version an agent has seen a ticket."""

    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="read_marks")
    agent = models.ForeignKey(Agent, on_delete=models.CASCADE, related_name="+")
    version = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["ticket", "agent"], name="read_mark_once")]

    class Privacy:
        personal: ClassVar[set[str]] = set()
        plain: ClassVar[set[str]] = {"id", "ticket", "agent", "version"}

    def __str__(self) -> str:
        return f"{self.agent_id} saw {self.ticket_id} v{self.version}"


class DeskSetup(models.Model):
    """How an agent left the desk: the tickets that lie open as tabs, in the order in which they were opened."""

    agent = models.OneToOneField(Agent, primary_key=True, on_delete=models.CASCADE, related_name="+")
    tabs = ArrayField(models.BigIntegerField(), default=list, blank=True)

    class Privacy:
        personal: ClassVar[set[str]] = set()
        plain: ClassVar[set[str]] = {"agent", "tabs"}

    def __str__(self) -> str:
        return f"desk of {self.agent_id}"
