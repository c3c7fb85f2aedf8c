"""The hours of a school child: which days were school days by the calendar, and what was played after school."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from players.models import OpsSnapshot, Player, PlaySession
from players.queries.risk_facts import signs_of
from players.queries.school_days import SchoolDay, school_days
from tests.factories.people import make_game, make_player

pytestmark = pytest.mark.django_db
CHINA = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 10, 20, 4, 0, tzinfo=UTC)
DAYS = [date(2026, 10, 19) - timedelta(days=back) for back in range(24)]  # back to 26 September


@pytest.fixture
def player() -> Player:
    return make_player(make_game("huanle"), jurisdiction="CN")


def played(player: Player, day: date, first: float, last: float, session: str = "") -> None:
    start, end = (
        datetime(day.year, day.month, day.day, tzinfo=CHINA) + timedelta(hours=hour) for hour in (first, last)
    )
    PlaySession.objects.create(
        player=player,
        game=player.game,
        session=session or f"{day}-{first}",
        started_at=start,
        last_seen_at=end,
        ended_at=end,
    )


def counted(player: Player, day: date, minutes: int) -> None:
    OpsSnapshot.objects.create(player=player, game=player.game, date=day, minutes_played=minutes, counted_at=NOW)


def test_the_calendar_says_which_days_are_school_days(player: Player) -> None:
    found = school_days(player, DAYS, NOW)

    assert {day: found[day].is_school_day for day in (date(2026, 9, 30), date(2026, 10, 1), date(2026, 10, 10))} == {
        date(2026, 9, 30): True,
        date(2026, 10, 1): False,  # the national day
        date(2026, 10, 10): True,  # a Saturday that is worked
    }
    assert found[date(2026, 10, 11)].is_school_day is False


def test_minutes_after_school_are_of_the_day_and_two_devices_count_once(player: Player) -> None:
    day = date(2026, 10, 15)
    played(player, day, 15.5, 17, "one")
    played(player, day, 16.5, 17.5, "two")
    played(player, day, 23.5, 25, "late")

    found = school_days(player, DAYS, NOW)

    assert found[day] == SchoolDay(is_school_day=True, minutes_after=120)
    assert found[date(2026, 10, 16)].minutes_after == 0


def test_with_few_days_nothing_is_asked(player: Player, django_assert_num_queries: object) -> None:
    with django_assert_num_queries(0):  # type: ignore[operator]
        assert school_days(player, DAYS[:11], NOW) == {}


@pytest.mark.parametrize(("hour", "free", "found"), [(17, 120, ["MI5"]), (9, 120, []), (17, 119, [])])
def test_play_after_school_and_twice_as_much_on_free_days_is_a_weak_sign(
    player: Player, hour: int, free: int, found: list[str]
) -> None:
    for day, school in school_days(player, DAYS, NOW).items():
        counted(player, day, 60 if school.is_school_day else free)
        played(player, day, hour, hour + 1)

    assert [sign.code for sign in signs_of(player, NOW) if sign.code == "MI5"] == found
