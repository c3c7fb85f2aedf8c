"""Reported events as rows: ids first, which tell what is new, then what is new by COPY into the days."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from io import StringIO
from typing import Any

from django.db import connection

from players.policies.event_values import wire
from players.policies.game_events import Reported

_TAKE = """
INSERT INTO players_gameeventkey (game_id, event, content, arrived_on)
SELECT game_id, event, decode(content, 'hex'), %s
FROM unnest(%s::bigint[], %s::text[], %s::text[]) AS told (game_id, event, content)
ORDER BY game_id, event
ON CONFLICT DO NOTHING RETURNING game_id, event
"""
_KNOWN = """
SELECT k.game_id, k.event, k.content
FROM unnest(%s::bigint[], %s::text[]) AS told (game_id, event) JOIN players_gameeventkey k USING (game_id, event)
"""
_COPY = "COPY players_gameevent (game_id, player_id, event, kind, at, arrived_at, data) FROM STDIN"


def take_ids(events: Sequence[Reported], now: datetime) -> set[tuple[int, str]]:
    """Claim the ids of these events, each once; return those that nobody had.

    In one order for everybody, so two batches with the same ids wait for each other and never in a circle.
    """
    with connection.cursor() as cursor:
        cursor.execute(_TAKE, [now.date(), *_keys(events), [event.contents[0].hex() for event in events]])
        return set(cursor.fetchall())


def contents_of(events: Sequence[Reported]) -> dict[tuple[int, str], bytes]:
    """The digests under which the ids of these events are known."""
    with connection.cursor() as cursor:
        cursor.execute(_KNOWN, _keys(events))
        return {(game, event): bytes(content) for game, event, content in cursor.fetchall()}


def copy_events(events: Iterable[Reported], accounts: Mapping[tuple[int, str], int], now: datetime) -> None:
    """Write the events into their days, which must be there."""
    lines, arrived = StringIO(), wire(now)
    for event in events:
        lines.write(_line(event, accounts[event.game_id, event.uid], arrived))
    lines.seek(0)
    with connection.cursor() as cursor:
        copying: Any = cursor
        copying.copy_expert(_COPY, lines)


def _keys(events: Sequence[Reported]) -> list[list[Any]]:
    return [[event.game_id for event in events], [event.id for event in events]]


def _line(event: Reported, player: int, arrived: str) -> str:
    name, data = _escaped(event.id), _escaped(event.text)
    return f"{event.game_id}\t{player}\t{name}\t{event.kind}\t{wire(event.at)}\t{arrived}\t{data}\n"


def _escaped(text: str) -> str:
    """A text as COPY reads it. Neither a name nor JSON holds a tab or a line break as such."""
    return text.replace("\\", "\\\\")
