"""What a day of a player looked like in numbers: what the risk rating reads of the operation's data."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.models import Game
from players.models.players import Player


class OpsSnapshot(models.Model):
    """The facts of one player, game and day of the game's own zone; empty means unknown, never zero.

    Times are whole minutes, money is in the currency of the game's jurisdiction. `is_late` says that something came in
    after the day was looked at, so it has to be looked at again.
    """

    player = models.ForeignKey(Player, on_delete=models.CASCADE, related_name="snapshots")
    game = models.ForeignKey(Game, on_delete=models.PROTECT, related_name="+")
    date = models.DateField()
    minutes_played = models.PositiveIntegerField(null=True)
    minutes_night = models.PositiveIntegerField(null=True)
    sessions = models.PositiveIntegerField(null=True)
    longest_session_min = models.PositiveIntegerField(null=True)
    topup_count = models.PositiveIntegerField(null=True)
    topup_amount = models.DecimalField(max_digits=14, decimal_places=2, null=True)
    failed_payments = models.PositiveIntegerField(null=True)
    refunds = models.PositiveIntegerField(null=True)
    chargebacks = models.PositiveIntegerField(null=True)
    login_count = models.PositiveIntegerField(null=True)
    new_device = models.PositiveIntegerField(null=True)
    new_region = models.PositiveIntegerField(null=True)
    failed_logins = models.PositiveIntegerField(null=True)
    security_changes = models.PositiveIntegerField(null=True)
    asset_out_value = models.DecimalField(max_digits=14, decimal_places=2, null=True)
    matches = models.PositiveIntegerField(null=True)
    disconnects = models.PositiveIntegerField(null=True)
    net_result = models.DecimalField(max_digits=14, decimal_places=2, null=True)
    out_of_window_attempts = models.PositiveIntegerField(null=True)
    reports_received = models.PositiveIntegerField(null=True)
    sanctions = models.PositiveIntegerField(null=True)
    is_late = models.BooleanField(default=False)
    counted_at = models.DateTimeField()

    class Meta:
        verbose_name, verbose_name_plural = _("day in numbers"), _("days in numbers")
        constraints = [models.UniqueConstraint(fields=["player", "game", "date"], name="snapshot_once")]
        indexes = [models.Index(fields=["date"], name="snapshot_by_day")]

    class Privacy:
        personal: ClassVar[set[str]] = set()
        plain: ClassVar[set[str]] = {
            "id", "player", "game", "date", "minutes_played", "minutes_night", "sessions", "longest_session_min",
            "topup_count", "topup_amount", "failed_payments", "refunds", "chargebacks", "login_count", "new_device",
            "new_region", "failed_logins", "security_changes", "asset_out_value", "matches", "disconnects",
            "net_result", "out_of_window_attempts", "reports_received", "sanctions", "is_late", "counted_at",
        }  # fmt: skip

    def __str__(self) -> str:
        return f"{self.player_id} {self.date}"
