"""Seven days of play and payments against the hours in which the law lets the player play."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import pairwise
from typing import Final
from zoneinfo import ZoneInfo

from core import clock
from players.engines.ages import zone_of
from players.engines.law import evaluate
from players.engines.play_facts import Usage
from players.enums import PaymentStatus
from players.models import Payment, Player, PlaySession
from players.queries.days import day_kinds
from players.queries.law import rules_of, subject_of

DAYS: Final = 7
STEP: Final = 30
"""Minutes between two looks at the law: every window and curfew begins and ends on a half hour."""
DAY_MINUTES: Final = 24 * 60
SHOWN: Final = 500


@dataclass(frozen=True)
class Piece:
    """Play from minute to minute of a day, inside or outside the hours."""

    start: int
    end: int
    is_allowed: bool


@dataclass(frozen=True)
class PlayDayLine:
    """One day: the hours in which play is allowed, the play, the payments as (minute, amount, currency)."""

    day: date
    windows: Sequence[tuple[int, int]]
    pieces: Sequence[Piece]
    payments: Sequence[tuple[int, Decimal, str]]
    inside: int
    outside: int

    @property
    def is_whole(self) -> bool:
        """Whether play is allowed around the clock."""
        return list(self.windows) == [(0, DAY_MINUTES)]


def play_week(player: Player, at: datetime | None = None) -> list[PlayDayLine]:
    """The last seven days of the player's place, today last. What the hours are is the law of each moment.

    Caps of minutes are left aside: the hours alone are drawn.
    """
    now = at or clock.now()
    zone = ZoneInfo(zone_of(player.jurisdiction))
    today = now.astimezone(zone).date()
    days = [today - timedelta(days=back) for back in range(DAYS - 1, -1, -1)]
    first = datetime.combine(days[0], datetime.min.time(), zone)
    sessions = PlaySession.objects.filter(player=player, last_seen_at__gte=first).order_by("started_at")[:SHOWN]
    paid = Payment.objects.filter(player=player, at__gte=first, status=PaymentStatus.PAID).order_by("at")[:SHOWN]
    spans = [(s.started_at, s.ended_at or s.last_seen_at) for s in sessions]
    allowed = _allowed(player, days, zone)
    return [_line(day, zone, allowed[day], spans, list(paid)) for day in days]


def _allowed(player: Player, days: Sequence[date], zone: ZoneInfo) -> dict[date, list[tuple[int, int]]]:
    rules = rules_of(player.jurisdiction)
    subject = subject_of(player, rules)
    kinds = day_kinds({rule.country for rule in rules if rule.country})
    found: dict[date, list[tuple[int, int]]] = {}
    for day in days:
        midnight = datetime.combine(day, datetime.min.time(), zone)
        open_ = [
            minute
            for minute in range(0, DAY_MINUTES, STEP)
            if evaluate(subject, (midnight + timedelta(minutes=minute)).astimezone(UTC), rules, kinds, Usage()).allow
        ]
        found[day] = _joined(open_)
    return found


def _joined(open_: Sequence[int]) -> list[tuple[int, int]]:
    """Half hours in a row are one window."""
    windows: list[tuple[int, int]] = []
    for minute in open_:
        if windows and windows[-1][1] == minute:
            windows[-1] = (windows[-1][0], minute + STEP)
        else:
            windows.append((minute, minute + STEP))
    return windows


def _line(
    day: date,
    zone: ZoneInfo,
    windows: Sequence[tuple[int, int]],
    spans: Sequence[tuple[datetime, datetime]],
    paid: Sequence[Payment],
) -> PlayDayLine:
    midnight = datetime.combine(day, datetime.min.time(), zone)
    pieces = [
        piece for span in spans for piece in _pieces(_minutes(span[0], midnight), _minutes(span[1], midnight), windows)
    ]
    payments = [
        (_minutes(row.at, midnight), row.amount, row.currency) for row in paid if row.at.astimezone(zone).date() == day
    ]
    inside = sum(piece.end - piece.start for piece in pieces if piece.is_allowed)
    outside = sum(piece.end - piece.start for piece in pieces if not piece.is_allowed)
    return PlayDayLine(day, windows, pieces, payments, inside, outside)


def _minutes(at: datetime, midnight: datetime) -> int:
    """Minutes of the wall clock since the day's midnight, within the day."""
    wall = at.astimezone(midnight.tzinfo).replace(tzinfo=None) - midnight.replace(tzinfo=None)
    return max(0, min(DAY_MINUTES, round(wall / timedelta(minutes=1))))


def _pieces(start: int, end: int, windows: Sequence[tuple[int, int]]) -> list[Piece]:
    """The stretch, cut at the edges of the windows."""
    edges = sorted({start, end, *(edge for window in windows for edge in window if start < edge < end)})
    return [
        Piece(low, high, is_allowed=any(window[0] <= low and high <= window[1] for window in windows))
        for low, high in pairwise(edges)
        if low < high
    ]
