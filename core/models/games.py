"""Games are the tenants of the house: every ticket, player and right belongs to one."""

from typing import ClassVar

from django.db import models
from django.utils.translation import get_language

from core.enums import GameKind


class Game(models.Model):
    slug = models.SlugField(max_length=40, unique=True)
    name_zh = models.CharField(max_length=80)
    name_en = models.CharField(max_length=80)
    kind = models.CharField(max_length=12, choices=GameKind.choices)
    time_zone = models.CharField(max_length=40, default="Asia/Shanghai")
    jurisdiction = models.CharField(max_length=8, default="CN")
    is_active = models.BooleanField(default=True)

    class Meta:
        ordering = ["id"]

    class Privacy:
        personal: ClassVar[set[str]] = set()
        plain: ClassVar[set[str]] = {
            "id", "slug", "name_zh", "name_en", "kind", "time_zone", "jurisdiction", "is_active",
        }  # fmt: skip

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        return self.name_en if (get_language() or "").startswith("en") else self.name_zh


class Region(models.Model):
    """A server or region of a game."""

    game = models.ForeignKey(Game, on_delete=models.CASCADE, related_name="regions")
    code = models.SlugField(max_length=40)
    name_zh = models.CharField(max_length=80)
    name_en = models.CharField(max_length=80)

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["game", "code"], name="region_code_once")]

    class Privacy:
        personal: ClassVar[set[str]] = set()
        plain: ClassVar[set[str]] = {"id", "game", "code", "name_zh", "name_en"}

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        return self.name_en if (get_language() or "").startswith("en") else self.name_zh


class GameKey(models.Model):
    """The shared key with which a game's server signs player links (HS256); two may live at once for rotation."""

    game = models.ForeignKey(Game, on_delete=models.CASCADE, related_name="keys")
    secret = models.CharField(max_length=128)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField()

    class Privacy:
        personal: ClassVar[set[str]] = set()
        plain: ClassVar[set[str]] = {"id", "game", "secret", "is_active", "created_at"}

    def __str__(self) -> str:
        return f"key {self.pk} of {self.game_id}"
