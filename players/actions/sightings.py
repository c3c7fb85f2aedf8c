"""With which devices and in which regions an account signs in."""

from collections.abc import Sequence
from datetime import datetime

from django.db import connection

from players.actions.applied import Happened
from players.enums import EventKind, SightingOf

_SEE = """
INSERT INTO players_sighting (player_id, "of", value, first_seen_at, last_seen_at)
SELECT * FROM unnest(%s::bigint[], %s::text[], %s::text[], %s::timestamptz[], %s::timestamptz[])
ON CONFLICT (player_id, "of", value) DO UPDATE SET
  first_seen_at = least(players_sighting.first_seen_at, excluded.first_seen_at),
  last_seen_at = greatest(players_sighting.last_seen_at, excluded.last_seen_at)
"""

Seen = dict[tuple[int, str, str], tuple[datetime, datetime]]


def see(events: Sequence[Happened]) -> None:
    """Write down what successful sign-ins show; the earliest and latest moments count, in whatever order they come."""
    seen = _seen(events)
    if not seen:
        return
    keys, spans = sorted(seen), [seen[key] for key in sorted(seen)]
    values = [[key[n] for key in keys] for n in range(3)] + [[span[n] for span in spans] for n in range(2)]
    with connection.cursor() as cursor:
        cursor.execute(_SEE, values)


def _seen(events: Sequence[Happened]) -> Seen:
    found: Seen = {}
    for event in events:
        if event.kind == EventKind.LOGIN and event.data["ok"]:
            for of in SightingOf.values:
                if of in event.data:
                    key = (event.player_id, of, event.data[of])
                    first, last = found.get(key, (event.at, event.at))
                    found[key] = min(first, event.at), max(last, event.at)
    return found
