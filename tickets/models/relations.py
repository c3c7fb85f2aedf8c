"""What tickets are to each other: linked, or one gone on with in the other."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from core.models import Agent
from tickets.enums import LinkKind, Status
from tickets.models.tickets import Ticket


class TicketLink(models.Model):
    """`ticket` is to `other` what `kind` says (`follows`: opened by a message that came after the close)."""

    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="links")
    other = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=20, choices=LinkKind.choices)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["ticket", "other", "kind"], name="ticket_link_once")]

    class Privacy:
        personal: ClassVar[set[str]] = set()
        plain: ClassVar[set[str]] = {"id", "ticket", "other", "kind", "created_at"}

    def __str__(self) -> str:
        return f"{self.ticket_id} {self.kind} {self.other_id}"


class Merge(models.Model):
    """One time that `source` went on in `target`; what the source was before is kept, so that it can be exactly undone.

    Messages stay where they were written: a conversation shows those of every ticket that is merged into its own.
    """

    source = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="merges")
    target = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField()
    by = models.ForeignKey(Agent, null=True, on_delete=models.PROTECT, related_name="+")
    undone_at = models.DateTimeField(null=True)
    undone_by = models.ForeignKey(Agent, null=True, on_delete=models.PROTECT, related_name="+")
    status = models.CharField(max_length=10, choices=Status.choices)
    resolved_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    waiting_since = models.DateTimeField(null=True)
    follow_up_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["source"], condition=Q(undone_at__isnull=True), name="merge_one_at_a_time"),
        ]

    class Privacy:
        personal: ClassVar[set[str]] = set()
        plain: ClassVar[set[str]] = {
            "id", "source", "target", "at", "by", "undone_at", "undone_by", "status", "resolved_at", "closed_at",
            "waiting_since", "follow_up_at",
        }  # fmt: skip

    def __str__(self) -> str:
        return f"{self.source_id} into {self.target_id}"
