"""By when a request is answered, counted in days, months or working days with holidays and make-up workdays."""

from datetime import date

import pytest

from core.queries.calendars import national_days
from players.engines.terms import Term, due_day, term_for, terms_from


def test_fifteen_working_days_in_china_jump_over_the_golden_week_and_count_the_make_up_workday() -> None:
    china = national_days("CN", [2026])
    last = due_day(date(2026, 9, 25), Term(15, "wd"), china.holidays, china.makeup_workdays)
    # 28–30 September, 8–10 October with the make-up Saturday, 12–16 and 19–22 October
    assert last == date(2026, 10, 22)


@pytest.mark.parametrize(
    ("asked", "term", "last"),
    [
        (date(2026, 11, 30), Term(1, "wd"), date(2026, 12, 1)),
        (date(2026, 12, 4), Term(1, "wd"), date(2026, 12, 7)),
        (date(2026, 12, 1), Term(30, "d"), date(2026, 12, 31)),
        (date(2026, 1, 31), Term(1, "m"), date(2026, 2, 28)),
        (date(2028, 1, 31), Term(1, "m"), date(2028, 2, 29)),
        (date(2026, 12, 15), Term(1, "m"), date(2027, 1, 15)),
        (date(2026, 11, 30), Term(3, "m"), date(2027, 2, 28)),
    ],
)
def test_a_term_ends_on_its_last_day(asked: date, term: Term, last: date) -> None:
    assert due_day(asked, term) == last


def test_a_place_has_its_own_term_or_its_countrys_or_that_of_all_others() -> None:
    terms = terms_from(["CN=15wd", "EU=1m", "EU-DE=20d", "*=30d"])
    assert term_for(terms, "CN") == Term(15, "wd")
    assert term_for(terms, "EU-DE") == Term(20, "d")
    assert term_for(terms, "EU-FR") == Term(1, "m")
    assert term_for(terms, "KR") == term_for(terms, "") == Term(30, "d")


@pytest.mark.parametrize("words", [["CN=15wd"], ["CN=0d", "*=1m"], ["China=5d", "*=1m"], ["*=1y"], []])
def test_what_is_no_term_is_named(words: list[str]) -> None:
    with pytest.raises(ValueError, match="term"):
        terms_from(words)
