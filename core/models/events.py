"""The event log, which is also the outbox. Rows are only ever added (the app's database role may not change them)."""

import uuid
from typing import ClassVar

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models

from core.enums import ActorKind
from core.models.games import Game


class Event(models.Model):
    """What happened to what, when, by whom. `seq` counts per subject without a gap."""

    uid = models.UUIDField(default=uuid.uuid4, editable=False)
    name = models.CharField(max_length=60)
    at = models.DateTimeField()
    game = models.ForeignKey(Game, null=True, on_delete=models.PROTECT, related_name="+")
    subject_type = models.CharField(max_length=40)
    subject_id = models.BigIntegerField()
    seq = models.PositiveIntegerField(default=0)
    actor_kind = models.CharField(max_length=8, choices=ActorKind.choices)
    actor_id = models.BigIntegerField(null=True)
    actor_name = models.CharField(max_length=80, blank=True, default="")
    data = models.JSONField(default=dict, encoder=DjangoJSONEncoder)

    class Meta:
        indexes = [
            models.Index(fields=["subject_type", "subject_id", "seq"], name="event_by_subject"),
            models.Index(fields=["name", "at"], name="event_by_name"),
        ]

    class Privacy:
        personal: ClassVar[set[str]] = {"actor_name", "data"}
        plain: ClassVar[set[str]] = {
            "id", "uid", "name", "at", "game", "subject_type", "subject_id", "seq", "actor_kind", "actor_id",
        }  # fmt: skip

    def __str__(self) -> str:
        return f"{self.name} #{self.pk}"

    @property
    def lane(self) -> str:
        return f"{self.subject_type}:{self.subject_id}"


class OutboxEntry(models.Model):
    """An event whose subscribers have not all done their work yet; deleted when they have.

    `lane` names the subject: the relay never handles a later event of a lane before an earlier one. `attempts` counts
    tries that failed, `starts` those that have not ended, well or badly, since the last one that did.
    """

    event = models.OneToOneField(Event, primary_key=True, on_delete=models.CASCADE, related_name="outbox")
    lane = models.CharField(max_length=64)
    attempts = models.PositiveSmallIntegerField(default=0)
    starts = models.PositiveSmallIntegerField(default=0, db_default=0)
    next_try_at = models.DateTimeField()
    parked_at = models.DateTimeField(null=True)
    last_error = models.TextField(blank=True, default="")

    class Meta:
        indexes = [
            models.Index(fields=["lane", "event"], name="outbox_by_lane"),
            models.Index(fields=["event"], name="outbox_waiting", condition=models.Q(parked_at=None)),
        ]

    class Privacy:
        personal: ClassVar[set[str]] = set()
        plain: ClassVar[set[str]] = {"event", "lane", "attempts", "starts", "next_try_at", "parked_at", "last_error"}

    def __str__(self) -> str:
        return f"{self.lane} event {self.event_id}"


class EventReceipt(models.Model):
    """This subscriber has handled this event; written in the transaction of its work, so the effect is exactly once."""

    event_id = models.BigIntegerField()
    subscriber = models.CharField(max_length=80)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["event_id", "subscriber"], name="receipt_once")]

    class Privacy:
        personal: ClassVar[set[str]] = set()
        plain: ClassVar[set[str]] = {"id", "event_id", "subscriber", "at"}

    def __str__(self) -> str:
        return f"{self.subscriber} did {self.event_id}"
