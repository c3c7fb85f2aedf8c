"""What games report, as it came: the evidence, and what is derived of it for quick questions."""

from typing import ClassVar

from django.contrib.postgres.indexes import BrinIndex
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.models import Game
from players.enums import EventKind, SightingOf
from players.models.players import Player


class GameEvent(models.Model):
    """One reported event. The table is partitioned by the day (UTC) of `at`; partitions are its only deletion in bulk.

    `event` is the game's own id of it. `data` is what the kind's table in `players/policies/event_kinds.py` lets in,
    with moments in UTC; instead of an address of the net it holds the net (`net`), instead of the payer a keyed hash.
    Written by COPY alone. The database has no unique key here: `GameEventKey` has it, across all days.
    """

    game = models.ForeignKey(Game, on_delete=models.PROTECT, related_name="+", db_constraint=False, db_index=False)
    player = models.ForeignKey(
        Player, on_delete=models.CASCADE, related_name="game_events", db_constraint=False, db_index=False
    )
    event = models.CharField(max_length=64)
    kind = models.CharField(max_length=16, choices=EventKind.choices)
    at = models.DateTimeField()
    arrived_at = models.DateTimeField()
    data = models.JSONField(default=dict)

    class Meta:
        verbose_name, verbose_name_plural = _("game event"), _("game events")
        indexes = [models.Index(fields=["player", "kind", "at"], name="game_event_by_player")]

    class Privacy:
        personal: ClassVar[set[str]] = {"data"}
        plain: ClassVar[set[str]] = {"id", "game", "player", "event", "kind", "at", "arrived_at"}

    def __str__(self) -> str:
        return f"{self.kind} {self.event}"


class GameEventKey(models.Model):
    """That an id of a game was used, and a digest of what it was used for; kept for 400 days after it came.

    Partitioned by hash, so that an id is unique whenever the event happened. Events of the same id that come later are
    known by it, and those with another content are told from repetitions.
    """

    pk = models.CompositePrimaryKey("game_id", "event")
    game = models.ForeignKey(Game, on_delete=models.PROTECT, related_name="+", db_constraint=False, db_index=False)
    event = models.CharField(max_length=64)
    content = models.BinaryField()
    arrived_on = models.DateField()

    class Meta:
        verbose_name, verbose_name_plural = _("id of a game event"), _("ids of game events")
        indexes = [BrinIndex(fields=["arrived_on"], name="game_event_key_by_day")]

    class Privacy:
        personal: ClassVar[set[str]] = set()
        plain: ClassVar[set[str]] = {"game", "event", "content", "arrived_on"}

    def __str__(self) -> str:
        return self.event


class Sighting(models.Model):
    """When an account was first and last seen with a device or in a region, by sign-ins that succeeded.

    The first of its kind is what the account begins with; any other one was new at `first_seen_at`. The earliest and
    the latest moment are the same in whatever order events come in, so late ones need no repair.
    """

    player = models.ForeignKey(Player, on_delete=models.CASCADE, related_name="sightings")
    of = models.CharField(max_length=6, choices=SightingOf.choices)
    value = models.CharField(max_length=64)
    first_seen_at = models.DateTimeField()
    last_seen_at = models.DateTimeField()

    class Meta:
        verbose_name, verbose_name_plural = _("sighting"), _("sightings")
        constraints = [
            models.UniqueConstraint(fields=["player", "of", "value"], name="sighting_once"),
            models.CheckConstraint(condition=Q(last_seen_at__gte=models.F("first_seen_at")), name="sighting_in_order"),
        ]
        indexes = [models.Index(fields=["value"], name="sighting_by_device", condition=Q(of="device"))]

    class Privacy:
        personal: ClassVar[set[str]] = {"value"}
        plain: ClassVar[set[str]] = {"id", "player", "of", "first_seen_at", "last_seen_at"}

    def __str__(self) -> str:
        return f"{self.player_id} {self.of}"


class Feed(models.Model):
    """Since when a game reports a kind at all: from that day on nothing reported means none, before it unknown."""

    game = models.ForeignKey(Game, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=16, choices=EventKind.choices)
    first_at = models.DateTimeField()

    class Meta:
        verbose_name, verbose_name_plural = _("what a game reports"), _("what games report")
        constraints = [models.UniqueConstraint(fields=["game", "kind"], name="feed_once")]

    class Privacy:
        personal: ClassVar[set[str]] = set()
        plain: ClassVar[set[str]] = {"id", "game", "kind", "first_at"}

    def __str__(self) -> str:
        return f"{self.game_id} {self.kind}"


class DayToCount(models.Model):
    """A day of a player of which something came in since it was counted; the row goes when it is counted."""

    player = models.ForeignKey(Player, on_delete=models.CASCADE, related_name="+")
    date = models.DateField()
    marked_at = models.DateTimeField()

    class Meta:
        verbose_name, verbose_name_plural = _("day to count"), _("days to count")
        constraints = [models.UniqueConstraint(fields=["player", "date"], name="day_to_count_once")]

    class Privacy:
        personal: ClassVar[set[str]] = set()
        plain: ClassVar[set[str]] = {"id", "player", "date", "marked_at"}

    def __str__(self) -> str:
        return f"{self.player_id} {self.date}"
