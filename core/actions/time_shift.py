"""Move the clock of the house, and with it that of this database session; in demo and test mode alone."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from django.conf import settings
from django.db import connection

from core import clock
from core.errors import TimeShiftRefused


@contextmanager
def shifted(moment: datetime) -> Iterator[datetime]:
    """Inside the block `clock.now()` and the database's `app_now()` are at `moment`; outside demo mode it is refused.

    Sweeps go by the database's clock alone, so this is the one way to let them see another time.
    """
    if not (settings.DEMO or settings.TESTING):
        raise TimeShiftRefused
    before = _set(clock.to_utc(moment).isoformat())
    try:
        with clock.frozen(moment) as held:
            yield held
    finally:
        _set(before)


def _set(value: str) -> str:
    """Set the session's moment and return the one before."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(current_setting('app.now', true), '')")
        (before,) = cursor.fetchone()
        cursor.execute("SELECT set_config('app.now', %s, false)", [value])
    return str(before)
