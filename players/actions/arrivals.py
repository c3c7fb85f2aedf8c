"""Accounts that a game reports: found, or added when nobody knew them, many at once, and held for what follows."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.db import connection

from core import clock
from core.models import Actor
from players.models import Player

Account = tuple[int, str]
_OWN = {"id", "game", "uid", "jurisdiction"}
_HOLD = """
SELECT p.game_id, p.uid, p.id
FROM unnest(%s::bigint[], %s::text[]) AS told (game_id, uid)
JOIN players_player p ON p.game_id = told.game_id AND p.uid = told.uid AND NOT p.uid = ''
ORDER BY p.id FOR NO KEY UPDATE OF p
"""
_ADD = """
WITH told AS (SELECT * FROM unnest(%(games)s::bigint[], %(uids)s::text[]) AS told (game_id, uid)),
added AS (
  INSERT INTO players_player (game_id, uid, jurisdiction, {names})
  SELECT told.game_id, told.uid, g.jurisdiction, {places}
  FROM told JOIN core_game g ON g.id = told.game_id ORDER BY told.game_id, told.uid
  ON CONFLICT (game_id, uid) WHERE NOT (uid = '') DO NOTHING
  RETURNING id, game_id),
event AS (
  INSERT INTO core_event
    (uid, name, at, game_id, subject_type, subject_id, seq, actor_kind, actor_id, actor_name, data)
  SELECT gen_random_uuid(), 'player.added', %(now)s, game_id, 'player', id, 1,
         %(actor_kind)s, %(actor_id)s, %(actor_name)s, '{{"guest": false}}'
  FROM added ORDER BY id
  RETURNING id, subject_id)
INSERT INTO core_outboxentry (event_id, lane, attempts, next_try_at, parked_at, last_error)
SELECT id, 'player:' || subject_id, 0, %(now)s, NULL, '' FROM event
"""


def hold_accounts(accounts: Iterable[Account], *, by: Actor) -> dict[Account, int]:
    """The key of each account, named by game and uid; who is not known is added, and `player.added` recorded.

    The rows stay locked until the transaction ends, taken in the order of their keys: what is worked out for a player
    from several tables is worked out by one at a time. Whoever locks more of a player locks the player first.
    """
    wanted = sorted(set(accounts))
    found = _held(wanted)
    missing = [account for account in wanted if account not in found]
    if missing:
        _add(missing, by=by)
        found |= _held(missing)
    return found


def _held(accounts: Sequence[Account]) -> dict[Account, int]:
    with connection.cursor() as cursor:
        cursor.execute(_HOLD, [[game for game, _ in accounts], [uid for _, uid in accounts]])
        return {(game, uid): pk for game, uid, pk in cursor.fetchall()}


def _add(accounts: Sequence[Account], *, by: Actor) -> None:
    now = clock.now()
    usual = _usual(now)
    values = {
        **usual,
        "games": [game for game, _ in accounts],
        "uids": [uid for _, uid in accounts],
        "now": now,
        "actor_kind": by.kind,
        "actor_id": by.id,
        "actor_name": by.name,
    }
    names, places = ", ".join(usual), ", ".join(f"%({name})s" for name in usual)
    with connection.cursor() as cursor:
        cursor.execute(_ADD.format(names=names, places=places), values)


def _usual(now: datetime) -> dict[str, Any]:
    """The columns that are alike for everybody of whom nothing is known but game and id."""
    nobody = Player(created_at=now, updated_at=now, event_seq=1)
    return {
        str(field.column): field.get_db_prep_save(field.pre_save(nobody, add=True), connection)
        for field in Player._meta.concrete_fields
        if field.name not in _OWN
    }
