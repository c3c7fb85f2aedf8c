"""Days off and make-up workdays of a country, as plain sets that a service calendar is built from."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

import holidays

COUNTRIES_WITH_WHOLE_BREAKS = frozenset({"CN"})
"""Here the state announces breaks from day to day, weekends included, and lists only the weekdays as holidays."""

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class NationalDays:
    """What the published schedule of a country says about its days."""

    holidays: frozenset[date]
    makeup_workdays: frozenset[date]


def national_days(country: str, years: Iterable[int]) -> NationalDays:
    """The holidays and make-up workdays of those years; an unknown country raises `NotImplementedError`.

    A year whose schedule is not published yet has its statutory days only. What is announced later, and what a company
    decides for itself, is kept as rows of the service calendar, which decide first.
    """
    wanted = sorted(set(years))
    table = holidays.country_holidays(country, years=wanted)
    makeup = frozenset(day for day in getattr(table, "weekend_workdays", ()) if day.year in wanted)
    days_off = frozenset(table)
    if country in COUNTRIES_WITH_WHOLE_BREAKS:
        days_off |= _weekends_touching(days_off, makeup)
    return NationalDays(holidays=days_off - makeup, makeup_workdays=makeup)


def _weekends_touching(days_off: frozenset[date], makeup: frozenset[date]) -> frozenset[date]:
    """The Saturdays and Sundays that run on from a day off without a day of work between."""
    found: set[date] = set()
    for step in (ONE_DAY, -ONE_DAY):
        for day in days_off:
            beside = day + step
            while beside.weekday() >= 5 and beside not in makeup and beside not in days_off:
                found.add(beside)
                beside += step
    return frozenset(found)
