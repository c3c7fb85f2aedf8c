"""Stretches of play out of what games report, the same whatever the order in which it comes.

A stretch is named by account, sign-in and beginning. Its end is the earliest that anybody told: its own end, or a
sign-out of the same sign-in at most two days later. Nothing told is not forgotten: where nobody speaks of a stretch for
longer than a heartbeat may be late, the last moment heard of is taken for the end until more is heard.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction

from core import clock
from players.actions.applied import Happened
from players.enums import EventKind

SILENCE = timedelta(minutes=15)  # games tell of play every five minutes; three may be lost
_NEAR = timedelta(days=2)
_CLOSE_AT_ONCE = 5000

_PLAY = """
INSERT INTO players_playsession AS s (game_id, player_id, session, device, started_at, last_seen_at, ended_at)
SELECT game_id, player_id, session, '', started_at, last_seen_at, ended_at
FROM unnest(%s::bigint[], %s::bigint[], %s::text[], %s::timestamptz[], %s::timestamptz[], %s::timestamptz[])
  AS told (game_id, player_id, session, started_at, last_seen_at, ended_at)
ON CONFLICT (player_id, session, started_at) DO UPDATE SET
  last_seen_at = greatest(s.last_seen_at, excluded.last_seen_at),
  ended_at = CASE
    WHEN excluded.ended_at IS NOT NULL
      THEN least(excluded.ended_at, CASE WHEN s.is_end_assumed THEN NULL ELSE s.ended_at END)
    WHEN s.is_end_assumed AND excluded.last_seen_at > s.last_seen_at THEN NULL
    ELSE s.ended_at END,
  is_end_assumed = s.is_end_assumed AND excluded.ended_at IS NULL AND excluded.last_seen_at <= s.last_seen_at
RETURNING s.id, s.player_id, s.session, s.xmax = 0, s.ended_at IS NOT NULL
"""

_SIGN = """
WITH touched AS (SELECT DISTINCT * FROM unnest(%(players)s::bigint[], %(sessions)s::text[]) AS t (player_id, session)),
told AS (
  SELECT s.id,
    min(e.at) FILTER (WHERE e.kind = 'logout' AND e.at >= s.started_at) AS first_out,
    max(e.at) FILTER (WHERE e.kind = 'logout' AND e.at >= s.started_at) AS last_out,
    (array_agg(e.data->>'device' ORDER BY e.at, e.data->>'device')
      FILTER (WHERE e.kind = 'login' AND e.data->>'device' IS NOT NULL AND e.data->>'ok' = 'true'))[1] AS device
  FROM players_playsession s
  JOIN touched USING (player_id, session)
  JOIN players_gameevent e ON e.player_id = s.player_id AND e.kind IN ('login', 'logout')
    AND e.at BETWEEN s.started_at - %(near)s::interval AND s.started_at + %(near)s::interval
    AND e.data->>'session' = s.session
  WHERE s.started_at BETWEEN %(from)s::timestamptz AND %(to)s::timestamptz
    AND e.at BETWEEN %(from)s::timestamptz - %(near)s::interval AND %(to)s::timestamptz + %(near)s::interval
  GROUP BY s.id)
UPDATE players_playsession s SET
  device = coalesce(told.device, s.device),
  last_seen_at = greatest(s.last_seen_at, told.last_out),
  ended_at = CASE WHEN s.is_end_assumed THEN coalesce(told.first_out, s.ended_at)
             ELSE least(s.ended_at, told.first_out) END,
  is_end_assumed = s.is_end_assumed AND told.first_out IS NULL
FROM told WHERE told.id = s.id RETURNING s.id
"""

_CLOSE = """
UPDATE players_playsession SET ended_at = last_seen_at, is_end_assumed = true
WHERE id IN (
  SELECT id FROM players_playsession WHERE ended_at IS NULL AND last_seen_at < %s
  ORDER BY last_seen_at LIMIT %s FOR UPDATE SKIP LOCKED)
"""


@dataclass(frozen=True)
class Stretches:
    """The stretches that a batch changed, and those of them of which an end was told."""

    ids: list[int]
    ended: list[int]


def follow(events: Sequence[Happened]) -> Stretches:
    """Bring the stretches up to date with these events, which are stored already."""
    sign_ins = [event for event in events if event.kind in {EventKind.LOGIN, EventKind.LOGOUT}]
    plays = [event for event in events if event.kind == EventKind.PLAY]
    changed, ended, fresh = _play(plays)
    touched = fresh + [(event.player_id, event.data["session"]) for event in sign_ins]
    moments = [event.at for event in sign_ins] + [_moment(event, "started_at") for event in plays]
    signed = _sign(touched, moments)
    return Stretches(sorted(changed | signed), sorted(ended | signed))


def close_silent() -> int:
    """Take the last moment heard of for the end of stretches of which nothing is heard any more; return how many."""
    before, closed = clock.now() - SILENCE, 0
    while True:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(_CLOSE, [before, _CLOSE_AT_ONCE])
            done = int(cursor.rowcount)
            closed += done
            if done < _CLOSE_AT_ONCE:
                return closed


def _play(events: Sequence[Happened]) -> tuple[set[int], set[int], list[tuple[int, str]]]:
    """Write what was told of play; the stretches, the ended ones, and account and sign-in of those that are new."""
    told: dict[tuple[int, int, str, str], tuple[datetime, datetime | None]] = {}
    for event in events:
        key = (event.game_id, event.player_id, event.data["session"], event.data["started_at"])
        seen, ended = _reach(event)
        before, end = told.get(key, (seen, ended))
        told[key] = max(seen, before), min((at for at in (ended, end) if at), default=None)
    if not told:
        return set(), set(), []
    keys = sorted(told)
    values = [[key[n] for key in keys] for n in range(4)] + [[told[key][n] for key in keys] for n in range(2)]
    with connection.cursor() as cursor:
        cursor.execute(_PLAY, values)
        rows = cursor.fetchall()
    fresh = [(player, session) for _, player, session, is_new, _ in rows if is_new]
    return {row[0] for row in rows}, {row[0] for row in rows if row[-1]}, fresh


def _reach(event: Happened) -> tuple[datetime, datetime | None]:
    """Until when the event says that play went on, and the end that it tells."""
    if "ended_at" in event.data:
        ended = _moment(event, "ended_at")
        return ended, ended
    return max(event.at, _moment(event, "started_at")), None


def _moment(event: Happened, name: str) -> datetime:
    return datetime.fromisoformat(event.data[name])


def _sign(touched: Sequence[tuple[int, str]], moments: Sequence[datetime]) -> set[int]:
    """Let sign-ins say the device and sign-outs the end of the stretches near them."""
    if not touched:
        return set()
    values: dict[str, Any] = {
        "players": [player for player, _ in touched],
        "sessions": [session for _, session in touched],
        "near": str(_NEAR),
        "from": min(moments) - _NEAR,
        "to": max(moments) + _NEAR,
    }
    with connection.cursor() as cursor:
        cursor.execute(_SIGN, values)
        return {pk for (pk,) in cursor.fetchall()}
