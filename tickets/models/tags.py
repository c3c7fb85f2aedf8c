"""The words that tickets are marked with, as administrators keep them. A ticket holds plain strings, the `code`."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from tickets.enums import TagColour, TagState


class Tag(models.Model):
    """A known tag. Tickets may hold others too; a known one has names, a colour, and is offered while it is allowed.

    `merged_into` says what a merged one is called now. It is reached in one step: merging moves what pointed here.
    """

    code = models.CharField(
        max_length=40,
        unique=True,
        verbose_name=_("tag"),
        help_text=_("The word that tickets hold and searches find, in small letters."),
    )
    name_zh = models.CharField(max_length=40, blank=True, default="", verbose_name=_("name in Chinese"))
    name_en = models.CharField(max_length=40, blank=True, default="", verbose_name=_("name in English"))
    colour = models.CharField(max_length=8, choices=TagColour.choices, default=TagColour.LINE, verbose_name=_("colour"))
    state = models.CharField(
        max_length=8,
        choices=TagState.choices,
        default=TagState.ALLOWED,
        verbose_name=_("state"),
        help_text=_("A retired tag stays where it is and is given to no further ticket."),
    )
    merged_into = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="merged", verbose_name=_("is now")
    )

    class Meta:
        verbose_name, verbose_name_plural = _("tag"), _("tags")
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="merged", merged_into__isnull=False) | ~Q(state="merged") & Q(merged_into=None),
                name="tag_merged_says_into_what",
            ),
        ]

    class Privacy:
        personal: ClassVar[set[str]] = set()
        plain: ClassVar[set[str]] = {"id", "code", "name_zh", "name_en", "colour", "state", "merged_into"}

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        is_english = (get_language() or "").startswith("en")
        return (self.name_en if is_english else self.name_zh) or self.code


class TagMove(models.Model):
    """Tickets that hold `before` get `after` instead, some at a time; `last_ticket` is how far that has come."""

    before = models.CharField(max_length=40)
    after = models.CharField(max_length=40)
    last_ticket = models.BigIntegerField(default=0)
    moved = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["id"], name="tag_move_waiting", condition=Q(done_at=None))]

    class Privacy:
        personal: ClassVar[set[str]] = set()
        plain: ClassVar[set[str]] = {"id", "before", "after", "last_ticket", "moved", "created_at", "done_at"}

    def __str__(self) -> str:
        return f"{self.before} → {self.after}"
