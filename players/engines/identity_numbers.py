"""Numbers of Chinese identity cards (GB 11643-1999): what they say, and whether they can be.

Eighteen characters: six of the area, eight of the birth, three of order (odd for men), one check character of ISO 7064
MOD 11-2. Areas are not compared with a list, because an abolished code stays with its holder for life.
"""

import re
import unicodedata
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from players.engines.ages import age_on

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS = "10X98765432"
_FORM = re.compile(r"[1-9]\d{5}(?:18|19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dX]", re.ASCII)
_OLD_FORM = re.compile(r"[1-9]\d{5}\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}", re.ASCII)
_ANYWHERE = re.compile(r"(?<![0-9A-Za-z])[1-9]\d{16}[\dX](?![0-9A-Za-z])", re.ASCII)
_PERMITS = ("81", "82", "83", "9")  # residents of Hong Kong, Macau, Taiwan; foreigners with the card of 2023
OLDEST = 130


class Flaw(StrEnum):
    """Why a number cannot be one; the first that is found, in this order."""

    FORM = "form"
    BIRTH = "birth"
    FUTURE = "future"
    AGE = "age"
    CHECK = "check"


class NumberRefused(ValueError):
    """The text is no identity number. It carries the flaw and never the text."""

    def __init__(self, flaw: Flaw) -> None:
        self.flaw = flaw
        super().__init__(flaw.value)


@dataclass(frozen=True)
class IdentityNumber:
    """A number that can be, with what it says about its holder. `is_permit`: only people can verify it."""

    value: str = field(repr=False)
    birth_date: date = field(repr=False)
    is_male: bool = field(repr=False)
    is_permit: bool


def read_number(text: str, today: date, *, from_import: bool = False) -> IdentityNumber:
    """What the number says; raises `NumberRefused`. Full-width characters and a small x are taken as meant.

    `from_import` also takes the fifteen digits of cards before 1999, which are no documents since 2013.
    """
    number = normal_number(text)
    if from_import and _OLD_FORM.fullmatch(number):
        number = upgraded(number)
    if not _FORM.fullmatch(number):
        raise NumberRefused(Flaw.FORM)
    birth_date = _birth_date(number)
    if birth_date > today:
        raise NumberRefused(Flaw.FUTURE)
    if age_on(birth_date, today) > OLDEST:
        raise NumberRefused(Flaw.AGE)
    if not has_right_check(number):
        raise NumberRefused(Flaw.CHECK)
    return IdentityNumber(number, birth_date, int(number[16]) % 2 == 1, number.startswith(_PERMITS))


def normal_number(text: str) -> str:
    """The number as it is compared: NFKC, no space around it, a capital X."""
    return unicodedata.normalize("NFKC", text).strip().upper()


def has_right_check(number: str) -> bool:
    """Whether the last of eighteen characters follows from the others; nothing else is asked."""
    return number[17:] == check_character(number[:17])


def check_character(first: str) -> str:
    """The check character of seventeen digits."""
    return _CHECKS[sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, first, strict=True)) % 11]


def upgraded(old: str) -> str:
    """The eighteen characters of a number of fifteen: the century put in, the check character put behind."""
    longer = f"{old[:6]}19{old[6:]}"
    return longer + check_character(longer)


def holds_number(text: str) -> bool:
    """Whether a valid number stands somewhere in the text, for those who must not take one in."""
    found = _ANYWHERE.findall(unicodedata.normalize("NFKC", text).upper())
    return any(_FORM.fullmatch(number) and has_right_check(number) for number in found)


def _birth_date(number: str) -> date:
    try:
        return date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError as error:
        raise NumberRefused(Flaw.BIRTH) from error
