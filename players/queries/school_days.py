"""Which of the last days were school days where a game is played, and how much of the play came after school."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Final, NamedTuple
from zoneinfo import ZoneInfo

from core.models import Game
from players.engines.signals import FREE_DAYS, SCHOOL_DAYS
from players.enums import DayMark
from players.models import Player, PlaySession
from players.queries.days import day_kinds
from players.queries.usage import LONGEST_STRETCH

BACK: Final = timedelta(days=31)
OUT: Final = time(16)
SATURDAY: Final = 5


class SchoolDay(NamedTuple):
    """One day of the game's zone; `minutes_after` were played after 16:00."""

    is_school_day: bool
    minutes_after: int


def school_days(player: Player, known: Sequence[date], at: datetime) -> Mapping[date, SchoolDay]:
    """The known days of the last month, by the published calendar of the player's country; three statements.

    Where too few are known to say anything, none, and nothing is asked. Days in the long holidays of schools, which no
    calendar of a state has, count as school days: that hides children, and accuses nobody.
    """
    recent = [day for day in known if day > (at - BACK).date()]
    if len(recent) < SCHOOL_DAYS + FREE_DAYS:
        return {}
    country = player.jurisdiction[:2]
    kind = day_kinds({country} if country else set())
    zone = ZoneInfo(Game.objects.values_list("time_zone", flat=True).get(pk=player.game_id))
    after = _minutes_after(player, recent, zone, at)
    return {day: SchoolDay(_is_school(day, kind(country, day)), after[day]) for day in recent}


def _is_school(day: date, mark: DayMark) -> bool:
    return mark == DayMark.MAKEUP_WORKDAY or (mark == DayMark.PLAIN and day.weekday() < SATURDAY)


def _minutes_after(player: Player, days: Iterable[date], zone: ZoneInfo, at: datetime) -> dict[date, int]:
    """Minutes from 16:00 to midnight of each day; play on two devices at once counts once."""
    since = at - BACK - LONGEST_STRETCH
    rows = PlaySession.objects.filter(player=player, started_at__gt=since).order_by("started_at")
    spans = [(s.started_at, s.ended_at or s.last_seen_at) for s in rows]
    found = {}
    for day in days:
        begin = datetime.combine(day, OUT, tzinfo=zone)
        end = datetime.combine(day + timedelta(days=1), time(), tzinfo=zone)
        seconds, reached = 0.0, begin
        for start, stop in spans:
            first, last = max(start, reached), min(stop, end)
            if last > first:
                seconds, reached = seconds + (last - first).total_seconds(), last
        found[day] = int(seconds // 60)
    return found
