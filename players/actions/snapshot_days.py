"""Which days of players have to be counted (again): every one about which something came in."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db import connection

from core.models import Game
from players.actions.applied import Happened, Moment
from players.enums import EventKind
from players.models import Feed

_MARK = """
INSERT INTO players_daytocount (player_id, date, marked_at)
SELECT player_id, date, %(now)s::timestamptz
FROM unnest(%(players)s::bigint[], %(dates)s::date[]) AS told (player_id, date)
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
SELECT s.player_id, told.game_id, s.first_seen_at
FROM unnest(%s::bigint[], %s::bigint[], %s::timestamptz[]) AS told (player_id, game_id, at)
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


def mark(events: Sequence[Happened], ended: Sequence[int], others: Iterable[Moment], now: datetime) -> None:
    """Have the days of these events counted, all days of stretches that ended, and those of other moments."""
    zones = {pk: ZoneInfo(name) for pk, name in Game.objects.values_list("pk", "time_zone")}
    days = {day for event in events for day in _days(event, zones[event.game_id])}
    days |= {(player, at.astimezone(zones[game]).date()) for player, game, at in others}
    values: dict[str, Any] = {
        "players": [player for player, _ in days],
        "dates": [date for _, date in days],
        "sessions": list(ended),
        "now": now,
    }
    with connection.cursor() as cursor:
        cursor.execute(_MARK, values)


def _days(event: Happened, zone: ZoneInfo) -> Iterator[tuple[int, date]]:
    """The days of which an event says something: for play all from its beginning on."""
    last = event.at.astimezone(zone).date()
    yield event.player_id, last
    if event.kind == EventKind.PLAY:
        day = datetime.fromisoformat(event.data["started_at"]).astimezone(zone).date()
        while day < last:
            yield event.player_id, day
            day += timedelta(days=1)


def overtaken(events: Sequence[Happened]) -> list[Moment]:
    """The moments of players at which something was new so far that an earlier sign-in among these may now have shown.

    To be asked before the sightings of these events are written.
    """
    earliest: dict[tuple[int, int], datetime] = {}
    for event in events:
        if event.kind == EventKind.LOGIN and event.data["ok"]:
            key = (event.player_id, event.game_id)
            earliest[key] = min(event.at, earliest.get(key, event.at))
    if not earliest:
        return []
    values: list[Any] = [[player for player, _ in earliest], [game for _, game in earliest], list(earliest.values())]
    with connection.cursor() as cursor:
        cursor.execute(_LATE, values)
        return list(cursor.fetchall())


def open_feeds(events: Iterable[tuple[int, str, datetime]], now: datetime) -> None:
    """Write down since when games report a kind; days that were counted as unknown before are counted again.

    `events` are game, kind and moment of what is new. Nearly always nothing is to be written, and nobody waits.
    """
    first: dict[tuple[int, str], datetime] = {}
    for game, kind, at in events:
        first[game, kind] = min(at, first.get((game, kind), at))
    rows = Feed.objects.filter(game__in={game for game, _ in first}).values_list("game_id", "kind", "first_at")
    known = {(game, kind): at for game, kind, at in rows}
    news = sorted(key for key, at in first.items() if key not in known or at < known[key])
    if not news:
        return
    games, moments = [game for game, _ in news], [first[key] for key in news]
    with connection.cursor() as cursor:
        cursor.execute(_FEED, [games, [kind for _, kind in news], moments])
        cursor.execute(_KNOWN_SINCE, [now, games, moments])
