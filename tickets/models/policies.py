"""Spans of a ticket's life, as rows: one for all games, or one for a game."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.models import Game


class LifecyclePolicy(models.Model):
    """Days after which a resolved ticket closes, may still be reopened (counted from resolve), and is archived."""

    game = models.OneToOneField(
        Game,
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="lifecycle_policy",
        verbose_name=_("game"),
        help_text=_("Empty: every game without a row of its own."),
    )
    close_after_days = models.PositiveSmallIntegerField(
        default=7, verbose_name=_("closes after (days)"), help_text=_("Counted from the moment it was resolved.")
    )
    reopen_within_days = models.PositiveSmallIntegerField(
        default=14,
        verbose_name=_("may be reopened within (days)"),
        help_text=_("Counted from the moment it was resolved."),
    )
    archive_after_days = models.PositiveSmallIntegerField(
        default=30, verbose_name=_("archived after (days)"), help_text=_("Counted from the moment it was closed.")
    )
    undo_send_seconds = models.PositiveSmallIntegerField(
        default=8,
        verbose_name=_("undo send within (seconds)"),
        help_text=_("So long an answer waits before it goes out."),
    )

    class Meta:
        verbose_name, verbose_name_plural = _("ticket lifecycle"), _("ticket lifecycles")
        constraints = [
            models.UniqueConstraint(
                fields=["game"],
                name="lifecycle_policy_once",
                nulls_distinct=False,
                violation_error_message=_("There is a row for this already. Please change that one."),
            ),
        ]

    class Privacy:
        personal: ClassVar[set[str]] = set()
        plain: ClassVar[set[str]] = {
            "id", "game", "close_after_days", "reopen_within_days", "archive_after_days", "undo_send_seconds",
        }  # fmt: skip

    def __str__(self) -> str:
        return self.game.name if self.game else gettext("every game")
