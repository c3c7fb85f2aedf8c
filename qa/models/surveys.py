"""The player's own review of a ticket: one answer each, the last one counts while the survey is open."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.models import Game
from qa.enums import Score, SurveyState
from tickets.models import Ticket


class Survey(models.Model):
    """CSAT 1–5 with a comment. Opened when a ticket is resolved; open for seven days; one a ticket."""

    ticket = models.OneToOneField(Ticket, on_delete=models.CASCADE, related_name="survey")
    game = models.ForeignKey(Game, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=SurveyState.choices, default=SurveyState.OPEN)
    score = models.PositiveSmallIntegerField(null=True, choices=Score.choices)
    comment = models.TextField(blank=True, default="")
    asked_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name, verbose_name_plural = _("survey"), _("surveys")
        constraints = [
            models.CheckConstraint(
                condition=Q(score__isnull=True) | Q(score__range=(1, 5)), name="survey_score_1_to_5"
            ),
            models.CheckConstraint(
                condition=Q(state="answered", score__isnull=False, answered_at__isnull=False)
                | (~Q(state="answered") & Q(score__isnull=True, answered_at__isnull=True)),
                name="survey_answered_has_score",
            ),
        ]
        indexes = [
            models.Index(fields=["expires_at"], name="survey_to_expire", condition=Q(state="open")),
            models.Index(fields=["game", "answered_at"], name="survey_by_answer", condition=Q(state="answered")),
        ]

    class Privacy:
        personal: ClassVar[set[str]] = {"comment"}
        plain: ClassVar[set[str]] = {"id", "ticket", "game", "state", "score", "asked_at", "expires_at", "answered_at"}

    def __str__(self) -> str:
        return f"survey of {self.ticket_id}: {self.score or self.state}"
