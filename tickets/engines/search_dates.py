"""Days and spans of days as people type them into a search: 2026-11-30, 2026-11, 昨天, 7d, 2026-11-01..2026-11-15."""

import re
from calendar import monthrange
from datetime import date, timedelta

from tickets.engines.search_words import key_of

_DAY = re.compile(r"(\d{4})[-./年](\d{1,2})(?:[-./月](\d{1,2})日?|月?)")
_YEAR = re.compile(r"(\d{4})年?")
_AGO = re.compile(r"(\d{1,4})(d|天|日|w|周|m|月|个月)(?:ago|前|内)?")
_NAMED = {"today": 0, "今天": 0, "今日": 0, "yesterday": 1, "昨天": 1, "昨日": 1, "前天": 2}
_DAYS = {"d": 1, "天": 1, "日": 1, "w": 7, "周": 7, "m": 30, "月": 30, "个月": 30}
FIRST_YEAR = 1970  # no ticket is older, and the margins of the calendar have no time zone
FIRST_DAY, LAST_DAY = date(FIRST_YEAR, 1, 2), date(9000, 1, 1)
_NARROW = str.maketrans("＞＜＝", "><=")
Span = tuple[date, date]


def span_of(text: str, today: date) -> Span | None:
    """The first day that is meant and the first one that is no more; None when no day is meant.

    "7d" is from seven days ago to the end of today; `a..b` holds both ends.
    """
    first, dots, last = text.strip().partition("..")
    if dots:
        begin, end = _one(first, today), _one(last, today)
        return (begin[0], end[1]) if begin and end and begin[0] < end[1] else None
    return _one(text, today)


def open_span_of(text: str, today: date) -> Span | None:
    """As `span_of`, and with one end open: `>2026-11-01` after it, `>=` from it on, `<`, `<=`, `a..` and `..b`."""
    asked = text.strip().translate(_NARROW)
    if asked.startswith(".."):
        asked = f"<={asked[2:]}"
    elif asked.endswith(".."):
        asked = f">={asked[:-2]}"
    sign = asked[:2] if asked[1:2] == "=" else asked[:1]
    if sign not in {">", ">=", "<", "<="}:
        return span_of(text, today)
    day = _one(asked[len(sign) :], today)
    if day is None:
        return None
    edge = day[1] if sign in {">", "<="} else day[0]
    return (edge, LAST_DAY) if sign[0] == ">" else (FIRST_DAY, edge)


def _one(text: str, today: date) -> Span | None:
    try:
        span = _calendar(text.strip()) or _relative(text, today)
    except (ValueError, OverflowError):
        return None
    return span if span and span[0].year >= FIRST_YEAR else None


def _calendar(text: str) -> Span | None:
    if found := _DAY.fullmatch(text):
        year, month = int(found[1]), int(found[2])
        if found[3]:
            day = date(year, month, int(found[3]))
            return day, day + timedelta(days=1)
        return date(year, month, 1), date(year, month, monthrange(year, month)[1]) + timedelta(days=1)
    if found := _YEAR.fullmatch(text):
        return date(int(found[1]), 1, 1), date(int(found[1]) + 1, 1, 1)
    return None


def _relative(text: str, today: date) -> Span | None:
    key = key_of(text)
    tomorrow = today + timedelta(days=1)
    if key in _NAMED:
        day = today - timedelta(days=_NAMED[key])
        return day, day + timedelta(days=1)
    if key in {"本周", "thisweek"}:
        return today - timedelta(days=today.weekday()), tomorrow
    if key in {"本月", "thismonth"}:
        return today.replace(day=1), tomorrow
    found = _AGO.fullmatch(key)
    if found is None:
        return None
    return today - timedelta(days=int(found[1]) * _DAYS.get(found[2], 0)), tomorrow
