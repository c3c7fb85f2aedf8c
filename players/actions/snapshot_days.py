"""Which days of players have to be counted (again): every one about which something came in."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import connection

from players.actions.applied import Happened
from players.enums import EventKind
from players.models import Feed

_MARK = """
INSERT INTO players_daytocount (player_id, date, marked_at)
SELECT DISTINCT p.id, (told.at AT TIME ZONE g.time_zone)::date, %(now)s::timestamptz
FROM unnest(%(players)s::bigint[], %(moments)s::timestamptz[]) AS told (player_id, at)
JOIN players_player p ON p.id = told.player_id JOIN core_game g ON g.id = p.game_id
UNION
SELECT s.player_id, day::date, %(now)s::timestamptz
FROM players_playsession s JOIN core_game g ON g.id = s.game_id,
  generate_series((s.started_at AT TIME ZONE g.time_zone)::date::timestamp,
                  (greatest(s.last_seen_at, s.ended_at) AT TIME ZONE g.time_zone)::date::timestamp, '1 day') AS day
WHERE s.id = ANY(%(sessions)s::bigint[])
ORDER BY 1, 2
ON CONFLICT (player_id, date) DO UPDATE SET marked_at = excluded.marked_at
"""
_LATE = """
SELECT s.player_id, s.first_seen_at
FROM unnest(%s::bigint[], %s::timestamptz[]) AS told (player_id, at)
JOIN players_sighting s ON s.player_id = told.player_id AND s.first_seen_at >= told.at
"""
_FEED = """
INSERT INTO players_feed AS f (game_id, kind, first_at)
SELECT * FROM unnest(%s::bigint[], %s::text[], %s::timestamptz[])
ON CONFLICT (game_id, kind) DO UPDATE SET first_at = least(f.first_at, excluded.first_at)
"""
_KNOWN_SINCE = """
INSERT INTO players_daytocount (player_id, date, marked_at)
SELECT DISTINCT s.player_id, s.date, %s::timestamptz
FROM unnest(%s::bigint[], %s::timestamptz[]) AS told (game_id, at) JOIN core_game g ON g.id = told.game_id
JOIN players_opssnapshot s ON s.game_id = told.game_id AND s.date >= (told.at AT TIME ZONE g.time_zone)::date
ORDER BY 1, 2
ON CONFLICT (player_id, date) DO UPDATE SET marked_at = excluded.marked_at
"""

Moment = tuple[int, datetime]


def mark(events: Sequence[Happened], sessions: Sequence[int], others: Iterable[Moment], now: datetime) -> None:
    """Have the days of these events counted, those of these stretches of play, and those of other moments of players."""
    moments = {(event.player_id, event.at) for event in events} | set(others)
    values = {
        "players": [player for player, _ in moments],
        "moments": [at for _, at in moments],
        "sessions": list(sessions),
        "now": now,
    }
    with connection.cursor() as cursor:
        cursor.execute(_MARK, values)


def overtaken(events: Sequence[Happened]) -> list[Moment]:
    """The moments of players at which something was new so far that an earlier sign-in among these may now have shown.

    To be asked before the sightings of these events are written.
    """
    earliest: dict[int, datetime] = {}
    for event in events:
        if event.kind == EventKind.LOGIN and event.data["ok"]:
            earliest[event.player_id] = min(event.at, earliest.get(event.player_id, event.at))
    if not earliest:
        return []
    with connection.cursor() as cursor:
        cursor.execute(_LATE, [list(earliest), list(earliest.values())])
        return list(cursor.fetchall())


def open_feeds(events: Iterable[tuple[int, str, datetime]], now: datetime) -> None:
    """Write down since when games report a kind; days that were counted as unknown before are counted again.

    `events` are game, kind and moment of what is new. Nearly always nothing is to be written, and nobody waits.
    """
    first: dict[tuple[int, str], datetime] = {}
    for game, kind, at in events:
        first[game, kind] = min(at, first.get((game, kind), at))
    known = {
        (game, kind): at
        for game, kind, at in Feed.objects.filter(game__in={game for game, _ in first}).values_list(
            "game_id", "kind", "first_at"
        )
    }
    news = sorted(key for key, at in first.items() if key not in known or at < known[key])
    if not news:
        return
    games, moments = [game for game, _ in news], [first[key] for key in news]
    with connection.cursor() as cursor:
        cursor.execute(_FEED, [games, [kind for _, kind in news], moments])
        cursor.execute(_KNOWN_SINCE, [now, games, moments])
