"""The people we are here for."""

from typing import ClassVar

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower, Upper
from django.utils.translation import gettext_lazy as _

from core.models import Game, Region
from players.enums import CommunicationStyle, PlayerKind, RealNameStatus, Tier
from players.models.people import Person


class Player(models.Model):
    """An account: a person in one game. `uid` is the game's own id of the account; a guest has none.

    `person` is who plays, as soon as anybody knows it; accounts of one person share limits of time and money.
    """

    person = models.ForeignKey(Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="players")
    game = models.ForeignKey(Game, on_delete=models.PROTECT, related_name="players")
    uid = models.CharField(max_length=64, blank=True, default="")
    nickname = models.CharField(max_length=80, blank=True, default="")
    email = models.EmailField(max_length=254, blank=True, default="")
    locale = models.CharField(max_length=16, blank=True, default="")
    jurisdiction = models.CharField(max_length=8, blank=True, default="")
    real_name_status = models.CharField(max_length=16, choices=RealNameStatus.choices, default=RealNameStatus.NONE)
    real_name_since = models.DateTimeField(null=True, blank=True)  # since when the status is what it is
    birth_date = models.DateField(null=True, blank=True)
    vip = models.PositiveSmallIntegerField(default=0)
    tier = models.CharField(max_length=2, choices=Tier.choices, default=Tier.T0)
    region = models.ForeignKey(Region, null=True, blank=True, on_delete=models.SET_NULL, related_name="players")
    kind = models.CharField(max_length=12, choices=PlayerKind.choices, default=PlayerKind.REGISTERED)
    is_guest = models.BooleanField(default=False)
    communication_style = models.CharField(
        max_length=12, choices=CommunicationStyle.choices, blank=True, default=CommunicationStyle.UNKNOWN
    )
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)
    event_seq = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name, verbose_name_plural = _("player"), _("players")
        constraints = [
            models.UniqueConstraint(fields=["game", "uid"], condition=~Q(uid=""), name="player_uid_once"),
            models.CheckConstraint(
                condition=Q(is_guest=True, uid="") | (Q(is_guest=False) & ~Q(uid="")), name="player_guest_has_no_uid"
            ),
            models.CheckConstraint(condition=Q(tier__in=Tier.values), name="player_tier_known"),
            models.CheckConstraint(condition=Q(kind__in=PlayerKind.values), name="player_kind_known"),
            models.CheckConstraint(
                condition=Q(communication_style__in=CommunicationStyle.values), name="player_style_known"
            ),
            models.CheckConstraint(
                condition=Q(real_name_status__in=RealNameStatus.values), name="player_real_name_known"
            ),
        ]
        indexes = [
            models.Index(fields=["created_at", "id"], name="player_by_age"),
            models.Index("game", Lower("email"), name="player_by_email", condition=~Q(email="")),
            models.Index(fields=["uid"], name="player_by_uid", opclasses=["varchar_pattern_ops"]),
            # most have no tier: a view of those with one is counted by the few
            models.Index(fields=["id"], include=["tier"], name="player_above_t0", condition=~Q(tier="T0")),
            GinIndex(OpClass(Upper("nickname"), name="gin_trgm_ops"), name="player_by_nickname"),
        ]

    class Privacy:
        personal: ClassVar[set[str]] = {"uid", "nickname", "email", "birth_date"}
        sensitive: ClassVar[set[str]] = {"birth_date"}
        plain: ClassVar[set[str]] = {
            "id", "person", "game", "locale", "jurisdiction", "real_name_status", "real_name_since", "vip", "tier",
            "region", "kind", "communication_style", "is_guest", "created_at", "updated_at", "version", "event_seq",
        }  # fmt: skip

    def __str__(self) -> str:
        return self.nickname or self.uid or str(_("Guest %(number)s")) % {"number": self.pk}
