"""Games are the tenants of the house: every ticket, player and right belongs to one."""

from typing import ClassVar

from django.db import models
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from core.enums import GameKind


class Game(models.Model):
    slug = models.SlugField(
        max_length=40,
        unique=True,
        verbose_name=_("short name"),
        help_text=_("Stands in addresses: letters, digits, - and _."),
    )
    name_zh = models.CharField(max_length=80, verbose_name=_("name in Chinese"))
    name_en = models.CharField(max_length=80, verbose_name=_("name in English"))
    kind = models.CharField(max_length=12, choices=GameKind.choices, verbose_name=_("kind"))
    time_zone = models.CharField(max_length=40, default="Asia/Shanghai", verbose_name=_("time zone"))
    jurisdiction = models.CharField(
        max_length=8,
        default="CN",
        verbose_name=_("jurisdiction"),
        help_text=_("The country whose law holds, as two letters, such as CN."),
    )
    is_active = models.BooleanField(default=True, verbose_name=_("active"))

    class Meta:
        verbose_name, verbose_name_plural = _("game"), _("games")
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

    game = models.ForeignKey(Game, on_delete=models.CASCADE, related_name="regions", verbose_name=_("game"))
    code = models.SlugField(max_length=40, verbose_name=_("code"))
    name_zh = models.CharField(max_length=80, verbose_name=_("name in Chinese"))
    name_en = models.CharField(max_length=80, verbose_name=_("name in English"))

    class Meta:
        verbose_name, verbose_name_plural = _("server or region"), _("servers and regions")
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

    game = models.ForeignKey(Game, on_delete=models.CASCADE, related_name="keys", verbose_name=_("game"))
    secret = models.CharField(max_length=128)
    is_active = models.BooleanField(default=True, verbose_name=_("active"))
    created_at = models.DateTimeField(verbose_name=_("made at"))

    class Meta:
        verbose_name, verbose_name_plural = _("game key"), _("game keys")

    class Privacy:
        personal: ClassVar[set[str]] = set()
        plain: ClassVar[set[str]] = {"id", "game", "secret", "is_active", "created_at"}

    def __str__(self) -> str:
        return gettext("key %(id)s") % {"id": self.pk}
