"""Ages, without ever handing out a date of birth."""

from datetime import date

from players.enums import AgeBand

_FIRST_YEAR = 1900


def age_on(birth_date: date, day: date) -> int:
    """Whole years on that day; a person born on 29 February is a year older on 1 March."""
    return day.year - birth_date.year - ((day.month, day.day) < (birth_date.month, birth_date.day))


def age_band(birth_date: date | None, day: date) -> AgeBand:
    """The band of an age on that day."""
    if birth_date is None:
        return AgeBand.UNKNOWN
    age = age_on(birth_date, day)
    if age < 8:
        return AgeBand.U8
    if age < 16:
        return AgeBand.FROM_8_TO_15
    return AgeBand.FROM_16_TO_17 if age < 18 else AgeBand.ADULT


def is_possible_birth_date(birth_date: date, day: date) -> bool:
    """Whether somebody who plays on that day can be born on this date."""
    return birth_date.year >= _FIRST_YEAR and birth_date <= day
