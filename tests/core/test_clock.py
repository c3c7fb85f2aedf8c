"""The clock of the house, and working time to the second: vectors, the nights on which clocks change, properties."""

from __future__ import annotations

import os
import threading
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from core import clock
from core.clock import Calendar, DayKind, EmptyCalendar, InvalidTime, InvalidWindow, Window
from core.queries.calendars import national_days
from tests.factories.calendars import calendars_and_moments, days, windows

EXAMPLES = int(os.environ.get("S07_EXAMPLES", "200"))
MINUTE = timedelta(minutes=1)
SHUT: clock.Windows = ()

exhaustive = settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=[HealthCheck.too_slow])
broad = settings(exhaustive, max_examples=max(50, EXAMPLES // 4))


def hours(*texts: str) -> clock.Windows:
    """Windows from texts such as `09:00-21:00`."""
    return tuple(Window.parse(text) for text in texts)


def every_day(zone: str, *texts: str) -> Calendar:
    """A calendar with the same windows on all seven days."""
    return Calendar(zone, (hours(*texts),) * 7)


def weekdays(*texts: str, zone: str = "Asia/Shanghai") -> Calendar:
    """A calendar from Monday to Friday."""
    day = hours(*texts)
    return Calendar(zone, (day, day, day, day, day, SHUT, SHUT))


def at(text: str, zone: str = "Asia/Shanghai") -> datetime:
    """A local time as an aware moment."""
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone))


def open_seconds(calendar: Calendar, start: datetime, end: datetime) -> float:
    return clock.business_time(calendar, start, end).total_seconds()


def chinese_desk() -> Calendar:
    """09:00-21:00 on the working days of China, by the published schedule of 2026."""
    schedule = national_days("CN", [2026])
    return replace(weekdays("09:00-21:00"), holidays=schedule.holidays, makeup_workdays=schedule.makeup_workdays)


class TestNow:
    def test_now_is_an_aware_moment_in_utc(self) -> None:
        before = datetime.now(UTC)

        present = clock.now()

        assert before <= present <= datetime.now(UTC)
        assert present.tzinfo is UTC

    def test_frozen_holds_the_moment_and_gives_it_back(self) -> None:
        noon = datetime(2026, 10, 9, 12, tzinfo=UTC)

        with clock.frozen(at("2026-10-09T20:00")) as held:
            with clock.frozen(noon + MINUTE):
                inner = clock.now()
            outer = clock.now()

        assert held == outer == noon
        assert inner == noon + MINUTE
        assert clock.now() > noon

    def test_frozen_time_does_not_leak_into_another_thread(self) -> None:
        seen: list[datetime] = []

        with clock.frozen(datetime(2020, 1, 1, tzinfo=UTC)):
            thread = threading.Thread(target=lambda: seen.append(clock.now()))
            thread.start()
            thread.join()

        assert seen[0].year > 2020

    def test_frozen_refuses_a_moment_without_a_zone(self) -> None:
        with pytest.raises(InvalidTime), clock.frozen(datetime.fromisoformat("2026-01-01")):
            pass

    @pytest.mark.parametrize("text", ["2026-10-09T20:00:00+08:00", " 2026-10-09T12:00:00Z ", "2026-10-09T12:00Z"])
    def test_parse_iso_reads_one_instant(self, text: str) -> None:
        assert clock.parse_iso(text) == datetime(2026, 10, 9, 12, tzinfo=UTC)

    @pytest.mark.parametrize(
        "text", ["", "tomorrow", "2026-10-09T12:00:00", "2026-13-01T00:00Z", "0001-01-01T00:00+14:00", "\x00"]
    )
    def test_parse_iso_refuses_what_names_no_instant(self, text: str) -> None:
        with pytest.raises(InvalidTime):
            clock.parse_iso(text)


class TestWindows:
    @pytest.mark.parametrize(
        ("text", "window"),
        [
            ("09:00-21:00", Window(540, 1260)),
            ("22:00-06:00", Window(1320, 1800)),
            ("00:00-24:00", Window(0, 1440)),
            ("18:30-24:00", Window(1110, 1440)),
        ],
    )
    def test_hours_are_read_from_text(self, text: str, window: Window) -> None:
        assert Window.parse(text) == window

    @pytest.mark.parametrize(
        "text", ["", "9", "09:00", "09:00-09:00", "25:00-26:00", "24:00-06:00", "09:60-10:00", "a-b"]
    )
    def test_hours_that_cannot_be_read_are_refused(self, text: str) -> None:
        with pytest.raises(InvalidWindow):
            Window.parse(text)

    def test_a_calendar_that_never_opens_is_refused(self) -> None:
        with pytest.raises(EmptyCalendar):
            Calendar("UTC", (SHUT,) * 7)

    def test_a_week_has_seven_days(self) -> None:
        with pytest.raises(InvalidWindow):
            Calendar("UTC", (clock.WHOLE_DAY,) * 5)

    def test_a_calendar_that_is_shut_for_years_is_refused_when_used(self) -> None:
        holidays = frozenset(date(2026, 1, 1) + timedelta(days=n) for n in range(1200))
        shut = replace(weekdays("09:00-17:00"), holidays=holidays)

        with pytest.raises(EmptyCalendar):
            clock.due_at(shut, at("2026-01-05T10:00"), 60)


class TestVectors:
    """Figures that were worked out by hand."""

    def test_the_make_up_workday_counts(self) -> None:
        created, replied = at("2026-10-09T20:00"), at("2026-10-10T10:00")

        assert (replied - created) / MINUTE == 840
        assert open_seconds(chinese_desk(), created, replied) / 60 == 120
        assert open_seconds(weekdays("09:00-21:00"), created, replied) / 60 == 60

    @pytest.mark.parametrize(
        "day", ["2026-01-04", "2026-02-14", "2026-02-28", "2026-05-09", "2026-09-20", "2026-10-10"]
    )
    def test_every_make_up_workday_of_2026_is_open(self, day: str) -> None:
        assert open_seconds(chinese_desk(), at(f"{day}T00:00"), at(f"{day}T23:59")) == 12 * 3600

    def test_golden_week_is_shut(self) -> None:
        assert open_seconds(chinese_desk(), at("2026-10-01T00:00"), at("2026-10-08T09:00")) == 0

    def test_a_desk_that_works_on_weekends_rests_on_the_sunday_of_a_break(self) -> None:
        always = replace(chinese_desk(), week=(hours("09:00-21:00"),) * 7)

        assert open_seconds(always, at("2026-10-04T00:00"), at("2026-10-04T23:00")) == 0
        assert open_seconds(always, at("2026-10-11T00:00"), at("2026-10-11T23:00")) == 12 * 3600

    def test_eight_business_hours_run_over_the_night(self) -> None:
        due = clock.due_at(weekdays("09:00-21:00"), at("2026-11-16T18:00"), 8 * 3600)

        assert due == at("2026-11-17T14:00")

    def test_a_target_that_ends_at_closing_time_is_due_at_closing_time(self) -> None:
        due = clock.due_at(weekdays("09:00-17:00"), at("2026-11-16T09:00"), 8 * 3600)

        assert due == at("2026-11-16T17:00")

    def test_a_clock_started_on_friday_night_waits_for_monday(self) -> None:
        due = clock.due_at(weekdays("09:00-21:00"), at("2026-11-20T22:30"), 1)

        assert due == at("2026-11-23T09:00:01")

    def test_nothing_is_due_at_once(self) -> None:
        assert clock.due_at(weekdays("09:00-17:00"), at("2026-11-21T03:00"), 0) == at("2026-11-21T03:00")

    def test_a_negative_target_is_refused(self) -> None:
        with pytest.raises(ValueError, match="negative"):
            clock.due_at(weekdays("09:00-17:00"), at("2026-11-21T03:00"), -1)

    def test_three_business_days_are_due_at_the_same_time_of_the_third_working_day(self) -> None:
        desk = chinese_desk()

        due = clock.due_at(desk, at("2026-09-28T15:00"), clock.business_days(desk, 3))

        assert due == at("2026-10-08T15:00")

    def test_a_business_day_counts_hours_that_overlap_once(self) -> None:
        assert clock.business_days(weekdays("09:00-13:00", "12:00-18:00"), 2) == 18 * 3600
        assert clock.business_days(Calendar.always(), 1) == 86400

    def test_several_windows_a_day_leave_out_the_lunch_break(self) -> None:
        desk = weekdays("09:00-12:00", "13:30-18:00")

        assert open_seconds(desk, at("2026-11-16T11:00"), at("2026-11-16T14:00")) == 90 * 60
        assert clock.due_at(desk, at("2026-11-16T11:00"), 3600 + 1) == at("2026-11-16T13:30:01")

    def test_the_night_shift_belongs_to_the_day_on_which_it_begins(self) -> None:
        nights = replace(every_day("Asia/Shanghai", "22:00-06:00"), holidays=frozenset({date(2026, 10, 1)}))

        assert list(clock.open_intervals(nights, at("2026-09-30T12:00"), at("2026-10-03T00:00"))) == [
            (at("2026-09-30T22:00"), at("2026-10-01T06:00")),
            (at("2026-10-02T22:00"), at("2026-10-03T00:00")),
        ]

    def test_a_clock_that_starts_after_midnight_is_in_the_night_shift_of_the_day_before(self) -> None:
        nights = every_day("Asia/Shanghai", "22:00-06:00")

        assert open_seconds(nights, at("2026-10-01T03:00"), at("2026-10-01T07:00")) == 3 * 3600

    def test_round_the_clock_has_no_hole_at_midnight(self) -> None:
        start, end = at("2026-11-16T23:59:59.999999"), at("2026-11-17T00:00:00.000001")

        assert clock.business_time(Calendar.always("Asia/Shanghai"), start, end) == end - start
        assert clock.business_time(every_day("Asia/Shanghai", "12:00-24:00", "00:00-12:00"), start, end) == end - start

    def test_the_own_hours_of_a_day_decide_before_everything_else(self) -> None:
        desk = replace(
            chinese_desk(),
            special={
                date(2026, 10, 1): hours("10:00-12:00"),
                date(2026, 10, 9): SHUT,
                date(2026, 10, 10): hours("09:00-10:00"),
            },
        )

        assert open_seconds(desk, at("2026-10-01T00:00"), at("2026-10-02T00:00")) == 2 * 3600
        assert open_seconds(desk, at("2026-10-09T00:00"), at("2026-10-11T00:00")) == 3600

    def test_every_stretch_says_why_it_counts_or_not(self) -> None:
        desk = replace(chinese_desk(), special={date(2026, 10, 9): hours("09:00-12:00")})

        told = [
            (span.start.astimezone(ZoneInfo("Asia/Shanghai")).isoformat()[5:16], span.is_open, span.kind)
            for span in clock.spans(desk, at("2026-10-07T20:00"), at("2026-10-11T00:00"))
        ]

        assert told == [
            ("10-07T20:00", False, DayKind.HOLIDAY),
            ("10-07T21:00", False, DayKind.CLOSED),
            ("10-08T09:00", True, DayKind.NORMAL),
            ("10-08T21:00", False, DayKind.CLOSED),
            ("10-09T09:00", True, DayKind.SPECIAL_DAY),
            ("10-09T12:00", False, DayKind.SPECIAL_DAY),
            ("10-09T21:00", False, DayKind.CLOSED),
            ("10-10T09:00", True, DayKind.MAKEUP_WORKDAY),
            ("10-10T21:00", False, DayKind.CLOSED),
        ]


class TestNightsOnWhichClocksChange:
    @pytest.mark.parametrize(
        ("zone", "day", "length"),
        [
            ("Europe/Berlin", "2026-03-29", 23),
            ("Europe/Berlin", "2026-10-25", 25),
            ("Australia/Lord_Howe", "2026-10-04", 23.5),
            ("Australia/Lord_Howe", "2026-04-05", 24.5),
            ("Asia/Beirut", "2026-03-29", 23),
            ("Asia/Beirut", "2026-10-24", 25),
            ("America/Santiago", "2026-09-06", 23),
            ("America/Santiago", "2026-04-04", 25),
            ("Africa/Casablanca", "2026-02-15", 25),
            ("Africa/Casablanca", "2026-03-22", 23),
            ("Asia/Shanghai", "2026-03-29", 24),
        ],
    )
    def test_the_day_has_its_real_length(self, zone: str, day: str, length: float) -> None:
        only = date.fromisoformat(day)
        desk = replace(weekdays("00:00-24:00", zone=zone), special={only: clock.WHOLE_DAY})
        desk = replace(desk, holidays=frozenset(only + timedelta(days=n) for n in (-3, -2, -1, 1, 2, 3)))
        noon = datetime.combine(only, datetime.min.time(), UTC)

        told = open_seconds(desk, noon - timedelta(days=2), noon + timedelta(days=3))

        assert told == length * 3600

    def test_the_night_shift_is_shorter_in_spring_and_longer_in_autumn(self) -> None:
        nights = every_day("Europe/Berlin", "22:00-06:00")

        assert (
            open_seconds(nights, at("2026-03-28T12:00", "Europe/Berlin"), at("2026-03-29T12:00", "Europe/Berlin"))
            == 7 * 3600
        )
        assert (
            open_seconds(nights, at("2026-10-24T12:00", "Europe/Berlin"), at("2026-10-25T12:00", "Europe/Berlin"))
            == 9 * 3600
        )

    def test_eight_hours_after_midnight_are_eight_real_hours(self) -> None:
        start = at("2026-03-29T00:00", "Europe/Berlin")

        assert clock.due_at(Calendar.always("Europe/Berlin"), start, 8 * 3600) == at(
            "2026-03-29T09:00", "Europe/Berlin"
        )

    @pytest.mark.parametrize(
        ("zone", "day", "opens"),
        [
            ("Asia/Beirut", "2026-03-29", "2026-03-28T22:00+00:00"),
            ("America/Santiago", "2026-09-06", "2026-09-06T04:00+00:00"),
        ],
    )
    def test_a_day_without_midnight_opens_when_it_begins(self, zone: str, day: str, opens: str) -> None:
        start = datetime.fromisoformat(opens)
        desk = every_day(zone, "00:00-08:00")

        (first, *_) = clock.open_intervals(desk, start - timedelta(hours=6), start + timedelta(hours=12))

        assert first == (start, at(f"{day}T08:00", zone))

    def test_an_opening_that_is_skipped_is_the_moment_of_the_jump(self) -> None:
        desk = every_day("Europe/Berlin", "02:30-04:00")
        jump = datetime(2026, 3, 29, 1, tzinfo=UTC)

        (found,) = clock.open_intervals(desk, jump - timedelta(hours=9), jump + timedelta(hours=9))

        assert found == (jump, jump + timedelta(hours=1))

    def test_an_opening_that_happens_twice_is_its_first_occurrence(self) -> None:
        desk = every_day("Europe/Berlin", "02:30-04:00")
        half_past_two = datetime(2026, 10, 25, 0, 30, tzinfo=UTC)

        (found,) = clock.open_intervals(desk, half_past_two - timedelta(hours=9), half_past_two + timedelta(hours=9))

        assert found == (half_past_two, half_past_two + timedelta(hours=2.5))


def count_by_the_minute(calendar: Calendar, start: datetime, minutes: int) -> int:
    """Open minutes, found another way: look at the latest time that the clock on the wall has shown."""
    zone = ZoneInfo(calendar.zone)
    shown = (start - timedelta(days=3)).astimezone(zone).replace(tzinfo=None)
    counted = 0
    for n in range(-3 * 1440, minutes):
        wall = (start + n * MINUTE).astimezone(zone).replace(tzinfo=None)
        shown = max(shown, wall)
        if n >= 0 and _is_open(calendar, shown):
            counted += 1
    return counted


def _is_open(calendar: Calendar, wall: datetime) -> bool:
    minute, today = wall.hour * 60 + wall.minute, wall.date()
    yesterday = today - timedelta(days=1)
    return any(w.start <= minute < w.end for w in calendar.plan(today)[1]) or any(
        w.start <= minute + 1440 < w.end for w in calendar.plan(yesterday)[1]
    )


class TestProperties:
    @settings(broad, max_examples=max(40, EXAMPLES // 50))
    @given(calendars_and_moments(), st.integers(1, 2 * 1440))
    def test_the_sum_is_what_counting_minutes_gives(self, drawn: tuple[Calendar, datetime], minutes: int) -> None:
        calendar, moment = drawn[0], drawn[1].replace(second=0, microsecond=0)

        told = open_seconds(calendar, moment, moment + minutes * MINUTE)

        assert told == 60 * count_by_the_minute(calendar, moment, minutes)

    @exhaustive
    @given(calendars_and_moments(), st.integers(1, 20 * 86400))
    @example((every_day("America/Santiago", "00:00-06:00"), datetime(2026, 9, 6, 3, 59, 59, 1, tzinfo=UTC)), 6 * 3600)
    @example((every_day("Asia/Beirut", "22:00-06:00"), datetime(2026, 3, 28, 21, 30, tzinfo=UTC)), 7 * 3600)
    def test_s07_the_open_time_until_the_deadline_is_the_target_exactly(
        self, drawn: tuple[Calendar, datetime], target: int
    ) -> None:
        calendar, moment = drawn

        due = clock.due_at(calendar, moment, target)

        assert open_seconds(calendar, moment, due) == target
        just_before = due - timedelta(microseconds=1)
        assert clock.business_time(calendar, moment, just_before) < timedelta(seconds=target)

    @broad
    @given(calendars_and_moments(), st.integers(0, 5 * 86400), st.integers(0, 5 * 86400))
    def test_s08_two_spans_after_each_other_are_one_span(
        self, drawn: tuple[Calendar, datetime], first: int, second: int
    ) -> None:
        calendar, moment = drawn

        in_steps = clock.due_at(calendar, clock.due_at(calendar, moment, first), second)

        assert in_steps == clock.due_at(calendar, moment, first + second)

    @broad
    @given(calendars_and_moments(), st.integers(0, 8), st.integers(1, 9 * 86400))
    def test_s08_a_further_holiday_never_makes_a_deadline_earlier(
        self, drawn: tuple[Calendar, datetime], days_ahead: int, target: int
    ) -> None:
        calendar, moment = drawn
        holiday = moment.date() + timedelta(days=days_ahead)
        stricter = replace(calendar, holidays=calendar.holidays | {holiday})

        assert clock.due_at(stricter, moment, target) >= clock.due_at(calendar, moment, target)

    @broad
    @given(calendars_and_moments(), windows(), st.integers(1, 9 * 86400))
    def test_s08_longer_hours_never_make_a_deadline_later(
        self, drawn: tuple[Calendar, datetime], more: Window, target: int
    ) -> None:
        calendar, moment = drawn
        week = tuple((*hours, more) if hours else hours for hours in calendar.week)
        longer = replace(calendar, week=week)

        assert clock.due_at(longer, moment, target) <= clock.due_at(calendar, moment, target)

    @broad
    @given(calendars_and_moments(), st.integers(1, 4 * 1440))
    def test_spans_tell_every_moment_once_and_agree_with_the_sum(
        self, drawn: tuple[Calendar, datetime], minutes: int
    ) -> None:
        calendar, moment = drawn
        end = moment + minutes * MINUTE

        told = list(clock.spans(calendar, moment, end))

        assert [span.start for span in told] == [moment, *(span.end for span in told[:-1])]
        assert told[-1].end == end
        is_open = sum((span.end - span.start for span in told if span.is_open), timedelta())
        assert is_open == clock.business_time(calendar, moment, end)

    @broad
    @given(days(), st.sampled_from(["Asia/Shanghai", "Europe/Berlin", "America/Santiago"]), st.integers(0, 10**6))
    def test_around_the_clock_is_plain_time(self, day: date, zone: str, seconds: int) -> None:
        start = datetime.combine(day, datetime.min.time(), UTC)

        assert clock.due_at(Calendar.always(zone), start, seconds) == start + timedelta(seconds=seconds)


class TestNationalDays:
    def test_the_published_breaks_of_2026_are_whole(self) -> None:
        spring = [date(2026, 2, 15) + timedelta(days=n) for n in range(9)]

        schedule = national_days("CN", [2026])

        assert [day for day in sorted(schedule.holidays) if day.month == 2] == spring
        assert not schedule.holidays & schedule.makeup_workdays

    def test_weekends_beside_a_holiday_stay_normal_elsewhere(self) -> None:
        schedule = national_days("DE", [2026])

        assert date(2026, 4, 3) in schedule.holidays
        assert date(2026, 4, 4) not in schedule.holidays
        assert schedule.makeup_workdays == frozenset()
