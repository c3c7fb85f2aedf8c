"""A specialist's object: what is asked, of whom, and what was answered."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from core.models import Agent, Game, Group
from escalation.enums import CaseKind, CaseState
from tickets.models import Ticket

NUMBER_OFFSET = 1000


class Case(models.Model):
    """A question to a specialist group; the ticket is on hold until the last open case that holds it ends.

    `kind` is an open word (`CaseKind` has those of the house), because forms for further kinds come with their own.
    A work order is a case with a `WorkOrder` beside it; it holds the ticket only when that was asked for.
    """

    number = models.GeneratedField(
        expression=F("id") + NUMBER_OFFSET, output_field=models.BigIntegerField(), db_persist=True, unique=True
    )
    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="cases")
    game = models.ForeignKey(Game, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=40)
    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="cases")
    note = models.TextField()
    answer = models.TextField(blank=True, default="")
    state = models.CharField(max_length=10, choices=CaseState.choices, default=CaseState.OPEN)
    opened_by = models.ForeignKey(Agent, null=True, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True, blank=True)  # when the category sets the specialist a time
    answered_by = models.ForeignKey(Agent, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)
    holds_ticket = models.BooleanField(default=True, db_default=True)

    class Meta:
        verbose_name, verbose_name_plural = _("case"), _("cases")
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state=CaseState.OPEN, ended_at__isnull=True)
                | (~Q(state=CaseState.OPEN) & Q(ended_at__isnull=False)),
                name="case_ended_at_with_state",
            ),
        ]
        indexes = [
            models.Index(fields=["ticket", "state"], name="case_of_ticket"),
            models.Index(fields=["group", "id"], name="case_open_of_group", condition=Q(state=CaseState.OPEN)),
            models.Index(fields=["due_at", "id"], name="case_open_by_due", condition=Q(state=CaseState.OPEN)),
            models.Index(fields=["-ended_at", "-id"], name="case_ended", condition=Q(ended_at__isnull=False)),
        ]

    class Privacy:
        personal: ClassVar[set[str]] = {"note", "answer"}
        plain: ClassVar[set[str]] = {
            "id", "number", "ticket", "game", "kind", "group", "state", "opened_by", "opened_at", "due_at",
            "answered_by", "ended_at", "holds_ticket",
        }  # fmt: skip

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """The case as people say it: C-1001."""
        return f"C-{self.number}"

    @property
    def kind_name(self) -> str:
        """What is asked for, in the reader's language; a word of an integrator as it was given."""
        return str(CaseKind(self.kind).label) if self.kind in CaseKind.values else self.kind
