"""Who answers for a child: a claim, and what two people made of it."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.models import Agent
from players.enums import GuardianRelation, GuardianState
from players.models.players import Player


class GuardianLink(models.Model):
    """Somebody says to be the parent or guardian of a player; who wrote it down is never who confirms it.

    Name and phone are sealed; `phone_index` finds the same guardian of several children. `proof` says which documents
    were seen, never what stands in them.
    """

    player = models.ForeignKey(Player, on_delete=models.CASCADE, related_name="guardians")
    relation = models.CharField(max_length=10, choices=GuardianRelation.choices)
    name_sealed = models.TextField()
    phone_sealed = models.TextField(blank=True, default="")
    phone_index = models.CharField(max_length=64, blank=True, default="")
    state = models.CharField(max_length=8, choices=GuardianState.choices, default=GuardianState.CLAIMED)
    proof = models.CharField(max_length=300, blank=True, default="")
    claimed_by = models.ForeignKey(Agent, null=True, on_delete=models.SET_NULL, related_name="+")
    claimed_by_name = models.CharField(max_length=80)
    claimed_at = models.DateTimeField()
    decided_by_name = models.CharField(max_length=80, blank=True, default="")
    decided_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name, verbose_name_plural = gettext_lazy("guardian"), gettext_lazy("guardians")
        constraints = [
            models.CheckConstraint(condition=Q(state__in=GuardianState.values), name="guardian_state_known"),
            models.CheckConstraint(condition=Q(relation__in=GuardianRelation.values), name="guardian_relation_known"),
        ]
        indexes = [
            models.Index(fields=["player", "-claimed_at"], name="guardian_by_player"),
            models.Index(fields=["phone_index"], name="guardian_by_phone", condition=~Q(phone_index="")),
        ]

    class Privacy:
        personal: ClassVar[set[str]] = {
            "name_sealed", "phone_sealed", "phone_index", "proof", "claimed_by_name", "decided_by_name",
        }  # fmt: skip
        sensitive: ClassVar[set[str]] = {"name_sealed", "phone_sealed", "phone_index"}
        plain: ClassVar[set[str]] = {
            "id", "player", "relation", "state", "claimed_by", "claimed_at", "decided_at", "ended_at",
        }  # fmt: skip

    def __str__(self) -> str:
        return _("Guardian %(number)s") % {"number": self.pk}
