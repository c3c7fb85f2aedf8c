"""Everything that the house knows of a player, for the card that stands beside the talk and for the page of its own."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

from django.db.models import F, Q, Sum
from django.db.models.functions import Coalesce

from core import clock
from core.models import Agent
from players.enums import PaymentStatus
from players.models import AccountJoin, Character, Payment, Player, PlayerNote, PlaySession
from players.queries.players import players_for

DAYS_SHOWN = 14
NOTES_SHOWN, PAYMENTS_SHOWN, JOINS_SHOWN = 30, 20, 20
SILENT_AFTER = timedelta(minutes=10)
"""A game reports play at least every five minutes: after twice that long nobody plays any more."""


@dataclass(frozen=True)
class Advice:
    """What to do with somebody of this style, and what not."""

    do: Sequence[str]
    dont: Sequence[str]


@dataclass(frozen=True)
class Money:
    """What an account paid within a span, less what went back; one row for each currency."""

    currency: str
    month: Decimal
    quarter: Decimal


@dataclass(frozen=True)
class PlayDay:
    """Minutes of play on one day of the game's own zone."""

    day: date
    minutes: int


@dataclass(frozen=True)
class Card:
    """One player as staff see it. `hidden` counts accounts of the same person in games that the reader does not see."""

    player: Player
    accounts: Sequence[Player]
    hidden: int
    characters: Sequence[Character]
    notes: Sequence[PlayerNote]
    joins: Sequence[AccountJoin]
    payments: Sequence[Payment]
    money: Sequence[Money]
    days: Sequence[PlayDay]
    playing_since: datetime | None = field(default=None)

    @property
    def most_minutes(self) -> int:
        return max((day.minutes for day in self.days), default=0)

    @property
    def minutes_together(self) -> int:
        return sum(day.minutes for day in self.days)


def player_card(agent: Agent, player: Player) -> Card:
    """The card of a player whom the agent may see, by a number of statements that no history changes."""
    accounts, hidden = _accounts(agent, player)
    days, playing_since = play_of(player)
    return Card(
        player=player,
        accounts=accounts,
        hidden=hidden,
        characters=list(player.characters.select_related("region")[:50]),
        notes=list(player.remarks.filter(removed_at=None).order_by("-at", "-id")[:NOTES_SHOWN]),
        joins=_joins(player),
        payments=payments_of(player, PAYMENTS_SHOWN),
        money=money_of(player),
        days=days,
        playing_since=playing_since,
    )


def join_of(player: Player, pk: int) -> AccountJoin | None:
    """A join of this player's person that still holds."""
    if player.person_id is None:
        return None
    return AccountJoin.objects.filter(pk=pk, person_id=player.person_id, parted_at=None).first()


def advice_for(style: str, language: str) -> Advice | None:
    """Do and don't for a style in `zh` or `en`; None for one that nobody has named yet."""
    found = _styles().get(style)
    return Advice(**found[language]) if found else None


def payments_of(player: Player, most: int) -> list[Payment]:
    """The account's last orders, the newest first."""
    return list(player.payments.order_by("-at", "-id")[:most])


def play_of(player: Player) -> tuple[list[PlayDay], datetime | None]:
    """Minutes of play by day, and since when the account plays now, if it does; by one statement."""
    sessions, now = _sessions(player), clock.now()
    return days_of(sessions, player.game.time_zone, now), _playing_since(sessions, now)


def days_of(sessions: Sequence[PlaySession], time_zone: str, now: datetime) -> list[PlayDay]:
    """Minutes by day of the zone for the last days, today last. A stretch over midnight counts on both days.

    Whole minutes of each day's sum; an open stretch counts until it was last heard of.
    """
    zone = ZoneInfo(time_zone)
    today = now.astimezone(zone).date()
    first = today - timedelta(days=DAYS_SHOWN - 1)
    seconds = {first + timedelta(days=n): 0.0 for n in range(DAYS_SHOWN)}
    for session in sessions:
        begin, end = session.started_at, session.ended_at or session.last_seen_at
        while begin < end:
            day = begin.astimezone(zone).date()
            midnight = datetime.combine(day + timedelta(days=1), datetime.min.time(), zone)
            until = min(end, midnight.astimezone(end.tzinfo))
            if day in seconds:
                seconds[day] += (until - begin).total_seconds()
            begin = until
    return [PlayDay(day, int(total // 60)) for day, total in seconds.items()]


def _accounts(agent: Agent, player: Player) -> tuple[list[Player], int]:
    """The accounts of the person that the agent may see, this one first, and how many others there are."""
    if player.person_id is None:
        return [player], 0
    seen = set(players_for(agent).filter(person_id=player.person_id).values_list("pk", flat=True))
    every = Player.objects.select_related("game", "region").filter(person_id=player.person_id).order_by("id")[:200]
    shown = sorted((row for row in every if row.pk in seen), key=lambda row: (row.pk != player.pk, row.pk))
    return shown, len(every) - len(shown)


def _joins(player: Player) -> list[AccountJoin]:
    if player.person_id is None:
        return []
    return list(AccountJoin.objects.filter(person_id=player.person_id, parted_at=None).order_by("-at")[:JOINS_SHOWN])


def money_of(player: Player) -> list[Money]:
    """What the account paid in 30 and in 90 days, less what went back, by currency."""
    now = clock.now()
    kept = F("amount") - F("refunded") - F("charged_back")
    within = {days: Q(at__gte=now - timedelta(days=days)) for days in (30, 90)}
    rows = (
        player.payments.filter(within[90], status=PaymentStatus.PAID)
        .values("currency")
        .annotate(month=Coalesce(Sum(kept, filter=within[30]), Decimal(0)), quarter=Coalesce(Sum(kept), Decimal(0)))
        .order_by("currency")
    )
    return [Money(row["currency"], row["month"], row["quarter"]) for row in rows]


def _sessions(player: Player) -> list[PlaySession]:
    since = clock.now() - timedelta(days=DAYS_SHOWN + 1)
    recent = player.play_sessions.filter(Q(ended_at=None) | Q(ended_at__gte=since), last_seen_at__gte=since)
    return list(recent.order_by("started_at")[:2000])


def _playing_since(sessions: Sequence[PlaySession], now: datetime) -> datetime | None:
    begins = [
        session.started_at
        for session in sessions
        if session.ended_at is None and session.last_seen_at >= now - SILENT_AFTER
    ]
    return min(begins, default=None)


@cache
def _styles() -> dict[str, dict[str, dict[str, list[str]]]]:
    path = Path(__file__).resolve().parent.parent / "data" / "styles.json"
    found: dict[str, dict[str, dict[str, list[str]]]] = json.loads(path.read_text(encoding="utf-8"))
    return found
