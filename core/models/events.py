"""The event log, which is also the outbox. Rows are only ever added (the app's database role may not change them)."""

import uuid
from typing import ClassVar

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.enums import ActorKind
from core.models.games import Game


class Event(models.Model):
    """What happened to what, when, by whom. `seq` counts per subject without a gap."""

    uid = models.UUIDField(default=uuid.uuid4, editable=False, verbose_name=_("UID"))
    name = models.CharField(max_length=60, verbose_name=_("name of the event"))
    at = models.DateTimeField(verbose_name=_("time"))
    game = models.ForeignKey(
        Game, null=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("game"), db_index=False
    )
    subject_type = models.CharField(max_length=40, verbose_name=_("kind of subject"))
    subject_id = models.BigIntegerField(verbose_name=_("number of the subject"))
    seq = models.PositiveIntegerField(default=0, verbose_name=_("place in order"))
    actor_kind = models.CharField(max_length=8, choices=ActorKind.choices, verbose_name=_("kind of actor"))
    actor_id = models.BigIntegerField(null=True, verbose_name=_("number of the actor"))
    actor_name = models.CharField(max_length=80, blank=True, default="", verbose_name=_("actor"))
    data = models.JSONField(default=dict, encoder=DjangoJSONEncoder, verbose_name=_("content"))

    class Meta:
        verbose_name, verbose_name_plural = _("event"), _("events")
        indexes = [
            models.Index(fields=["subject_type", "subject_id", "seq"], name="event_by_subject"),
            models.Index(fields=["name", "at"], name="event_by_name"),
            # what somebody solved today stands on every page of the desk
            models.Index(
                fields=["actor_id", "at"],
                name="event_solved_by",
                condition=models.Q(name="ticket.resolved", actor_kind="agent"),
            ),
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

    event = models.OneToOneField(
        Event, primary_key=True, on_delete=models.CASCADE, related_name="outbox", verbose_name=_("event")
    )
    lane = models.CharField(max_length=64, verbose_name=_("lane"))
    attempts = models.PositiveSmallIntegerField(default=0, verbose_name=_("failed tries"))
    starts = models.PositiveSmallIntegerField(default=0, db_default=0, verbose_name=_("unfinished tries"))
    next_try_at = models.DateTimeField(verbose_name=_("next try"))
    parked_at = models.DateTimeField(null=True, verbose_name=_("given up at"))
    last_error = models.TextField(blank=True, default="", verbose_name=_("last error"))

    class Meta:
        verbose_name, verbose_name_plural = _("event in the outbox"), _("events in the outbox")
        indexes = [
            models.Index(fields=["lane", "event"], name="outbox_by_lane"),
            models.Index(fields=["event"], name="outbox_waiting", condition=models.Q(parked_at=None)),
        ]

    class Privacy:
        personal: ClassVar[set[str]] = set()
        plain: ClassVar[set[str]] = {"event", "lane", "attempts", "starts", "next_try_at", "parked_at", "last_error"}

    def __str__(self) -> str:
        return gettext("event %(id)s") % {"id": self.event_id}


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
