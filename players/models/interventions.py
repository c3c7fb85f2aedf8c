"""What is done about a player at risk: one row from the plan to what came of it."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from core.models import Agent, Game
from players.enums import AckBy, InterventionOutcome, InterventionState, InterventionWay, RiskDimension
from players.models.players import Player
from players.models.risk import LEVEL_MAX, TARGET_LONGEST, RiskEvaluation

WAITING = [InterventionState.PLANNED, InterventionState.APPROVED]
TEXT_MAX, NOTE_MAX = 4000, 1000


class Intervention(models.Model):
    """One playbook for one player. `dimension` is a side of the rating or `overall`; `evaluation` is the one whose rise
    planned it, none where somebody planned it by hand.

    `send_at` is a moment that somebody, who is `sent_by` already, chose for a later contact; `ticket` is the id of the
    ticket that carries the message. A row that is done has an outcome, any other has none.
    """

    player = models.ForeignKey(Player, on_delete=models.CASCADE, related_name="interventions")
    game = models.ForeignKey(Game, on_delete=models.PROTECT, related_name="+")
    dimension = models.CharField(max_length=TARGET_LONGEST)
    level = models.PositiveSmallIntegerField()
    playbook = models.CharField(max_length=24)
    playbook_version = models.PositiveIntegerField()
    evaluation = models.ForeignKey(RiskEvaluation, null=True, on_delete=models.SET_NULL, related_name="+")
    reason = models.CharField(max_length=NOTE_MAX, blank=True, default="")
    state = models.CharField(max_length=12, choices=InterventionState.choices, default=InterventionState.PLANNED)
    planned_at = models.DateTimeField()
    planned_by = models.ForeignKey(Agent, null=True, on_delete=models.PROTECT, related_name="+")
    due_at = models.DateTimeField()
    overdue_at = models.DateTimeField(null=True)
    approved_at = models.DateTimeField(null=True)
    approved_by = models.ForeignKey(Agent, null=True, on_delete=models.PROTECT, related_name="+")
    way = models.CharField(max_length=8, choices=InterventionWay.choices, blank=True, default="")
    text = models.CharField(max_length=TEXT_MAX, blank=True, default="")
    send_at = models.DateTimeField(null=True)
    send_trouble = models.CharField(max_length=60, blank=True, default="")
    sent_at = models.DateTimeField(null=True)
    sent_by = models.ForeignKey(Agent, null=True, on_delete=models.PROTECT, related_name="+")
    ticket = models.BigIntegerField(null=True)
    acknowledged_at = models.DateTimeField(null=True)
    acknowledged_how = models.CharField(max_length=8, choices=AckBy.choices, blank=True, default="")
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(Agent, null=True, on_delete=models.PROTECT, related_name="+")
    outcome = models.CharField(max_length=12, choices=InterventionOutcome.choices, blank=True, default="")
    note = models.CharField(max_length=NOTE_MAX, blank=True, default="")
    version = models.PositiveIntegerField(default=1)
    event_seq = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name, verbose_name_plural = _("intervention"), _("interventions")
        constraints = [
            models.UniqueConstraint(
                fields=["player", "dimension", "level", "evaluation"], name="intervention_once_for_a_rise"
            ),
            models.UniqueConstraint(
                fields=["player", "dimension"], condition=Q(state__in=WAITING), name="intervention_one_waits"
            ),
            models.CheckConstraint(condition=Q(level__gte=1, level__lte=LEVEL_MAX), name="intervention_level"),
            models.CheckConstraint(
                condition=Q(dimension__in=["overall", *RiskDimension.values]), name="intervention_dimension_known"
            ),
            models.CheckConstraint(condition=Q(state__in=InterventionState.values), name="intervention_state_known"),
            models.CheckConstraint(
                condition=Q(approved_by=None) | Q(planned_by=None) | ~Q(approved_by=F("planned_by")),
                name="intervention_two_persons",
            ),
            models.CheckConstraint(
                condition=Q(state=InterventionState.DONE) ^ Q(outcome=""), name="intervention_done_has_an_outcome"
            ),
            models.CheckConstraint(
                condition=Q(sent_at=None) | (Q(approved_at__isnull=False) & ~Q(way="")),
                name="intervention_sent_was_approved",
            ),
            models.CheckConstraint(
                condition=Q(acknowledged_at=None) | Q(sent_at__isnull=False), name="intervention_heard_was_sent"
            ),
        ]
        indexes = [
            models.Index(
                fields=["due_at"], name="intervention_waiting", condition=Q(state__in=WAITING, overdue_at=None)
            ),
            models.Index(fields=["send_at"], name="intervention_to_send", condition=~Q(send_at=None)),
            models.Index(fields=["ticket"], name="intervention_unheard", condition=Q(state=InterventionState.SENT)),
            models.Index(fields=["game", "state", "due_at"], name="intervention_list"),
            models.Index(fields=["player", "-id"], name="intervention_of_player"),
            models.Index(fields=["planned_at"], name="intervention_by_plan"),
        ]

    class Privacy:
        personal: ClassVar[set[str]] = {"reason", "text", "note", "level"}
        plain: ClassVar[set[str]] = {
            "id", "player", "game", "dimension", "playbook", "playbook_version", "evaluation", "state", "planned_at",
            "planned_by", "due_at", "overdue_at", "approved_at", "approved_by", "way", "send_at", "send_trouble",
            "sent_at", "sent_by", "ticket", "acknowledged_at", "acknowledged_how", "ended_at", "ended_by", "outcome",
            "version", "event_seq",
        }  # fmt: skip

    def __str__(self) -> str:
        return f"{self.player_id} {self.playbook}"

    @property
    def is_overdue(self) -> bool:
        """Nothing was sent in time, and still is not."""
        return self.overdue_at is not None and self.state in WAITING

    @property
    def target_name(self) -> str:
        """What it is about, in the reader's language."""
        known = self.dimension in RiskDimension.values
        return str(RiskDimension(self.dimension).label) if known else str(_("The whole"))
