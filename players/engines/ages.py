"""Ages, without ever handing out a date of birth."""

from datetime import date, timedelta

from players.enums import AgeBand

_FIRST_YEAR = 1900
_ONE_DAY = timedelta(days=1)
ZONES = {"CN": "Asia/Shanghai", "KR": "Asia/Seoul", "VN": "Asia/Ho_Chi_Minh", "JP": "Asia/Tokyo"}
HOUSE_ZONE = "Asia/Shanghai"


def zone_of(place: str) -> str:
    """The zone by which birthdays of a place begin; where a place has several or is not known, that of the house."""
    return ZONES.get(place, HOUSE_ZONE)


def age_on(birth_date: date, day: date, *, day_after: bool = False) -> int:
    """Whole years on that day; a person born on 29 February is a year older on 1 March.

    With `day_after` an age is reached on the day after the birthday, as the courts of China count.
    """
    if day_after:
        day -= _ONE_DAY
    return max(0, day.year - birth_date.year - ((day.month, day.day) < (birth_date.month, birth_date.day)))


def age_band(birth_date: date | None, day: date, *, day_after: bool = False) -> AgeBand:
    """The band of an age on that day."""
    if birth_date is None:
        return AgeBand.UNKNOWN
    age = age_on(birth_date, day, day_after=day_after)
    if age < 8:
        return AgeBand.U8
    if age < 16:
        return AgeBand.FROM_8_TO_15
    return AgeBand.FROM_16_TO_17 if age < 18 else AgeBand.ADULT


def is_possible_birth_date(birth_date: date, day: date) -> bool:
    """Whether somebody who plays on that day can be born on this date."""
    return birth_date.year >= _FIRST_YEAR and birth_date <= day
