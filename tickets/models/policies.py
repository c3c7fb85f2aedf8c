"""Spans of a ticket's life, as rows: one for all games, or one for a game."""

from typing import ClassVar

from django.db import models

from core.models import Game


class LifecyclePolicy(models.Model):
    """Days after which a resolved ticket closes, may still be reopened (counted from resolve), and is archived."""

    game = models.OneToOneField(Game, null=True, blank=True, on_delete=models.CASCADE, related_name="lifecycle_policy")
    close_after_days = models.PositiveSmallIntegerField(default=7)
    reopen_within_days = models.PositiveSmallIntegerField(default=14)
    archive_after_days = models.PositiveSmallIntegerField(default=30)
    undo_send_seconds = models.PositiveSmallIntegerField(default=8)

    class Privacy:
        personal: ClassVar[set[str]] = set()
        plain: ClassVar[set[str]] = {
            "id", "game", "close_after_days", "reopen_within_days", "archive_after_days", "undo_send_seconds",
        }  # fmt: skip

    def __str__(self) -> str:
        return f"lifecycle of {self.game_id or 'every game'}"
