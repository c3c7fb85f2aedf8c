"""Days of players in numbers, counted from what games reported as often as something comes in.

Counting a day twice changes nothing. A day of which the events are gone already is left as it was counted last.
"""

import json
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django.conf import settings
from django.db import connection, transaction

from core import clock
from core.models import Game
from players.actions.snapshot_sql import COUNT
from players.engines.currencies import currency_of

AT_ONCE = 500
_ZONES = timedelta(hours=15)  # no place is further from UTC than that

_TAKE = """
DELETE FROM players_daytocount WHERE id IN (
  SELECT id FROM players_daytocount ORDER BY date, player_id LIMIT %s FOR UPDATE SKIP LOCKED)
RETURNING player_id, date
"""
_MARK_ALL = """
INSERT INTO players_daytocount (player_id, date, marked_at)
SELECT p.id, %(day)s, %(now)s FROM players_player p WHERE p.game_id = %(game)s AND (
  EXISTS (SELECT 1 FROM players_gameevent e WHERE e.player_id = p.id AND e.at >= %(from)s AND e.at < %(to)s)
  OR EXISTS (SELECT 1 FROM players_playsession s WHERE s.player_id = p.id AND s.started_at < %(to)s
             AND s.started_at >= %(from)s::timestamptz - interval '7 days'
             AND coalesce(s.ended_at, s.last_seen_at) >= %(from)s)
  OR EXISTS (SELECT 1 FROM players_opssnapshot o WHERE o.player_id = p.id AND o.date = %(day)s))
ORDER BY p.id
ON CONFLICT (player_id, date) DO UPDATE SET marked_at = excluded.marked_at
"""


def count_days(limit: int | None = None) -> int:
    """Count the days that wait for it, the oldest first, at most about `limit`; return how many were counted."""
    counted = 0
    while limit is None or counted < limit:
        taken = _count_some()
        counted += taken
        if taken < AT_ONCE:
            break
    return counted


def mark_day(day: date, game: Game) -> int:
    """Have a day of a game counted anew for everybody of whom anything is known on it; return how many that are."""
    if day < _oldest():
        return 0
    values: dict[str, Any] = {
        "day": day,
        "now": clock.now(),
        "game": game.pk,
        "from": clock.at_local(game.time_zone, day, 0),
        "to": clock.at_local(game.time_zone, day + timedelta(days=1), 0),
    }
    with connection.cursor() as cursor:
        cursor.execute(_MARK_ALL, values)
        return int(cursor.rowcount)


@transaction.atomic
def _count_some() -> int:
    """Take some marks and count their days in one transaction: a mark that comes meanwhile waits for the next."""
    with connection.cursor() as cursor:
        cursor.execute(_TAKE, [AT_ONCE])
        marks = cursor.fetchall()
        days = [(player, day) for player, day in marks if day >= _oldest()]
        if days:
            cursor.execute(COUNT, _values(days))
    return len(marks)


def _values(days: list[tuple[int, date]]) -> dict[str, Any]:
    dates = [day for _, day in days]
    places = Game.objects.values_list("jurisdiction", flat=True).distinct()
    return {
        "players": [player for player, _ in days],
        "dates": dates,
        "currencies": json.dumps({place: currency_of(place) for place in places}),
        "from": _midnight(min(dates)) - _ZONES,
        "to": _midnight(max(dates) + timedelta(days=1)) + _ZONES,
        "now": clock.now(),
    }


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)


def _oldest() -> date:
    """The first day of which every event is still there, wherever on earth the game is."""
    return clock.now().date() - timedelta(days=settings.GAME_EVENT_DAYS - 2)
