"""What a person played and paid, on every account in every game of the company."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db.models import DecimalField, F, Q, QuerySet
from django.db.models.functions import Greatest

from players.engines.play_facts import Paid, Stretch, Usage
from players.enums import PaymentStatus
from players.models import Payment, Player, PlaySession

LONGEST_STRETCH = timedelta(days=7)
"""No stretch of play that has ended is longer; one that goes on is found however old it is."""
LONGEST_CAP = timedelta(days=32)
COST = Greatest(F("amount") - F("refunded") - F("charged_back"), 0, output_field=DecimalField())


def played_by(player: Player, since: datetime, at: datetime) -> Usage:
    """What the person behind the account played between two moments; what goes on counts until the later one."""
    started = Q(started_at__gte=since - LONGEST_STRETCH) | Q(ended_at=None)
    rows = (
        PlaySession.objects.filter(_accounts(player), started, started_at__lt=at)
        .exclude(ended_at__lte=since)
        .values_list("player_id", "game_id", "started_at", "ended_at")
    )
    return Usage(tuple(_stretches(rows, at)))


def paid_by(player: Player, at: datetime) -> tuple[Paid, ...]:
    """What the person behind the account paid in the month up to that moment; what went back is taken off."""
    rows: QuerySet[Payment, Any] = (
        Payment.objects.filter(_accounts(player), status=PaymentStatus.PAID, at__gt=at - LONGEST_CAP, at__lte=at)
        .annotate(cost=COST)
        .values_list("player_id", "game_id", "at", "cost", "currency")
    )
    return tuple(Paid(*row) for row in rows)


def _accounts(player: Player) -> Q:
    """The accounts that count together; an account of nobody known stands for itself."""
    if player.person_id is None:
        return Q(player_id=player.pk)
    return Q(player_id__in=Player.objects.filter(person_id=player.person_id).values("pk"))


def _stretches(rows: Iterable[tuple[Any, ...]], at: datetime) -> Iterable[Stretch]:
    for account, game, start, end in rows:
        yield Stretch(account, game, start, min(end or at, at))
