"""The one clock of the house: `now()` for every moment that we write down, and a way to hold it still.

Seeding and tests run the same code as the desk does, only at another time; so nothing in the project asks
Python or Django for the time directly. The database has the same clock as the SQL function `app_now()`.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime

_held: ContextVar[datetime | None] = ContextVar("held", default=None)


class NaiveTime(ValueError):
    """A moment without a time zone was given where only a fixed instant makes sense."""


def now() -> datetime:
    """The present moment in UTC, or the moment that `frozen` holds in this context."""
    return _held.get() or datetime.now(UTC)


@contextmanager
def frozen(at: datetime) -> Iterator[datetime]:
    """Hold `now()` at `at` inside the block; blocks nest, and other threads and requests keep their own time."""
    token = _held.set(to_utc(at))
    try:
        yield now()
    finally:
        _held.reset(token)


def to_utc(at: datetime) -> datetime:
    """The same instant in UTC; a moment without a zone is refused, because guessing one hides the error."""
    if at.tzinfo is None:
        raise NaiveTime(f"{at.isoformat()} has no time zone")
    return at.astimezone(UTC)


def parse_iso(text: str) -> datetime:
    """Read an ISO 8601 moment (`2026-10-10T02:00:00Z`) as UTC; a time without a zone raises `NaiveTime`."""
    return to_utc(datetime.fromisoformat(text.strip()))
