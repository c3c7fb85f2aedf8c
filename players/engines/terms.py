"""By when a request about personal data has to be answered. Pure: days off come in as sets.

Terms are written as `CN=15wd,EU=1m,*=30d`: working days, months or days, by the beginning of the jurisdiction; `*` is
for all others. PIPL practice in China is 15 working days, the GDPR says one month (art. 12).
"""

import calendar
import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta

_TERM = re.compile(r"([A-Z]{2}(?:-[A-Z0-9]{1,3})?|\*)=([1-9]\d{0,2})(wd|d|m)")


@dataclass(frozen=True)
class Term:
    """So many days, working days (`wd`) or months from the day of the request."""

    number: int
    unit: str


def terms_from(words: Iterable[str]) -> dict[str, Term]:
    """The terms by jurisdiction; raises `ValueError` naming what is none, or when `*` is missing."""
    terms = {}
    for word in words:
        found = _TERM.fullmatch(word)
        if found is None:
            raise ValueError(f"{word!r} is no term. Write CN=15wd, EU=1m or *=30d.")
        terms[found[1]] = Term(int(found[2]), found[3])
    if "*" not in terms:
        raise ValueError("There has to be a term for all other places: *=30d.")
    return terms


def term_for(terms: dict[str, Term], jurisdiction: str) -> Term:
    """The term of a place: its own, that of its country, or that of all others."""
    return terms.get(jurisdiction) or terms.get(jurisdiction[:2]) or terms["*"]


def due_day(asked: date, term: Term, holidays: Collection[date] = (), workdays: Collection[date] = ()) -> date:
    """The last day of the term; the day of the request does not count. `workdays` are weekend days that are worked."""
    if term.unit == "d":
        return asked + timedelta(days=term.number)
    if term.unit == "m":
        return _months_later(asked, term.number)
    day, left = asked, term.number
    while left:
        day += timedelta(days=1)
        left -= day in workdays or (day.weekday() < 5 and day not in holidays)
    return day


def _months_later(day: date, months: int) -> date:
    index = day.month - 1 + months
    year, month = day.year + index // 12, index % 12 + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))
