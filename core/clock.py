"""The one clock of the house, and working time: what counts between two moments, and when a span has run out.

`now()` is the time for every moment that we write down. Seeding and tests run the same code as the desk does, only
at another time; so nothing in the project asks Python or Django for the time directly. The database has the same
clock as the SQL function `app_now()`.

Working time is pure arithmetic over plain values. Three rules keep it exact where clocks change:

- Every result is an instant in UTC, and spans are differences of instants, so a night with 23 hours counts 23.
- A local time means the first instant at which a clock on the wall shows it or a later one. A time that is skipped is
  the moment of the jump, a time that happens twice is its first occurrence, and windows that touch on paper touch in
  fact. Local midnight is no exception: it does not exist everywhere on every day.
- A window belongs to the day on which it begins. A holiday takes the night shift that would begin on it, not the one
  that ends on it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from functools import lru_cache
from itertools import groupby
from zoneinfo import ZoneInfo

MINUTES_PER_DAY = 24 * 60
HORIZON = timedelta(days=1100)
"""A calendar that stays shut for longer than this is taken for a mistake, not for patience."""

_held: ContextVar[datetime | None] = ContextVar("held", default=None)


class InvalidTime(ValueError):
    """A text or value that names no fixed instant: not a date, without a time zone, or outside the years 1 to 9999."""


class InvalidWindow(ValueError):
    """Opening hours that cannot be read, such as 25:00 or a window without length."""


class EmptyCalendar(ValueError):
    """A calendar that never opens; no target can ever be reached on it."""


def now() -> datetime:
    """The present moment in UTC, or the moment that `frozen` holds in this context."""
    return _held.get() or datetime.now(UTC)


@contextmanager
def frozen(at: datetime) -> Iterator[datetime]:
    """Hold `now()` at `at` inside the block; blocks nest, and other threads and requests keep their own time."""
    token = _held.set(to_utc(at))
    try:
        yield now()
    finally:
        _held.reset(token)


def to_utc(at: datetime) -> datetime:
    """The same instant in UTC; a moment without a zone is refused, because guessing one hides the error."""
    if at.tzinfo is None:
        raise InvalidTime(f"{at.isoformat()} has no time zone")
    try:
        return at.astimezone(UTC)
    except OverflowError as error:
        raise InvalidTime(f"{at.isoformat()} is outside the calendar") from error


def parse_iso(text: str) -> datetime:
    """Read an ISO 8601 moment (`2026-10-10T02:00:00Z`) as UTC; anything else raises `InvalidTime`."""
    try:
        at = datetime.fromisoformat(text.strip())
    except ValueError as error:
        raise InvalidTime(f"{text[:40]!r} is not an ISO 8601 time") from error
    return to_utc(at)


@dataclass(frozen=True, order=True)
class Window:
    """Opening hours in minutes after local midnight; an end above 24:00 lies on the next day."""

    start: int
    end: int

    def __post_init__(self) -> None:
        """Refuse a window that starts on another day, has no length or is longer than a day."""
        if not (0 <= self.start < MINUTES_PER_DAY and self.start < self.end <= self.start + MINUTES_PER_DAY):
            raise InvalidWindow(f"no such opening hours: {self.start}-{self.end} minutes")

    @classmethod
    def parse(cls, text: str) -> Window:
        """Read `09:00-21:00`, `22:00-06:00` (overnight) or `00:00-24:00`."""
        try:
            start, end = (_minutes(part) for part in text.split("-"))
        except ValueError as error:
            raise InvalidWindow(f"no such opening hours: {text!r}") from error
        return cls(start, end + MINUTES_PER_DAY if end < start else end)


Windows = tuple[Window, ...]
WHOLE_DAY: Windows = (Window(0, MINUTES_PER_DAY),)


class DayKind(StrEnum):
    """Why a stretch of a calendar is open or shut."""

    NORMAL = "normal"
    MAKEUP_WORKDAY = "makeup_workday"
    SPECIAL_DAY = "special_day"
    HOLIDAY = "holiday"
    CLOSED = "closed"


@dataclass(frozen=True)
class Calendar:
    """Service hours in their own time zone.

    For each day the first of these decides: the day's own windows in `special` (none = shut), a make-up workday (the
    hours of a normal working day, also on a Saturday or Sunday), a holiday (shut), the weekly pattern. `week` begins on
    Monday. A calendar whose week is empty is refused.
    """

    zone: str
    week: tuple[Windows, ...]
    holidays: frozenset[date] = frozenset()
    makeup_workdays: frozenset[date] = frozenset()
    special: Mapping[date, Windows] = field(default_factory=dict, hash=False)

    def __post_init__(self) -> None:
        """Refuse a week that has not seven days, or no opening at all."""
        if len(self.week) != 7:
            raise InvalidWindow(f"a week has seven days, not {len(self.week)}")
        if not any(self.week):
            raise EmptyCalendar("a service calendar needs opening hours on at least one day of the week")

    @classmethod
    def always(cls, zone: str = "UTC") -> Calendar:
        """Around the clock on every day of the year."""
        return cls(zone, (WHOLE_DAY,) * 7)

    @property
    def normal_day(self) -> Windows:
        """The hours of a working day: those of the first day of the week that has any."""
        return next(windows for windows in self.week if windows)

    def plan(self, day: date) -> tuple[DayKind, Windows]:
        """What kind of day it is, and the windows that begin on it."""
        if day in self.special:
            return DayKind.SPECIAL_DAY, self.special[day]
        if day in self.makeup_workdays:
            return DayKind.MAKEUP_WORKDAY, self.normal_day
        if day in self.holidays:
            return DayKind.HOLIDAY, ()
        return DayKind.NORMAL, self.week[day.weekday()]

    def missed(self, day: date) -> tuple[DayKind, Windows]:
        """The weekly windows which a holiday or a special day may have taken away."""
        kind, _ = self.plan(day)
        taken = kind in {DayKind.HOLIDAY, DayKind.SPECIAL_DAY}
        return kind, self.week[day.weekday()] if taken else ()


@dataclass(frozen=True)
class Span:
    """A stretch of time from `start` up to, not including, `end`, and why it is open or shut."""

    start: datetime
    end: datetime
    is_open: bool
    kind: DayKind


def open_intervals(calendar: Calendar, start: datetime, end: datetime) -> Iterator[tuple[datetime, datetime]]:
    """The open stretches between two moments in order, as long as they go: neighbours are one."""
    for is_open, group in groupby(spans(calendar, start, end), key=lambda span: span.is_open):
        if is_open:
            stretch = list(group)
            yield stretch[0].start, stretch[-1].end


def business_time(calendar: Calendar, start: datetime, end: datetime) -> timedelta:
    """How long the calendar was open between two moments, exactly; nothing when `end` is not after `start`."""
    pieces = _pieces(calendar, calendar.plan, start, end)
    return sum((piece.end - piece.start for piece in pieces), timedelta())


def due_at(calendar: Calendar, start: datetime, seconds: float) -> datetime:
    """The earliest moment at which `seconds` of open time have passed since `start`.

    A span that ends exactly at closing time is due at closing time, not when the next day opens.
    """
    left = timedelta(seconds=seconds)
    if left < timedelta():
        raise ValueError("a target cannot be negative")
    if not left:
        return to_utc(start)
    for piece in _pieces(calendar, calendar.plan, start, None):
        length = piece.end - piece.start
        if length >= left:
            return piece.start + left
        left -= length
    raise EmptyCalendar(f"the calendar is shut for {HORIZON.days} days")


def business_days(calendar: Calendar, days: float) -> float:
    """Seconds in that many business days; one is the open time of the calendar's normal working day.

    A business day is a length, not "the same time some days later": so one unit runs through all targets, a pause moves
    the deadline by exactly the time it took, and a short day counts as a short day. Where all working days have equal
    hours both readings agree: 3 days after Monday 15:00 is Thursday 15:00.
    """
    return days * 60 * sum(end - start for start, end in _joined(calendar.normal_day))


def spans(calendar: Calendar, start: datetime, end: datetime) -> Iterator[Span]:
    """Every minute between two moments, told as open or shut and why; neighbours differ."""
    whole = _filled(calendar, to_utc(start), to_utc(end))
    for _, group in groupby(whole, key=lambda span: (span.is_open, span.kind)):
        stretch = list(group)
        yield replace(stretch[0], end=stretch[-1].end)


def _filled(calendar: Calendar, start: datetime, end: datetime) -> Iterator[Span]:
    """Open pieces, and between them the shut ones with the holiday or special day that shut them."""
    for piece in _pieces(calendar, calendar.plan, start, end):
        yield from _shut(calendar, start, piece.start)
        yield piece
        start = piece.end
    yield from _shut(calendar, start, end)


def _shut(calendar: Calendar, start: datetime, end: datetime) -> Iterator[Span]:
    for missed in _pieces(calendar, calendar.missed, start, end):
        if start < missed.start:
            yield Span(start, missed.start, is_open=False, kind=DayKind.CLOSED)
        yield replace(missed, is_open=False)
        start = missed.end
    if start < end:
        yield Span(start, end, is_open=False, kind=DayKind.CLOSED)


def _pieces(
    calendar: Calendar, plan: Callable[[date], tuple[DayKind, Windows]], start: datetime, end: datetime | None
) -> Iterator[Span]:
    """The windows of `plan` as instants, in order and without overlap, cut at `start` and `end`.

    Without an end it goes on until no window has begun for `HORIZON`.
    """
    cursor = to_utc(start)
    zone = ZoneInfo(calendar.zone)
    day = cursor.astimezone(zone).date() - timedelta(days=1)
    while _instant(zone, day, 0) < (cursor + HORIZON if end is None else end):
        kind, windows = plan(day)
        for window in sorted(windows):
            opens = max(_instant(zone, day, window.start), cursor)
            closes = _instant(zone, day, window.end)
            closes = closes if end is None else min(closes, end)
            if opens < closes:
                yield Span(opens, closes, is_open=True, kind=kind)
                cursor = closes
        day += timedelta(days=1)


def at_local(zone: str, day: date, minute: int) -> datetime:
    """The first instant, in UTC, at which a wall clock of the zone shows that minute of that day, or has passed it."""
    return _instant(ZoneInfo(zone), day, minute)


@lru_cache(maxsize=16384)
def _instant(zone: ZoneInfo, day: date, minute: int) -> datetime:
    """The first instant at which the wall clock of `zone` shows that minute of that day, or has passed it."""
    wall = datetime.combine(day, time()) + timedelta(minutes=minute)
    first = wall.replace(tzinfo=zone).astimezone(UTC)
    if first.astimezone(zone).replace(tzinfo=None) == wall:
        return first
    before = wall.replace(tzinfo=zone, fold=1).astimezone(UTC)
    return _jump(zone, before, first)


def _jump(zone: ZoneInfo, before: datetime, after: datetime) -> datetime:
    """The second between two instants at which the zone's offset changes."""
    offset = before.astimezone(zone).utcoffset()
    low, high = 0, int((after - before).total_seconds())
    while high - low > 1:
        middle = (low + high) // 2
        if (before + timedelta(seconds=middle)).astimezone(zone).utcoffset() == offset:
            low = middle
        else:
            high = middle
    return before + timedelta(seconds=high)


def _joined(windows: Iterable[Window]) -> Iterator[tuple[int, int]]:
    """The minutes of windows without overlap."""
    reached = 0
    for window in sorted(windows):
        if window.end > reached:
            yield max(window.start, reached), window.end
            reached = window.end


def _minutes(text: str) -> int:
    hours, minutes = (int(part) for part in text.strip().split(":"))
    if not (0 <= minutes < 60 and 0 <= hours * 60 + minutes <= MINUTES_PER_DAY):
        raise ValueError(text)
    return hours * 60 + minutes
