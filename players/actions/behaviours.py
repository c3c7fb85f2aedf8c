"""Logins and logouts of games that are connected to the state's system, kept until they can be reported."""

import hashlib
from collections.abc import Sequence

from django.conf import settings
from django.db import connection

from core import clock
from core.models import Game
from players.actions.applied import Batch, Happened
from players.enums import EventKind
from players.models import BehaviourReport

# Play that ended in silence (a crash, a killed app) is over for the state's system too (FAQ: counts as offline).
_SILENT = """
INSERT INTO players_behaviourreport
  (player_id, session, is_online, device, at, told_as, state, attempts, next_try_at, trouble)
SELECT r.player_id, r.session, false, r.device, max(s.ended_at), NULL, 'waiting', 0, %(now)s, ''
FROM players_behaviourreport r
JOIN players_playsession s ON s.player_id = r.player_id AND s.is_end_assumed AND s.ended_at >= r.at
  AND left(encode(sha256(convert_to(s.player_id || ':' || s.session, 'UTF8')), 'hex'), 32) = r.session
WHERE r.is_online AND r.at > %(now)s::timestamptz - interval '2 days'
  AND NOT EXISTS (SELECT 1 FROM players_behaviourreport o
    WHERE o.player_id = r.player_id AND o.session = r.session AND NOT o.is_online)
GROUP BY r.player_id, r.session, r.device
ON CONFLICT (player_id, session, is_online) DO NOTHING
"""


def note_batch(batch: Batch) -> None:
    """The logins and logouts of a batch wait to be reported, each once; games that are not connected have none."""
    if not settings.NPPA_APP_ID:
        return
    games = set(Game.objects.filter(slug__in=settings.NPPA_GAMES).values_list("pk", flat=True))
    BehaviourReport.objects.bulk_create(_reports(batch.events, games), ignore_conflicts=True)


def note_silent_ends() -> int:
    """Logouts that nobody told, for play that is taken to have ended; return how many."""
    with connection.cursor() as cursor:
        cursor.execute(_SILENT, {"now": clock.now()})
        return int(cursor.rowcount)


def session_code(player: int, session: str) -> str:
    """The 32 characters by which the system knows a sign-in: the same for its login and logout, of one account only."""
    return hashlib.sha256(f"{player}:{session}".encode()).hexdigest()[:32]


def device_code(device: str) -> str:
    """The 32 characters of a device; an empty one stays empty."""
    return device if len(device) in {0, 32} else hashlib.sha256(device.encode()).hexdigest()[:32]


def _reports(events: Sequence[Happened], games: set[int]) -> list[BehaviourReport]:
    now = clock.now()
    return [
        BehaviourReport(
            player_id=event.player_id,
            session=session_code(event.player_id, event.data["session"]),
            is_online=event.kind == EventKind.LOGIN,
            device=device_code(event.data.get("device") or ""),
            at=event.at,
            next_try_at=now,
        )
        for event in events
        if event.game_id in games
        and (event.kind == EventKind.LOGOUT or (event.kind == EventKind.LOGIN and event.data["ok"]))
    ]
