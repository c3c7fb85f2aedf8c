"""Verdicts about a ticket, each with its reasons; and what people corrected."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models

from core.models import Agent
from knowledge.models import Category
from tickets.enums import VerdictSource
from tickets.models.tickets import Ticket


class Classification(models.Model):
    """One look at a ticket, by rule, by model or by a person; the newest one counts.

    `alternatives` is `[{category, confidence}]`, `reasons` is `[{code, params}]`, rendered in the reader's language.
    """

    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="classifications")
    source = models.CharField(max_length=8, choices=VerdictSource.choices)
    version = models.CharField(max_length=40)  # of the lexicon or the model
    category = models.ForeignKey(Category, on_delete=models.PROTECT, related_name="+")
    confidence = models.FloatField()
    is_confident = models.BooleanField()
    alternatives = models.JSONField(default=list)
    reasons = models.JSONField(default=list)
    priority = models.PositiveSmallIntegerField()
    emotion = models.CharField(max_length=12)
    signals = ArrayField(models.CharField(max_length=12), default=list)
    created_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["ticket", "-id"], name="classification_newest")]

    class Privacy:
        personal: ClassVar[set[str]] = {"reasons"}
        plain: ClassVar[set[str]] = {
            "id", "ticket", "source", "version", "category", "confidence", "is_confident", "alternatives", "priority",
            "emotion", "signals", "created_at",
        }  # fmt: skip

    def __str__(self) -> str:
        return f"{self.ticket_id}: {self.category_id} by {self.source}"


class Correction(models.Model):
    """A person changed what a machine said (`field` is category or priority); kept to learn from."""

    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="corrections")
    field = models.CharField(max_length=12)
    before = models.CharField(max_length=12)
    after = models.CharField(max_length=12)
    reason = models.CharField(max_length=500, blank=True, default="")
    agent = models.ForeignKey(Agent, null=True, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["ticket", "field"], name="correction_of_ticket")]

    class Privacy:
        personal: ClassVar[set[str]] = {"reason"}
        plain: ClassVar[set[str]] = {"id", "ticket", "field", "before", "after", "agent", "created_at"}

    def __str__(self) -> str:
        return f"{self.ticket_id}: {self.field} {self.before} → {self.after}"
