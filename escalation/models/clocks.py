"""Clocks, their alarms, and the one alert of each deadline (reference: docs/reference/sla.md)."""

from typing import ClassVar

from django.contrib.postgres.indexes import BrinIndex
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q

from core.models import Event, Game
from escalation.enums import AlarmState, AlertCause, ClockKind, ClockState, Level
from escalation.models.promises import Promise
from tickets.models import Ticket


class Clock(models.Model):
    """One run of one clock of a ticket, as it was read last.

    `generation` rises whenever its deadline or state changes. A clock that has ended, or whose alert was given, is
    never measured again: it keeps the `policy_version` by which it was.
    """

    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="clocks")
    game = models.ForeignKey(Game, on_delete=models.PROTECT, related_name="+")
    promise = models.OneToOneField(Promise, null=True, on_delete=models.CASCADE, related_name="clock")
    kind = models.CharField(max_length=16, choices=ClockKind.choices)
    number = models.PositiveSmallIntegerField()
    generation = models.PositiveIntegerField(default=1)
    policy_version = models.CharField(max_length=160)
    started_at = models.DateTimeField()
    due_at = models.DateTimeField()  # always an instant; of a paused clock: if it went on from where it was stopped
    warn_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    state = models.CharField(max_length=10, choices=ClockState.choices)
    segments = models.JSONField(default=list, encoder=DjangoJSONEncoder)  # [{from, to, counts, why}]
    seen_seq = models.PositiveIntegerField(default=0)  # of the ticket's last event that this reading knows

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["ticket", "kind", "number"], name="clock_run_once"),
            models.CheckConstraint(
                condition=~Q(state__in=[ClockState.MET, ClockState.CANCELLED]) | Q(ended_at__isnull=False),
                name="clock_ended_at_with_state",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[ClockState.RUNNING, ClockState.PAUSED]) | Q(ended_at__isnull=True),
                name="clock_live_has_no_end",
            ),
            models.CheckConstraint(
                condition=Q(kind=ClockKind.PROMISE, promise__isnull=False)
                | (~Q(kind=ClockKind.PROMISE) & Q(promise__isnull=True)),
                name="clock_promise_with_kind",
            ),
        ]
        indexes = [
            models.Index(fields=["game", "kind", "due_at"], name="clock_by_due"),
            models.Index(fields=["due_at"], name="clock_live", condition=Q(ended_at__isnull=True)),
            models.Index(
                fields=["game", "policy_version"], name="clock_by_version", condition=Q(ended_at__isnull=True)
            ),
        ]

    class Privacy:
        personal: ClassVar[set[str]] = set()
        plain: ClassVar[set[str]] = {
            "id", "ticket", "game", "promise", "kind", "number", "generation", "policy_version", "started_at", "due_at",
            "warn_at", "ended_at", "state", "segments", "seen_seq",
        }  # fmt: skip

    def __str__(self) -> str:
        return f"{self.kind} {self.number} of {self.ticket_id}: {self.state}"


class Alarm(models.Model):
    """When a clock is to warn or to be missed. The sweep claims those that run and are due, each exactly once.

    `generation` is that of the clock at the last change; `changed_at` is the database's real clock.
    """

    clock = models.ForeignKey(Clock, on_delete=models.CASCADE, related_name="alarms")
    game = models.ForeignKey(Game, on_delete=models.PROTECT, related_name="+")
    level = models.CharField(max_length=8, choices=Level.choices)
    generation = models.PositiveIntegerField(default=1)
    due_at = models.DateTimeField()
    state = models.CharField(max_length=8, choices=AlarmState.choices)
    cause = models.CharField(max_length=8, choices=AlertCause.choices, default=AlertCause.TIME)
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["clock", "level"], name="alarm_level_once")]
        indexes = [
            models.Index(fields=["due_at", "id"], name="alarm_running", condition=Q(state=AlarmState.RUNNING)),
            models.Index(fields=["changed_at"], name="alarm_fired", condition=Q(state=AlarmState.FIRED)),
        ]

    class Privacy:
        personal: ClassVar[set[str]] = set()
        plain: ClassVar[set[str]] = {
            "id", "clock", "game", "level", "generation", "due_at", "state", "cause", "changed_at",
        }  # fmt: skip

    def __str__(self) -> str:
        return f"{self.level} of clock {self.clock_id}: {self.state}"


class Alert(models.Model):
    """It happened: this alarm went off, in this generation, once. The unique key is the invariant.

    `created_at` is the sweep's clock (moved in demo and test mode), `recorded_at` the database's real one.
    """

    alarm = models.ForeignKey(Alarm, on_delete=models.CASCADE, related_name="alerts")
    game = models.ForeignKey(Game, on_delete=models.PROTECT, related_name="+")
    generation = models.PositiveIntegerField()
    due_at = models.DateTimeField()
    created_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    late_by = models.DurationField()
    cause = models.CharField(max_length=8, choices=AlertCause.choices)
    event = models.OneToOneField(Event, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["alarm", "generation"], name="alert_once"),
            models.CheckConstraint(condition=Q(created_at__gte=models.F("due_at")), name="alert_never_early"),
        ]
        indexes = [BrinIndex(fields=["recorded_at"], name="alert_by_recording")]

    class Privacy:
        personal: ClassVar[set[str]] = set()
        plain: ClassVar[set[str]] = {
            "id", "alarm", "game", "generation", "due_at", "created_at", "recorded_at", "late_by", "cause", "event",
        }  # fmt: skip

    def __str__(self) -> str:
        return f"alert of alarm {self.alarm_id}, generation {self.generation}"
