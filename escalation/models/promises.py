"""A time-bound word to a player."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.models import Agent, Game
from escalation.enums import PromiseState
from tickets.models import Ticket


class Promise(models.Model):
    """What we said we would do by when. `event_seq` is where in the ticket's history it was said.

    A promise that was broken stays broken; `fulfilled_at` then says how late we were.
    """

    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="promises")
    game = models.ForeignKey(Game, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveSmallIntegerField()
    text = models.CharField(max_length=500)
    due_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=PromiseState.choices, default=PromiseState.OPEN)
    made_by = models.ForeignKey(Agent, null=True, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    event_seq = models.PositiveIntegerField(default=0)
    fulfilled_at = models.DateTimeField(null=True, blank=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)
    cancel_reason = models.CharField(max_length=500, blank=True, default="")

    class Meta:
        verbose_name, verbose_name_plural = _("promise"), _("promises")
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["ticket", "number"], name="promise_number_once"),
            models.CheckConstraint(
                condition=~Q(state=PromiseState.KEPT) | Q(fulfilled_at__lte=models.F("due_at")),
                name="promise_kept_in_time",
            ),
            models.CheckConstraint(
                condition=Q(state=PromiseState.CANCELLED, cancelled_at__isnull=False)
                | (~Q(state=PromiseState.CANCELLED) & Q(cancelled_at__isnull=True)),
                name="promise_cancelled_at_with_state",
            ),
        ]
        indexes = [
            models.Index(fields=["ticket", "state"], name="promise_of_ticket"),
            models.Index(fields=["game", "due_at"], name="promise_by_due"),
            models.Index(fields=["made_by", "due_at"], name="promise_open_of", condition=Q(state=PromiseState.OPEN)),
        ]

    class Privacy:
        personal: ClassVar[set[str]] = {"text", "cancel_reason"}
        plain: ClassVar[set[str]] = {
            "id", "ticket", "game", "number", "due_at", "state", "made_by", "made_at", "event_seq", "fulfilled_at",
            "cancelled_at",
        }  # fmt: skip

    def __str__(self) -> str:
        return f"{self.ticket_id}: {self.text[:40]}"
