"""What the schedule of a country makes of a day: holiday, make-up workday, or a day like any other."""

from collections.abc import Collection
from datetime import date
from functools import lru_cache
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from core import clock
from core.errors import Text
from core.queries.calendars import NationalDays, national_days
from players.engines.ages import HOUSE_ZONE
from players.engines.play_facts import DayKind
from players.enums import DayMark
from players.models import DayOverride

PUBLISHED_YEARLY = frozenset({"CN"})
"""Here the state publishes each year's days off and make-up workdays in the autumn before; nothing else is sure."""

DECEMBER = 12
NO_DAYS = NationalDays(frozenset(), frozenset())


def day_kinds(countries: Collection[str]) -> DayKind:
    """A table of the days of these countries, by one statement; rows of our own decide before what is published."""
    own = {
        (country, day): DayMark(mark)
        for country, day, mark in DayOverride.objects.filter(country__in=countries).values_list("country", "on", "mark")
    }

    def kind(country: str, day: date) -> DayMark:
        if not country:
            return DayMark.PLAIN
        return own.get((country, day)) or _published(country, day)

    return kind


def missing_years(year: int) -> list[str]:
    """The countries whose schedule of that year neither is known to this product nor was entered by anybody."""
    unknown = [country for country in PUBLISHED_YEARLY if not _is_published(country, year)]
    if not unknown:
        return []
    entered = set(DayOverride.objects.filter(on__year=year, country__in=unknown).values_list("country", flat=True))
    return sorted(set(unknown) - entered)


def missing_schedules() -> list[Text]:
    """A sentence for each schedule that is missing now: this year's always, the next one's from December in China."""
    today = clock.now().astimezone(ZoneInfo(HOUSE_ZONE)).date()
    years = [today.year] + ([today.year + 1] if today.month == DECEMBER else [])
    text = _(
        "The days off of %(country)s in %(year)s are missing. "
        "Until somebody enters them, only the days of the week count."
    )
    return [text % {"country": country, "year": year} for year in years for country in missing_years(year)]


def _published(country: str, day: date) -> DayMark:
    days = published_days(country, day.year)
    if day in days.makeup_workdays:
        return DayMark.MAKEUP_WORKDAY
    return DayMark.HOLIDAY if day in days.holidays else DayMark.PLAIN


@lru_cache(maxsize=256)
def published_days(country: str, year: int) -> NationalDays:
    """The days of a year as they were published; none while the schedule of the year is not known.

    Which days of a break fall on which date is only sure once it is published, and a day that is wrongly a holiday
    would let children play; so without a schedule only the days of the week count. The neighbouring years are read
    too, for breaks over New Year.
    """
    if not _is_published(country, year):
        return NO_DAYS
    try:
        return national_days(country, (year - 1, year, year + 1))
    except NotImplementedError:
        return NO_DAYS


@lru_cache(maxsize=256)
def _is_published(country: str, year: int) -> bool:
    if country not in PUBLISHED_YEARLY:
        return True
    return bool(national_days(country, (year,)).makeup_workdays)
