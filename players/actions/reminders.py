"""Reminders as games tell of them: shown, and confirmed by the player."""

from datetime import datetime

from django.db import connection

from players.actions.applied import Batch
from players.enums import EventKind

# A reminder of another player is nobody's to confirm; of several reports the earliest moment holds.
_NOTE = """
UPDATE players_playreminder r
SET shown_at = least(r.shown_at, t.shown_at), acknowledged_at = least(r.acknowledged_at, t.acknowledged_at)
FROM (SELECT id, player_id, min(shown_at) AS shown_at, min(acknowledged_at) AS acknowledged_at
      FROM unnest(%s::bigint[], %s::bigint[], %s::timestamptz[], %s::timestamptz[])
        AS told (id, player_id, shown_at, acknowledged_at)
      GROUP BY id, player_id) t
JOIN players_playalert a ON a.player_id = t.player_id
WHERE r.id = t.id AND a.id = r.alert_id
"""


def note_reminders(batch: Batch) -> None:
    """Keep when reminders were shown and confirmed, as the events of the batch say."""
    told: list[tuple[int, int, datetime, datetime | None]] = []
    for event in batch.events:
        name = event.data.get("reminder", "") if event.kind == EventKind.REMINDER else ""
        if name.isascii() and name.isdigit() and len(name) <= 18:
            confirmed = event.data.get("acknowledged_at")
            shown = datetime.fromisoformat(event.data["shown_at"])
            told.append((int(name), event.player_id, shown, datetime.fromisoformat(confirmed) if confirmed else None))
    if told:
        with connection.cursor() as cursor:
            cursor.execute(_NOTE, [list(column) for column in zip(*told, strict=True)])
