"""What a player was asked to agree to, in which words, and what the answer was."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tickets.enums import ConsentAnswer, ConsentKind
from tickets.models.tickets import Ticket


class ConsentRequest(models.Model):
    """One question on one ticket: `text` is what the player read, word for word.

    Open until it is answered or `expires_at` has passed. An agreement may be taken back, which is written beside it and
    does not undo what the agreement allowed meanwhile.
    """

    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="consents")
    kind = models.CharField(max_length=12, choices=ConsentKind.choices)
    text = models.TextField()
    message_seq = models.PositiveIntegerField()
    asked_by_name = models.CharField(max_length=80)
    asked_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    answer = models.CharField(max_length=8, choices=ConsentAnswer.choices, blank=True, default="")
    answered_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name, verbose_name_plural = _("consent"), _("consents")
        constraints = [
            models.UniqueConstraint(fields=["ticket", "kind"], name="consent_open_once", condition=Q(answer="")),
            models.CheckConstraint(condition=Q(kind__in=ConsentKind.values), name="consent_kind_known"),
            models.CheckConstraint(
                condition=Q(answer="", answered_at=None) | (~Q(answer="") & ~Q(answered_at=None)),
                name="consent_answer_has_time",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None) | Q(answer=ConsentAnswer.AGREED), name="consent_withdrawn_was_given"
            ),
        ]
        indexes = [models.Index(fields=["ticket", "-asked_at"], name="consent_by_ticket")]

    class Privacy:
        personal: ClassVar[set[str]] = {"text", "asked_by_name"}
        plain: ClassVar[set[str]] = {
            "id", "ticket", "kind", "message_seq", "asked_at", "expires_at", "answer", "answered_at", "withdrawn_at",
        }  # fmt: skip

    def __str__(self) -> str:
        return f"C-{self.pk}"

    @property
    def is_agreed(self) -> bool:
        return self.answer == ConsentAnswer.AGREED and self.withdrawn_at is None
