"""When a ticket that is put aside comes back, in the agent's own days."""

from datetime import UTC, date, datetime, timedelta

import pytest

from core.clock import Calendar, Window
from tickets.engines.later import offers, office_hours

ALWAYS = Calendar.always()
SHANGHAI, NEW_YORK, BERLIN = "Asia/Shanghai", "America/New_York", "Europe/Berlin"


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


def offered(now: str, zone: str, calendar: Calendar = ALWAYS) -> dict[str, datetime]:
    return {later.code: later.at for later in offers(at(now), zone, calendar)}


def test_a_working_day_offers_later_today_tomorrow_morning_and_next_week():
    assert offered("2026-11-18T10:07:00+08:00", SHANGHAI, office_hours(SHANGHAI)) == {
        "today": at("2026-11-18T13:15:00+08:00"),
        "tomorrow": at("2026-11-19T09:00:00+08:00"),
        "week": at("2026-11-23T09:00:00+08:00"),
    }


@pytest.mark.parametrize(
    ("now", "today"),
    [
        ("2026-11-18T14:00:00+08:00", "2026-11-18T17:00:00+08:00"),
        ("2026-11-18T15:30:00+08:00", "2026-11-18T17:30:00+08:00"),  # not after half an hour before closing
        ("2026-11-18T16:30:00+08:00", "2026-11-18T17:30:00+08:00"),
        ("2026-11-18T16:31:00+08:00", None),  # less than an hour away
        ("2026-11-18T21:00:00+08:00", None),
    ],
)
def test_later_today_stays_within_the_hours_of_the_day(now, today):
    found = offered(now, SHANGHAI, office_hours(SHANGHAI)).get("today")

    assert found == (at(today) if today else None)


def test_a_morning_is_the_agents_own_not_the_calendars():
    found = offered("2026-11-18T10:00:00-05:00", NEW_YORK)

    assert found["tomorrow"] == at("2026-11-19T09:00:00-05:00")


@pytest.mark.parametrize(
    ("now", "zone", "morning"),
    [
        ("2026-03-07T12:00:00-05:00", NEW_YORK, "2026-03-08T13:00:00+00:00"),  # the night has 23 hours
        ("2026-10-31T12:00:00-04:00", NEW_YORK, "2026-11-01T14:00:00+00:00"),  # and 25
        ("2026-03-28T12:00:00+01:00", BERLIN, "2026-03-29T07:00:00+00:00"),
        ("2026-10-24T12:00:00+02:00", BERLIN, "2026-10-25T08:00:00+00:00"),
    ],
)
def test_a_morning_is_nine_on_the_wall_also_when_clocks_change_in_the_night(now, zone, morning):
    assert offered(now, zone)["tomorrow"] == at(morning)


def test_days_off_are_passed_over_and_said_to_be():
    calendar = Calendar(SHANGHAI, ((Window(540, 1080),),) * 5 + ((), ()), holidays=frozenset({date(2026, 11, 23)}))

    friday = offers(at("2026-11-20T10:00:00+08:00"), SHANGHAI, calendar)

    assert [(later.code, later.at, later.is_that_day) for later in friday[1:]] == [
        ("tomorrow", at("2026-11-24T09:00:00+08:00"), False)
    ]  # next week would be the same moment: it is offered once


def test_on_sunday_tomorrow_is_the_next_week():
    assert list(offered("2026-11-22T10:00:00+08:00", SHANGHAI)) == ["today", "tomorrow"]


def test_every_offer_lies_ahead_at_every_hour_of_a_week():
    start = at("2026-10-23T00:00:00+02:00")
    for hour in range(24 * 9):
        now = start + timedelta(hours=hour, minutes=59)
        for calendar in (ALWAYS, office_hours(BERLIN)):
            times = [later.at for later in offers(now, BERLIN, calendar)]
            assert times == sorted(times)
            assert all(later >= now + timedelta(hours=1) or later.minute == 0 for later in times)
            assert all(now < later <= now + timedelta(days=14) for later in times)
