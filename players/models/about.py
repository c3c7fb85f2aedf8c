"""What people who serve a player know beyond the numbers: characters, notes, and which accounts are one person."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.models import Agent, Region
from players.enums import NoteKind
from players.models.people import Person
from players.models.players import Player


class Character(models.Model):
    """A figure that an account plays, on one server; `code` is the game's own id of it."""

    player = models.ForeignKey(Player, on_delete=models.CASCADE, related_name="characters")
    code = models.CharField(max_length=64)
    name = models.CharField(max_length=80)
    role = models.CharField(max_length=40, blank=True, default="")
    level = models.PositiveIntegerField(null=True)
    region = models.ForeignKey(Region, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    updated_at = models.DateTimeField()

    class Meta:
        verbose_name, verbose_name_plural = _("character"), _("characters")
        ordering = ["-level", "id"]
        constraints = [models.UniqueConstraint(fields=["player", "code"], name="character_once")]

    class Privacy:
        personal: ClassVar[set[str]] = {"code", "name"}
        plain: ClassVar[set[str]] = {"id", "player", "role", "level", "region", "updated_at"}

    def __str__(self) -> str:
        return self.name


class PlayerNote(models.Model):
    """Something worth knowing at the next contact: a note, a need, a gesture of care. Taken back, never deleted."""

    player = models.ForeignKey(Player, on_delete=models.CASCADE, related_name="remarks")
    kind = models.CharField(max_length=8, choices=NoteKind.choices)
    text = models.CharField(max_length=1000)
    author = models.ForeignKey(Agent, null=True, on_delete=models.SET_NULL, related_name="+")
    author_name = models.CharField(max_length=80)
    at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name, verbose_name_plural = _("note about a player"), _("notes about players")
        constraints = [models.CheckConstraint(condition=Q(kind__in=NoteKind.values), name="player_note_kind_known")]
        indexes = [models.Index(fields=["player", "-at"], name="player_note_shown", condition=Q(removed_at=None))]

    class Privacy:
        personal: ClassVar[set[str]] = {"text", "author_name"}
        plain: ClassVar[set[str]] = {"id", "player", "kind", "author", "at", "removed_at"}

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"


class AccountJoin(models.Model):
    """Accounts that somebody said are one person, exactly enough to part them again.

    `moved` are the accounts that came to `person`, `former` the person they belonged to, empty for none.
    """

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="joins")
    former = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    moved = ArrayField(models.BigIntegerField())
    reason = models.CharField(max_length=500)
    by_name = models.CharField(max_length=80)
    at = models.DateTimeField()
    parted_at = models.DateTimeField(null=True)
    parted_by_name = models.CharField(max_length=80, blank=True, default="")

    class Meta:
        verbose_name, verbose_name_plural = _("join of accounts"), _("joins of accounts")
        indexes = [models.Index(fields=["person", "-at"], name="account_join_by_person")]

    class Privacy:
        personal: ClassVar[set[str]] = {"moved", "reason", "by_name", "parted_by_name"}
        plain: ClassVar[set[str]] = {"id", "person", "former", "at", "parted_at"}

    def __str__(self) -> str:
        return f"{self.person_id} ← {self.moved}"
