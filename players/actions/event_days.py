"""Days of game events as partitions: made before something is written into them, dropped when nobody needs them."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta

from django.conf import settings
from django.db import connection, transaction

from core import clock
from players.policies.game_events import KEPT_DAYS

AHEAD = timedelta(days=7)
_FORGET_AT_ONCE = 5000
_FORGET = """
DELETE FROM players_gameeventkey WHERE (game_id, event) IN (
  SELECT game_id, event FROM players_gameeventkey WHERE arrived_on < %s LIMIT %s FOR UPDATE SKIP LOCKED)
"""
_THERE = """
SELECT day FROM unnest(%s::date[]) AS day
WHERE to_regclass('public.players_gameevent_' || to_char(day, 'YYYYMMDD')) IS NULL
"""


def make_days_for(moments: Iterable[datetime]) -> int:
    """Let there be a partition for each of these moments; return how many were made.

    To be called before anything of the batch is locked: two that want the same day wait for each other here alone.
    """
    return _make(sorted({at.astimezone(UTC).date() for at in moments}))


def make_days_ahead() -> int:
    """Let the days from today to a week from now be there, so that midnight finds them."""
    today = clock.now().date()
    return _make([today + timedelta(days=n) for n in range(AHEAD.days + 1)])


def drop_old_days() -> int:
    """Drop the days that are older than the installation keeps events; return how many."""
    with connection.cursor() as cursor:
        before = clock.now().date() - timedelta(days=settings.GAME_EVENT_DAYS)
        cursor.execute("SELECT public.players_drop_event_days(%s)", [before])
        return int(cursor.fetchone()[0])


def forget_old_ids() -> int:
    """Forget ids that came longer ago than they are known for; return how many. Some at a time, so nobody waits."""
    before, forgotten = clock.now().date() - timedelta(days=KEPT_DAYS), 0
    while True:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(_FORGET, [before, _FORGET_AT_ONCE])
            done = int(cursor.rowcount)
            forgotten += done
            if done < _FORGET_AT_ONCE:
                return forgotten


def keep_days() -> int:
    """What has to be done once an hour: days ahead, and an end of what is old; return how much there was to do."""
    return make_days_ahead() + drop_old_days() + forget_old_ids()


def _make(days: list[date]) -> int:
    with connection.cursor() as cursor:
        cursor.execute(_THERE, [days])
        missing = [day for (day,) in cursor.fetchall()]
        if not missing:
            return 0
        cursor.execute("SELECT public.players_make_event_days(%s::date[])", [missing])
        return int(cursor.fetchone()[0])
