"""Days of a country: what is published, what is missing, what we know better."""

from datetime import date

import pytest

from core import clock
from players.enums import DayMark
from players.models import DayOverride
from players.queries.days import day_kinds, missing_schedules, missing_years, published_days

MAKE_UP_2026 = ["2026-01-04", "2026-02-14", "2026-02-28", "2026-05-09", "2026-09-20", "2026-10-10"]


def test_the_make_up_workdays_of_2026_are_known() -> None:
    assert [
        day.isoformat() for day in sorted(published_days("CN", 2026).makeup_workdays) if day.year == 2026
    ] == MAKE_UP_2026


def test_a_year_that_nobody_published_has_no_days_off() -> None:
    assert published_days("CN", 2027).holidays == frozenset()


@pytest.mark.django_db
def test_a_missing_year_is_named_until_somebody_enters_a_day_of_it() -> None:
    assert (missing_years(2026), missing_years(2027)) == ([], ["CN"])

    DayOverride.objects.create(country="CN", on=date(2027, 2, 8), mark=DayMark.HOLIDAY)

    assert missing_years(2027) == []
    assert day_kinds({"CN"})("CN", date(2027, 2, 8)) == DayMark.HOLIDAY


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("at", "years"),
    [
        ("2026-11-30T15:59:59Z", []),  # still November in China
        ("2026-11-30T16:00:00Z", ["2027"]),
        ("2026-12-31T15:59:59Z", ["2027"]),
        ("2026-12-31T16:00:00Z", ["2027"]),  # this year's by now
        ("2027-12-01T00:00:00Z", ["2027", "2028"]),
    ],
)
def test_from_december_on_the_missing_schedule_of_the_next_year_is_said(at: str, years: list[str]) -> None:
    with clock.frozen(clock.parse_iso(at)):
        said = [str(sentence) for sentence in missing_schedules()]

    assert [year for year in ("2026", "2027", "2028", "2029") for one in said if year in one] == years


@pytest.mark.django_db
def test_a_country_without_a_schedule_has_plain_days() -> None:
    kind = day_kinds({"CN"})

    assert (kind("", date(2026, 10, 1)), kind("QQ", date(2026, 10, 1))) == (DayMark.PLAIN, DayMark.PLAIN)
