"""Quiet hours and the moments of mails, on the person's own wall clock."""

from datetime import UTC, datetime, time, timedelta

import pytest

from core.policies.quiet import is_quiet, next_digest

SHANGHAI, NEW_YORK = "Asia/Shanghai", "America/New_York"


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


@pytest.mark.parametrize(
    ("hour", "since", "until", "quiet"),
    [
        ("21:59:59", "22:00", "08:00", False), ("22:00:00", "22:00", "08:00", True),
        ("03:00:00", "22:00", "08:00", True), ("07:59:59", "22:00", "08:00", True),
        ("08:00:00", "22:00", "08:00", False), ("12:30:00", "12:00", "13:00", True),
        ("13:00:00", "12:00", "13:00", False), ("11:59:59", "12:00", "13:00", False),
        ("12:00:00", "12:00", "12:00", False), ("00:00:00", "22:00", "00:00", False),
        ("23:59:59", "22:00", "00:00", True),
    ],
)  # fmt: skip
def test_quiet_begins_at_its_hour_and_ends_before_the_other(hour, since, until, quiet):
    moment = at(f"2026-11-20T{hour}+08:00")

    assert is_quiet(moment, SHANGHAI, time.fromisoformat(since), time.fromisoformat(until)) is quiet


@pytest.mark.parametrize(("since", "until"), [(None, None), (time(22), None), (None, time(8))])
def test_without_both_hours_nothing_is_quiet(since, until):
    assert not is_quiet(at("2026-11-20T03:00:00+08:00"), SHANGHAI, since, until)


@pytest.mark.parametrize(
    ("after", "due"),
    [
        ("2026-11-20T08:59:59+08:00", "2026-11-20T09:00:00+08:00"),
        ("2026-11-20T09:00:00+08:00", "2026-11-21T09:00:00+08:00"),
        ("2026-11-20T23:00:00+08:00", "2026-11-21T09:00:00+08:00"),
    ],
)
def test_a_daily_mail_comes_at_its_hour_of_the_persons_day(after, due):
    assert next_digest(at(after), SHANGHAI, "daily", hour=9) == at(due)


@pytest.mark.parametrize(
    ("after", "hour", "due"),
    [
        ("2026-03-07T09:30:00-05:00", 9, "2026-03-08T13:00:00+00:00"),
        ("2026-10-31T09:30:00-04:00", 9, "2026-11-01T14:00:00+00:00"),
        ("2026-03-08T00:30:00-05:00", 2, "2026-03-08T07:00:00+00:00"),  # two o'clock does not exist on that day
        ("2026-11-01T00:30:00-04:00", 1, "2026-11-01T05:00:00+00:00"),  # one o'clock comes twice: the first
        ("2026-11-01T01:00:00-04:00", 1, "2026-11-02T06:00:00+00:00"),
    ],
)
def test_a_daily_mail_keeps_its_hour_when_clocks_change(after, hour, due):
    assert next_digest(at(after), NEW_YORK, "daily", hour=hour) == at(due)


def test_an_hourly_mail_comes_at_full_hours_and_waits_for_the_end_of_the_quiet_time():
    quiet = (time(22), time(8))

    assert next_digest(at("2026-11-20T10:20:30+08:00"), SHANGHAI, "hourly", hour=9) == at("2026-11-20T11:00:00+08:00")
    assert next_digest(at("2026-11-20T11:00:00+08:00"), SHANGHAI, "hourly", hour=9) == at("2026-11-20T12:00:00+08:00")
    late = next_digest(at("2026-11-20T21:30:00+08:00"), SHANGHAI, "hourly", hour=9, quiet=quiet)
    assert late == at("2026-11-21T08:00:00+08:00")
    half = next_digest(at("2026-11-20T10:20:00+05:30"), "Asia/Kolkata", "hourly", hour=9)
    assert half == at("2026-11-20T11:00:00+05:30")


def test_every_next_moment_lies_ahead_through_the_changes_of_a_year():
    moment = at("2026-01-01T00:00:00+00:00")
    for _day in range(370 * 4):
        moment += timedelta(hours=5, minutes=47)
        for rhythm in ("daily", "hourly"):
            due = next_digest(moment, NEW_YORK, rhythm, hour=2)
            assert due is not None
            assert moment < due <= moment + timedelta(hours=26)


def test_who_wants_none_gets_none():
    assert next_digest(at("2026-11-20T10:00:00+08:00"), SHANGHAI, "never", hour=9) is None
