"""The law of play at its edges: windows, days, ages, names, minutes, and the law of the day."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from players.engines.law import Verdict, evaluate
from players.engines.play_facts import Choice, Rule, Stretch, Subject, Usage
from players.enums import DayMark, RealNameStatus, RuleKind
from tests.factories.law import (
    ACCOUNT,
    GAME,
    OTHER_ACCOUNT,
    OTHER_GAME,
    local,
    made_up,
    published,
    rules_of,
    subject,
)

CN, KR, VN = rules_of("CN"), rules_of("KR"), rules_of("VN")
SEOUL, HANOI = "Asia/Seoul", "Asia/Ho_Chi_Minh"
WINDOW = "CN-2021-WINDOW"
NO_PLAY = Usage()


def verdict(
    at: datetime, who: Subject | None = None, rules: list[Rule] | None = None, usage: Usage = NO_PLAY
) -> Verdict:
    return evaluate(who or subject(), at, CN if rules is None else rules, published, usage)


def played(start: str, minutes: int, zone: str, account: int = ACCOUNT, game: int = GAME) -> Stretch:
    begun = local(start, zone)
    return Stretch(account, game, begun, begun + timedelta(minutes=minutes))


@pytest.mark.parametrize(
    ("at", "allow", "minutes"),
    [
        ("2026-12-04T19:59:59", False, 0),
        ("2026-12-04T20:00:00", True, 60),
        ("2026-12-04T20:00:01", True, 59),
        ("2026-12-04T20:59:59", True, 0),
        ("2026-12-04T21:00:00", False, 0),
        ("2026-12-03T20:30:00", False, 0),
    ],
)
def test_the_window_is_half_open(at: str, allow: bool, minutes: int) -> None:
    found = verdict(local(at))

    assert (found.allow, found.rules, found.minutes_left) == (allow, (WINDOW,), minutes)


@pytest.mark.parametrize(
    ("day", "playable"),
    [
        ("2021-09-26", False),  # Sunday, make-up workday
        ("2021-10-08", True),  # Friday after the holidays
        ("2022-04-24", False),
        ("2022-05-06", True),
        ("2023-01-28", False),
        ("2023-01-29", False),
        ("2024-09-14", False),
        ("2026-01-04", False),
        ("2026-02-14", False),
        ("2026-02-28", False),
        ("2026-05-09", False),
        ("2026-09-20", False),
        ("2026-10-10", False),
        ("2026-10-05", True),  # Monday inside the golden week
        ("2026-10-07", True),  # Wednesday, its last day
        ("2026-10-08", False),  # Thursday after it
        ("2026-10-09", True),  # Friday after it
        ("2026-07-22", False),  # school vacation is no holiday
        ("2026-11-30", False),
        ("2027-01-04", False),  # nobody has published 2027: only the days of the week count
        ("2027-02-08", False),
        ("2027-01-01", True),
    ],
)
def test_days_of_play_follow_holidays_and_make_up_workdays(day: str, playable: bool) -> None:
    assert verdict(local(f"{day}T20:30:00")).allow is playable


def test_a_denied_child_is_told_the_first_moment_of_the_next_window() -> None:
    after_holidays = verdict(local("2026-10-07T21:00:00"))
    before_make_up = verdict(local("2026-10-09T21:00:00"))

    assert after_holidays.next_allowed_at == local("2026-10-09T20:00:00")
    assert before_make_up.next_allowed_at == local("2026-10-11T20:00:00")


@pytest.mark.parametrize(
    ("at", "allow", "rules"),
    [
        ("2021-08-31T21:59:59", True, ("CN-2019-MINUTES", "CN-2019-CURFEW")),
        ("2021-08-31T22:00:00", False, ("CN-2019-CURFEW",)),
        ("2021-09-01T07:59:59", False, (WINDOW,)),
        ("2021-09-01T09:00:00", False, (WINDOW,)),
        ("2021-09-03T20:00:00", True, (WINDOW,)),
        ("2019-10-31T23:00:00", True, ()),
        ("2019-11-01T07:59:59", False, ("CN-2019-CURFEW",)),
        ("2019-11-01T08:00:00", True, ("CN-2019-MINUTES", "CN-2019-CURFEW")),
    ],
)
def test_a_past_moment_is_judged_by_the_law_of_its_day(at: str, allow: bool, rules: tuple[str, ...]) -> None:
    found = verdict(local(at))

    assert (found.allow, found.rules) == (allow, rules)


def test_the_rule_that_replaces_another_sets_the_next_moment() -> None:
    assert verdict(local("2021-08-31T22:00:00")).next_allowed_at == local("2021-09-03T20:00:00")


@pytest.mark.parametrize(("day", "minutes"), [("2020-10-05", 180), ("2020-10-12", 90), ("2020-10-10", 90)])
def test_the_law_of_2019_gave_three_hours_on_holidays_and_one_and_a_half_else(day: str, minutes: int) -> None:
    spent = Usage((Stretch(ACCOUNT, GAME, local(f"{day}T08:00:00"), local(f"{day}T09:00:00")),))

    found = verdict(local(f"{day}T12:00:00"), usage=spent)

    assert found.minutes_left == minutes - 60


@pytest.mark.parametrize(
    ("at", "day_after", "allow"),
    [
        ("2026-05-19T23:59:59", True, False),
        ("2026-05-20T00:00:00", True, False),
        ("2026-05-20T23:59:59", True, False),
        ("2026-05-21T00:00:00", True, True),
        ("2026-05-19T23:59:59", False, False),
        ("2026-05-20T00:00:00", False, True),
    ],
)
def test_a_player_comes_of_age_on_the_day_after_the_birthday_or_on_it(at: str, day_after: bool, allow: bool) -> None:
    assert verdict(local(at), subject("2008-05-20", day_after=day_after)).allow is allow


def test_who_comes_of_age_tomorrow_may_play_from_midnight_on() -> None:
    found = verdict(local("2026-05-20T12:00:00"), subject("2008-05-20"))

    assert found.next_allowed_at == local("2026-05-21T00:00:00")


@pytest.mark.parametrize("status", [RealNameStatus.NONE, RealNameStatus.FAILED, RealNameStatus.MANUAL_REVIEW])
def test_without_a_verified_name_there_is_no_service_in_china(status: str) -> None:
    found = verdict(local("2026-12-04T20:30:00"), subject("1990-01-01", real_name=status))

    assert found == Verdict(False, ("CN-REALNAME",), None, timedelta())


@pytest.mark.parametrize(
    ("hours", "born", "allow", "rules"),
    [
        (0, None, True, ("CN-REALNAME",)),
        (47, "1990-01-01", True, ("CN-REALNAME",)),
        (48, "1990-01-01", False, ("CN-REALNAME",)),
        (1, "2012-05-20", False, (WINDOW,)),
    ],
)
def test_a_name_in_progress_may_play_for_48_hours_unless_a_child(
    hours: int, born: str | None, allow: bool, rules: tuple[str, ...]
) -> None:
    at = local("2026-12-02T12:00:00")
    who = subject(born, real_name=RealNameStatus.IN_PROGRESS, real_name_since=at - timedelta(hours=hours))

    found = verdict(at, who)

    assert (found.allow, found.rules) == (allow, rules)


def test_an_unknown_age_is_judged_as_a_child() -> None:
    assert verdict(local("2026-12-02T12:00:00"), subject(None)).rules == (WINDOW,)
    assert verdict(local("2026-12-04T20:00:00"), subject(None)).allow


def test_guests_have_no_service_since_2021_and_had_an_hour_before() -> None:
    guest = subject(None, is_guest=True, real_name=RealNameStatus.NONE)
    noon = local("2021-08-30T12:00:00")
    hour = Usage((Stretch(ACCOUNT, GAME, noon - timedelta(days=3), noon - timedelta(days=3) + timedelta(hours=1)),))

    assert verdict(local("2026-12-04T20:00:00"), guest).rules == ("CN-GUEST", "CN-REALNAME")
    assert verdict(noon, guest).minutes_left == 60
    assert verdict(noon, guest, usage=hour).rules == ("CN-GUEST",)
    assert verdict(noon, subject("1990-01-01", real_name=RealNameStatus.NONE)).rules == ("CN-GUEST",)


def test_an_adult_and_an_unknown_place_have_no_bound() -> None:
    at = local("2026-12-02T03:00:00")

    assert verdict(at, subject("1990-01-01")) == Verdict(True)
    assert verdict(at, rules=rules_of("*")) == Verdict(True)


@pytest.mark.parametrize(
    ("at", "born", "allow"),
    [
        ("2011-11-19T03:00:00", "2000-01-01", True),
        ("2011-11-20T00:00:00", "2000-01-01", False),
        ("2021-12-31T05:59:59", "2010-01-01", False),
        ("2021-12-31T06:00:00", "2010-01-01", True),
        ("2022-01-01T00:00:00", "2010-01-01", True),
        ("2020-06-01T03:00:00", "2004-05-01", True),
    ],
)
def test_the_curfew_of_korea_held_until_the_end_of_2021(at: str, born: str, allow: bool) -> None:
    assert verdict(local(at, SEOUL), subject(born), KR).allow is allow


def test_a_choice_of_the_guardian_holds_in_korea_for_minors_only() -> None:
    choice = Choice("23:00-07:00", 90, date(2026, 1, 1), date(2026, 12, 31))
    night, noon = local("2026-03-02T23:00:00", SEOUL), local("2026-03-02T12:00:00", SEOUL)
    used = Usage((played("2026-03-02T09:00:00", 30, SEOUL),))

    child = verdict(night, subject(choices=(choice,)), KR)

    assert (child.rules, child.next_allowed_at) == (("KR-CHOICE",), local("2026-03-03T07:00:00", SEOUL))
    assert verdict(noon, subject(choices=(choice,)), KR, used).minutes_left == 60
    assert verdict(night, subject("1990-01-01", choices=(choice,)), KR).allow
    assert verdict(local("2027-01-01T12:00:00", SEOUL), subject(choices=(choice,)), KR) == Verdict(True)


def test_vietnam_counts_minutes_by_game_and_over_all_games() -> None:
    at = local("2026-03-02T20:00:00", HANOI)
    here = played("2026-03-02T08:00:00", 60, HANOI)
    there = played("2026-03-02T10:00:00", 70, HANOI, OTHER_ACCOUNT, OTHER_GAME)
    more = played("2026-03-02T12:00:00", 110, HANOI, OTHER_ACCOUNT, OTHER_GAME)

    assert verdict(at, rules=VN, usage=Usage((there,))).minutes_left == 60
    assert verdict(at, rules=VN, usage=Usage((here,))).rules == ("VN-GAME-MINUTES",)
    assert verdict(at, rules=VN, usage=Usage((there, more))).rules == ("VN-DAY-MINUTES",)
    assert verdict(at, rules=VN, usage=Usage((here,))).next_allowed_at == local("2026-03-03T00:00:00", HANOI)
    assert verdict(local("2024-12-24T20:00:00", HANOI), rules=VN) == Verdict(True)


def test_play_in_two_games_at_once_counts_once_and_midnight_parts_it() -> None:
    both = (
        played("2026-03-01T23:30:00", 60, HANOI),
        played("2026-03-01T23:50:00", 30, HANOI, OTHER_ACCOUNT, OTHER_GAME),
    )

    assert Usage(both).played(
        local("2026-03-02T00:00:00", HANOI), local("2026-03-02T12:00:00", HANOI), subject(), "person_company"
    ) == timedelta(minutes=30)


@pytest.mark.parametrize(
    ("zone", "day", "left"),
    [
        ("Europe/Berlin", "2026-03-29", 120),  # 01:30 to 04:30 of a night in which an hour is skipped
        ("Europe/Berlin", "2026-10-25", 240),  # … in which an hour comes twice
        ("Europe/Berlin", "2026-06-01", 180),
        ("Australia/Lord_Howe", "2026-10-04", 150),  # half an hour is skipped
        ("Australia/Lord_Howe", "2026-04-05", 210),
    ],
)
def test_a_window_over_a_clock_change_is_as_long_as_it_is(zone: str, day: str, left: int) -> None:
    week = {"days": ["mon", "tue", "wed", "thu", "fri", "sat", "sun"], "from": "01:30", "to": "04:30"}
    rule = made_up(RuleKind.PLAY_WINDOW, week, zone)

    found = verdict(local(f"{day}T01:30:00", zone), rules=[rule])

    assert (found.allow, found.minutes_left) == (True, left)


def test_a_day_that_begins_at_one_begins_with_its_first_instant() -> None:
    rule = made_up(RuleKind.DAILY_MINUTES, {"other": 30}, "America/Santiago")
    before = Stretch(ACCOUNT, GAME, local("2026-09-05T23:00:00", rule.tz), local("2026-09-05T23:59:59", rule.tz))

    found = verdict(local("2026-09-05T23:59:59", rule.tz), rules=[rule], usage=Usage((before,)))

    assert (found.rules, found.next_allowed_at) == (("MADE-UP",), local("2026-09-06T01:00:00", rule.tz))


def test_a_row_of_our_own_opens_or_shuts_a_day() -> None:
    marks = {date(2026, 12, 2): DayMark.HOLIDAY, date(2026, 12, 4): DayMark.MAKEUP_WORKDAY}

    def kind(country: str, day: date) -> DayMark:
        return marks.get(day, DayMark.PLAIN)

    assert evaluate(subject(), local("2026-12-02T20:00:00"), CN, kind, Usage()).allow
    assert not evaluate(subject(), local("2026-12-04T20:00:00"), CN, kind, Usage()).allow


moments = st.datetimes(datetime(2019, 6, 1), datetime(2026, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001 -- hypothesis adds the zone
births = st.dates(date(1990, 1, 1), date(2018, 12, 31))
places = st.sampled_from([CN, KR, VN])
amounts = st.lists(st.tuples(st.integers(0, 1440), st.integers(1, 120)), max_size=4)


def usage_before(at: datetime, stretches: list[tuple[int, int]]) -> Usage:
    starts = [(at - timedelta(minutes=ago), length) for ago, length in stretches]
    return Usage(tuple(Stretch(ACCOUNT, GAME, s, min(at, s + timedelta(minutes=n))) for s, n in starts))


@given(moments, births, places, amounts)
def test_the_next_allowed_moment_is_allowed_and_the_one_before_is_not(
    at: datetime, born: date, rules: list[Rule], stretches: list[tuple[int, int]]
) -> None:
    who, usage = subject(born.isoformat()), usage_before(at, stretches)
    found = verdict(at, who, rules, usage)

    assert found.allow == (found.next_allowed_at is None)
    if found.next_allowed_at is not None:
        assert found.next_allowed_at > at
        assert verdict(found.next_allowed_at, who, rules, usage).allow
        assert not verdict(found.next_allowed_at - timedelta(microseconds=1), who, rules, usage).allow


@given(moments, births, amounts)
def test_minutes_left_can_be_played_and_not_a_moment_more_within_the_window(
    at: datetime, born: date, stretches: list[tuple[int, int]]
) -> None:
    who, usage = subject(born.isoformat()), usage_before(at, stretches)
    found = verdict(at, who, CN, usage)
    if found.left is None or not found.allow:
        return
    last, end = at + found.left - timedelta(microseconds=1), at + found.left
    on = (*usage.stretches, Stretch(ACCOUNT, GAME, at, end))

    assert verdict(last, who, CN, Usage(on)).allow
    assert not verdict(end, who, CN, Usage(on)).allow
