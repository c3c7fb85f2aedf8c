"""Prepared texts, with what they change on a ticket."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from core.models import Agent, Group
from tickets.enums import MacroEnd, Priority

TAG_MAX = 40


class Macro(models.Model):
    """A prepared text in both languages, with placeholders from an allowlist; `categories` says where it fits.

    With an `owner` it is that agent's own and nobody else's. `add_tags`, `set_category`, `set_priority` and `then` are
    what it changes besides; the agent sees them before they are done. `used_count` and `last_used_at` count uses.
    """

    code = models.SlugField(
        max_length=60,
        unique=True,
        verbose_name=_("code"),
        help_text=_("Letters, digits, - and _. The product knows it by this word."),
    )
    title_zh = models.CharField(max_length=80, verbose_name=_("title in Chinese"))
    title_en = models.CharField(max_length=80, verbose_name=_("title in English"))
    body_zh = models.TextField(verbose_name=_("text in Chinese"))
    body_en = models.TextField(verbose_name=_("text in English"))
    categories = ArrayField(
        models.CharField(max_length=8),
        default=list,
        blank=True,
        verbose_name=_("categories"),
        help_text=_("Where it is suggested first. None: it is for all."),
    )
    group = models.ForeignKey(
        Group,
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="macros",
        verbose_name=_("skill group"),
        help_text=_("Empty: everybody may use it."),
    )
    language = models.CharField(
        max_length=2,
        choices=[("zh", _("Chinese")), ("en", _("English"))],
        blank=True,
        default="",
        db_default="",
        verbose_name=_("only for players who write"),
        help_text=_("Empty: every language."),
    )
    owner = models.ForeignKey(
        Agent, null=True, blank=True, on_delete=models.CASCADE, related_name="macros", verbose_name=_("owner")
    )
    add_tags = ArrayField(
        models.CharField(max_length=TAG_MAX),
        default=list,
        db_default=[],
        blank=True,
        verbose_name=_("adds the tags"),
        help_text=_("Separated by commas."),
    )
    set_category = models.CharField(
        max_length=8, blank=True, default="", db_default="", verbose_name=_("sets the category")
    )
    set_priority = models.PositiveSmallIntegerField(
        null=True, blank=True, choices=Priority.choices, verbose_name=_("sets the priority")
    )
    then = models.CharField(
        max_length=10, choices=MacroEnd.choices, blank=True, default="", db_default="", verbose_name=_("afterwards")
    )
    is_active = models.BooleanField(default=True, verbose_name=_("active"))
    used_count = models.PositiveIntegerField(default=0, db_default=0, verbose_name=_("times used"))
    last_used_at = models.DateTimeField(null=True, blank=True, verbose_name=_("last used"))

    class Meta:
        verbose_name, verbose_name_plural = _("macro"), _("macros")
        ordering = ["code"]

    class Privacy:
        personal: ClassVar[set[str]] = set()
        plain: ClassVar[set[str]] = {
            "id", "code", "title_zh", "title_en", "body_zh", "body_en", "categories", "group", "language", "owner",
            "add_tags", "set_category", "set_priority", "then", "is_active", "used_count", "last_used_at",
        }  # fmt: skip

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        return self.title_en if (get_language() or "").startswith("en") else self.title_zh

    @property
    def changes_ticket(self) -> bool:
        """Whether it does more than write, so that the agent is shown what before it happens."""
        return bool(self.add_tags or self.set_category or self.set_priority is not None or self.then)
