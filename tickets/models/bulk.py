"""One deed on many tickets: the order, and what became of each ticket."""

import uuid
from typing import ClassVar

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q

from core.models import Agent
from tickets.enums import BulkState, RowState
from tickets.models.desk import Draft
from tickets.models.tickets import Ticket


class BulkJob(models.Model):
    """A deed of `tickets.actions.bulk_deeds` with its answers, for the rows of the job, in their order.

    `key` is made with the preview, so that the same button pressed twice is one job. Until `undo_until` it can be taken
    back.
    """

    key = models.UUIDField(default=uuid.uuid4)
    agent = models.ForeignKey(Agent, on_delete=models.CASCADE, related_name="+")
    deed = models.CharField(max_length=20)
    answers = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    state = models.CharField(max_length=8, choices=BulkState.choices, default=BulkState.RUNNING)
    is_at_desk = models.BooleanField(default=True)  # texts wait for their undo span; a program's go at once
    total = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    undo_until = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["agent", "key"], name="bulk_job_once")]
        indexes = [
            models.Index(fields=["id"], name="bulk_job_at_work", condition=Q(state__in=["running", "undoing"])),
        ]

    class Privacy:
        personal: ClassVar[set[str]] = {"answers"}
        plain: ClassVar[set[str]] = {
            "id", "key", "agent", "deed", "state", "is_at_desk", "total", "created_at", "finished_at", "undo_until",
        }  # fmt: skip

    def __str__(self) -> str:
        return f"{self.deed} on {self.total} ({self.state})"

    @property
    def is_at_work(self) -> bool:
        return self.state in {BulkState.RUNNING, BulkState.UNDOING}


class BulkRow(models.Model):
    """One ticket of a job. `given` is the id as it was asked for; there is no ticket behind one that may not be seen.

    `seen` is the version that was looked at, `before` what the deed changed, `version` what the ticket was at after it.
    """

    job = models.ForeignKey(BulkJob, on_delete=models.CASCADE, related_name="rows")
    place = models.PositiveSmallIntegerField()
    given = models.CharField(max_length=20)
    ticket = models.ForeignKey(Ticket, null=True, on_delete=models.CASCADE, related_name="+")
    seen = models.PositiveIntegerField(null=True)
    state = models.CharField(max_length=8, choices=RowState.choices, default=RowState.WAITING)
    code = models.CharField(max_length=40, blank=True, default="")
    detail = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    before = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    version = models.PositiveIntegerField(null=True)
    draft = models.ForeignKey(Draft, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        ordering = ["job", "place"]
        constraints = [
            models.UniqueConstraint(fields=["job", "place"], name="bulk_row_place"),
            models.UniqueConstraint(fields=["job", "ticket"], name="bulk_row_ticket_once"),
        ]

    class Privacy:
        personal: ClassVar[set[str]] = {"detail", "before"}
        plain: ClassVar[set[str]] = {
            "id",
            "job",
            "place",
            "given",
            "ticket",
            "seen",
            "state",
            "code",
            "version",
            "draft",
        }

    def __str__(self) -> str:
        return f"{self.given} of {self.job_id} ({self.state})"
