"""`pi`: the code by which the state's system knows a person, in every game and company alike.

38 characters: the day of birth as eight digits, written in base 26 with the digits 0-9 and a-p, then 32 of the person.
"""

import re
from datetime import date, datetime

_FORM = re.compile(r"[0-9a-p]{6}[0-9a-z]{32}", re.ASCII)


def is_pi(text: str) -> bool:
    """Whether the text can be one."""
    return _FORM.fullmatch(text) is not None and birth_date_of(text) is not None


def birth_date_of(pi: str) -> date | None:
    """The day of birth that the code tells; None where there is no such day."""
    try:
        return datetime.strptime(f"{int(pi[:6], 26):08d}", "%Y%m%d").date()  # noqa: DTZ007 -- a day has no zone
    except ValueError:
        return None
