"""What the games report of play and money, as the rows by which the law is applied."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from core.models import Game
from players.enums import PaymentStatus
from players.models.players import Player


class PlaySession(models.Model):
    """One stretch of play. Open until the game says that it ended, or until nothing was heard of it for too long.

    `session` is the game's id of the sign-in; within one there may be several stretches. `last_seen_at` is the latest
    moment at which the game said that play went on. `next_check_at` is when a rule has to be asked again, empty where
    no rule has anything to say before the session ends. `is_end_assumed` says that nobody told of the end: it is the
    last moment that was heard of, and goes again when more is heard. When an hour strikes, very many rows get a new
    `next_check_at` at once, and every index is one more thing to write for each: there are as few as somebody needs.
    """

    game = models.ForeignKey(Game, on_delete=models.PROTECT, related_name="+", db_index=False)
    player = models.ForeignKey(Player, on_delete=models.CASCADE, related_name="play_sessions", db_index=False)
    session = models.CharField(max_length=64)
    device = models.CharField(max_length=64, blank=True, default="")
    started_at = models.DateTimeField()
    last_seen_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    is_end_assumed = models.BooleanField(default=False, db_default=False)
    next_check_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name, verbose_name_plural = _("play session"), _("play sessions")
        constraints = [
            models.UniqueConstraint(fields=["player", "session", "started_at"], name="play_session_once"),
            models.CheckConstraint(condition=Q(last_seen_at__gte=F("started_at")), name="play_session_seen_after"),
            models.CheckConstraint(
                condition=Q(ended_at=None) | Q(ended_at__gte=F("started_at")), name="play_session_ends_after"
            ),
        ]
        indexes = [
            models.Index(fields=["player", "-started_at"], name="play_session_by_player"),
            models.Index(fields=["next_check_at", "id"], name="play_session_due", condition=Q(ended_at=None)),
            models.Index(fields=["last_seen_at"], name="play_session_open", condition=Q(ended_at=None)),
        ]

    class Privacy:
        personal: ClassVar[set[str]] = {"session", "device"}
        plain: ClassVar[set[str]] = {
            "id", "game", "player", "started_at", "last_seen_at", "ended_at", "is_end_assumed",
            "next_check_at",
        }  # fmt: skip

    def __str__(self) -> str:
        return f"{self.player_id} {self.started_at:%Y-%m-%d %H:%M}"


class Payment(models.Model):
    """One order of a player: what was paid, tried, given back.

    `payer_index` is a keyed hash of who paid (`core.policies.keys`), empty where the game does not say.
    `refunded` and `charged_back` are sums of money that went back, in the order's currency.
    """

    game = models.ForeignKey(Game, on_delete=models.PROTECT, related_name="+")
    player = models.ForeignKey(Player, on_delete=models.CASCADE, related_name="payments")
    order = models.CharField(max_length=64)
    amount = models.DecimalField(max_digits=14, decimal_places=2)
    currency = models.CharField(max_length=3)
    channel = models.CharField(max_length=40, blank=True, default="")
    status = models.CharField(max_length=8, choices=PaymentStatus.choices)
    payer_index = models.CharField(max_length=64, blank=True, default="")
    refunded = models.DecimalField(max_digits=14, decimal_places=2, default=0)
    charged_back = models.DecimalField(max_digits=14, decimal_places=2, default=0)
    at = models.DateTimeField()

    class Meta:
        verbose_name, verbose_name_plural = _("payment"), _("payments")
        constraints = [
            models.UniqueConstraint(fields=["game", "order"], name="payment_order_once"),
            models.CheckConstraint(condition=Q(amount__gte=0), name="payment_not_negative"),
            models.CheckConstraint(condition=Q(status__in=PaymentStatus.values), name="payment_status_known"),
        ]
        indexes = [
            models.Index(fields=["player", "-at"], name="payment_by_player"),
            models.Index(fields=["payer_index"], name="payment_by_payer", condition=~Q(payer_index="")),
        ]

    class Privacy:
        personal: ClassVar[set[str]] = {"order", "payer_index"}
        bound: ClassVar[set[str]] = {"order"}  # a trade record for three years
        plain: ClassVar[set[str]] = {
            "id", "game", "player", "amount", "currency", "channel", "status", "refunded", "charged_back", "at",
        }  # fmt: skip

    def __str__(self) -> str:
        return f"{self.amount} {self.currency}"
