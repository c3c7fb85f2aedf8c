"""What was learned from people's words: heads of the classifier, and the vectors of tickets for likeness."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from core.models import Agent, Game
from tickets.models.tickets import Ticket


class LearnedModel(models.Model):
    """One trained head. `content` is empty for the one that came with the release: its file is read.

    `table` is the comparison with the head that decided before it, `{before, after}` of `tickets.actions.learning`.
    `is_held`: a person chose it, so that no night replaces it.
    """

    version = models.CharField(max_length=40, unique=True, verbose_name=_("version"))
    encoder = models.CharField(max_length=12, blank=True, default="", verbose_name=_("encoder"))
    content = models.BinaryField(null=True)
    examples = models.PositiveIntegerField(default=0, verbose_name=_("messages of the release"))
    corrections = models.PositiveIntegerField(default=0, verbose_name=_("corrections"))
    table = models.JSONField(default=dict)
    is_active = models.BooleanField(default=False, verbose_name=_("in use"))
    is_held = models.BooleanField(default=False, verbose_name=_("kept by a person"))
    created_at = models.DateTimeField(verbose_name=_("trained at"))
    activated_at = models.DateTimeField(null=True, verbose_name=_("in use since"))
    activated_by = models.ForeignKey(Agent, null=True, on_delete=models.SET_NULL, related_name="+")
    problem = models.CharField(max_length=200, blank=True, default="", verbose_name=_("problem"))
    problem_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name, verbose_name_plural = _("learned model"), _("learned models")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["is_active"], condition=models.Q(is_active=True), name="learned_one_active")
        ]

    class Privacy:
        personal: ClassVar[set[str]] = set()
        plain: ClassVar[set[str]] = {
            "id", "version", "encoder", "content", "examples", "corrections", "table", "is_active", "is_held",
            "created_at", "activated_at", "activated_by", "problem", "problem_at",
        }  # fmt: skip

    def __str__(self) -> str:
        return self.version


class TicketVector(models.Model):
    """What a ticket's first message means, as numbers, and the tickets most like it when it came in.

    `vector` is half-precision, of length 1. `like` names earlier tickets, the most alike first,
    with their likeness in percent; who may see them is asked when they are shown.
    """

    ticket = models.OneToOneField(Ticket, primary_key=True, on_delete=models.CASCADE, related_name="+")
    game = models.ForeignKey(Game, on_delete=models.PROTECT, related_name="+")
    family = models.CharField(max_length=2)  # first-level category by the machine
    encoder = models.CharField(max_length=12)
    vector = models.BinaryField()
    like = ArrayField(models.BigIntegerField(), default=list)
    likeness = ArrayField(models.PositiveSmallIntegerField(), default=list)

    class Meta:
        indexes = [models.Index(fields=["game", "family", "-ticket"], name="vector_of_family")]

    class Privacy:
        personal: ClassVar[set[str]] = {"vector"}
        plain: ClassVar[set[str]] = {"ticket", "game", "family", "encoder", "like", "likeness"}

    def __str__(self) -> str:
        return f"vector of {self.ticket_id}"


class PendingLook(models.Model):
    """A player's message that the learned classifier has not read yet; written with it, gone when it is read."""

    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="+")
    seq = models.PositiveIntegerField()  # 1: the ticket itself is to be classified; later ones are read for danger
    chosen_category = models.CharField(max_length=8, blank=True, default="")  # by the player, on the form
    created_at = models.DateTimeField()

    class Privacy:
        personal: ClassVar[set[str]] = set()
        plain: ClassVar[set[str]] = {"id", "ticket", "seq", "chosen_category", "created_at"}

    def __str__(self) -> str:
        return f"{self.ticket_id}/{self.seq}"
