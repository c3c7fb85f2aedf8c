"""Work orders: what makes a case a task with a life of its own, the words about it, and its follow-up dates."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from core.models import Agent
from escalation.enums import OrderResult, OrderStage
from escalation.models.cases import Case
from escalation.models.promises import Promise
from tickets.enums import Priority
from tickets.models import Attachment


class WorkOrder(models.Model):
    """A task for another group. The case beside it says for whom, by when and whether the ticket waits.

    `steps` is a list of `{"text", "done"}`.
    """

    case = models.OneToOneField(Case, primary_key=True, on_delete=models.CASCADE, related_name="work_order")
    title = models.CharField(max_length=200)
    stage = models.CharField(max_length=12, choices=OrderStage.choices, default=OrderStage.OPEN)
    version = models.PositiveIntegerField(default=1)
    priority = models.PositiveSmallIntegerField(choices=Priority.choices)
    assignee = models.ForeignKey(Agent, null=True, blank=True, on_delete=models.PROTECT, related_name="work_orders")
    steps = models.JSONField(default=list)
    waiting_until = models.DateTimeField(null=True, blank=True)
    result_code = models.CharField(max_length=20, choices=OrderResult.choices, blank=True, default="")
    reminded_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(stage=OrderStage.WAITING, waiting_until__isnull=False)
                | (~Q(stage=OrderStage.WAITING) & Q(waiting_until__isnull=True)),
                name="order_waits_until_a_date",
            ),
            models.CheckConstraint(
                condition=Q(stage=OrderStage.DONE) & ~Q(result_code="")
                | (~Q(stage=OrderStage.DONE) & Q(result_code="")),
                name="order_result_with_stage",
            ),
        ]
        indexes = [
            models.Index(fields=["assignee", "case"], name="order_of_assignee"),
            models.Index(fields=["waiting_until"], name="order_to_wake", condition=Q(waiting_until__isnull=False)),
        ]

    class Privacy:
        personal: ClassVar[set[str]] = {"title", "steps"}
        plain: ClassVar[set[str]] = {
            "case", "stage", "version", "priority", "assignee", "waiting_until", "result_code",
            "reminded_at",
        }  # fmt: skip

    def __str__(self) -> str:
        return self.title


class CaseComment(models.Model):
    """Words between the groups; with `move` they came with that move. Files are those of the ticket."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="comments")
    author = models.ForeignKey(Agent, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    body = models.TextField()
    move = models.CharField(max_length=12, blank=True, default="")
    files = models.ManyToManyField(Attachment, related_name="+", blank=True)

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["case", "id"], name="comment_of_case")]

    class Privacy:
        personal: ClassVar[set[str]] = {"body"}
        plain: ClassVar[set[str]] = {"id", "case", "author", "at", "move"}

    def __str__(self) -> str:
        return f"comment {self.pk}"


class FollowUp(models.Model):
    """A date at which somebody looks at the work order again: told once, marked done by a person.

    With a promise it reminds of what the player was told, and is done when the promise is kept.
    """

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="follow_ups")
    at = models.DateTimeField()
    note = models.CharField(max_length=200)
    promise = models.ForeignKey(Promise, null=True, blank=True, on_delete=models.SET_NULL, related_name="follow_ups")
    made_by = models.ForeignKey(Agent, null=True, on_delete=models.PROTECT, related_name="+")
    told_at = models.DateTimeField(null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = models.ForeignKey(Agent, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["at", "id"]
        indexes = [
            models.Index(fields=["case", "at"], name="follow_up_of_case"),
            models.Index(fields=["at"], name="follow_up_due", condition=Q(told_at__isnull=True, done_at__isnull=True)),
        ]

    class Privacy:
        personal: ClassVar[set[str]] = {"note"}
        plain: ClassVar[set[str]] = {
            "id", "case", "at", "promise", "made_by", "told_at", "done_at", "done_by",
        }  # fmt: skip

    def __str__(self) -> str:
        return self.note
