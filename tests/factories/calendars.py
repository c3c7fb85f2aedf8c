"""Service calendars and moments of every kind, for property tests."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from hypothesis import strategies as st

from core.clock import MINUTES_PER_DAY, Calendar, Window, Windows

FIRST_DAY, LAST_DAY = date(2024, 1, 1), date(2030, 12, 31)

ZONES = (
    "UTC",
    "Asia/Shanghai",
    "Europe/Berlin",
    "America/New_York",
    "America/St_Johns",
    "Australia/Lord_Howe",
    "Pacific/Chatham",
    "Asia/Beirut",
    "America/Santiago",
    "Africa/Casablanca",
    "Africa/Cairo",
    "Asia/Kolkata",
    "America/Nuuk",
    "Atlantic/Azores",
    "Antarctica/Troll",
)

NIGHTS = tuple(
    datetime.fromisoformat(night).replace(tzinfo=UTC)
    for night in (
        "2026-03-29T01:00:00",  # Berlin, Beirut, Nuuk, Azores, Troll
        "2026-10-25T01:00:00",
        "2026-04-04T15:00:00",  # Lord Howe, Chatham
        "2026-10-03T15:30:00",
        "2026-04-05T03:00:00",  # Santiago
        "2026-09-06T04:00:00",
        "2026-02-15T02:00:00",  # Casablanca
        "2026-03-22T02:00:00",
        "2026-03-08T07:00:00",  # New York, St. John's
        "2026-11-01T06:00:00",
    )
)


@st.composite
def windows(draw: st.DrawFn) -> Window:
    """A window on a quarter of an hour or any minute: short, overnight, ending at 24:00 or a whole day long."""
    start = draw(st.one_of(st.integers(0, 95).map(lambda n: n * 15), st.integers(0, MINUTES_PER_DAY - 1)))
    end = draw(
        st.one_of(
            st.integers(1, MINUTES_PER_DAY).map(lambda length: start + length),
            st.sampled_from((MINUTES_PER_DAY, MINUTES_PER_DAY + 6 * 60)),
        )
    )
    return Window(start, end if start < end <= start + MINUTES_PER_DAY else MINUTES_PER_DAY)


def days() -> st.SearchStrategy[date]:
    """Any day of the years that the properties cover."""
    return st.dates(FIRST_DAY, LAST_DAY)


def day_hours() -> st.SearchStrategy[Windows]:
    """The windows of one day: none to three."""
    return st.lists(windows(), max_size=3).map(tuple)


@st.composite
def calendars(draw: st.DrawFn, *, around: date | None = None) -> Calendar:
    """A calendar in any zone, with holidays, make-up workdays and days of its own, close to `around` if given."""
    near = days() if around is None else st.integers(-4, 9).map(lambda n: around + timedelta(days=n))
    week = draw(st.tuples(*(day_hours() for _ in range(7))).filter(any))
    return Calendar(
        zone=draw(st.sampled_from(ZONES)),
        week=week,
        holidays=draw(st.frozensets(near, max_size=4)),
        makeup_workdays=draw(st.frozensets(near, max_size=2)),
        special=draw(st.dictionaries(near, day_hours(), max_size=2)),
    )


@st.composite
def moments(draw: st.DrawFn) -> datetime:
    """An instant between 2024 and 2030; every second one is close to a night on which clocks change."""
    if draw(st.booleans()):
        return draw(st.sampled_from(NIGHTS)) + timedelta(minutes=draw(st.integers(-2 * 1440, 2 * 1440)))
    first = datetime.combine(FIRST_DAY, datetime.min.time(), UTC)
    return first + timedelta(microseconds=draw(st.integers(0, 6 * 365 * 86400 * 10**6)))


@st.composite
def calendars_and_moments(draw: st.DrawFn) -> tuple[Calendar, datetime]:
    """A calendar whose unusual days lie close to the moment drawn with it."""
    moment = draw(moments())
    return draw(calendars(around=moment.date())), moment
