"""Load the copies: one transaction, in which nothing is written row by row. An interrupted load leaves nothing."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from helpdesk.demo.bulk.drawing import Copy, Drawing
from helpdesk.demo.bulk.preparing import copy_rows, prepare_patterns, put_colleagues, reserve
from helpdesk.demo.bulk.tables import COUNTED, SOURCES, Source, writes
from players.models import Player
from tickets.engines.search_text import stored_text

CHUNK = 5_000
LONG_KNOWN = "-700 days"  # players were there before the oldest copied ticket
_COPY_COLUMNS = (
    "number bigint, pattern bigint, variant int, shift interval, ticket_id bigint, player_id bigint, played bigint,"
    " nickname text, hand int, told_order text, own_order text, words text, search_words text"
)
_COPIES = "CREATE TEMP TABLE bulk_copy ({columns}) ON COMMIT DROP"
_PEOPLE = """CREATE TEMP TABLE bulk_person (player_id bigint, pattern bigint, person bigint, nickname text,
 shift interval, told_order text, own_order text) ON COMMIT DROP"""
PLAYER = Source(
    "player",
    Player,
    "",
    {
        "id": "c.player_id",
        "uid": "CASE p.uid WHEN '' THEN '' ELSE p.uid || lpad(c.person::text, 5, '0') END",
        "nickname": "c.nickname",
        "email": "CASE p.email WHEN '' THEN '' ELSE 'player' || c.player_id || '@example.test' END",
        "event_seq": "0",
    },
)


@dataclass(frozen=True)
class Keys:
    """The first new key of every table, and how many rows a copy of each pattern takes."""

    ticket: int
    player: int
    first: Mapping[str, int]
    rows: Mapping[str, Mapping[int, int]]


def prepare(cursor: Any, drawing: Drawing) -> tuple[Keys, dict[str, int]]:
    """Everything stands that the copies are made of: patterns, colleagues, players, and the keys to come."""
    prepare_patterns(cursor, drawing)
    keys = _reserve_all(cursor, drawing)
    parameters = {"first_agent": put_colleagues(cursor)}
    first_columns = "".join(f", first_{name} bigint" for name in COUNTED)
    cursor.execute(_COPIES.format(columns=_COPY_COLUMNS + first_columns))
    cursor.execute(_PEOPLE)
    _put_players(cursor, drawing, keys, parameters)
    return keys, parameters


def load(cursor: Any, drawing: Drawing, prepared: tuple[Keys, dict[str, int]], tell: Callable[[int], None]) -> None:
    """Write every copy in the cursor's transaction; `tell(done)` after each chunk."""
    keys, parameters = prepared
    statements = [_guests(), *(writes(source) for source in SOURCES)]
    done, lines = 0, _lines(drawing, keys)
    while chunk := list(islice(lines, CHUNK)):
        cursor.execute("TRUNCATE bulk_copy")
        copy_rows(cursor, "bulk_copy", chunk)
        cursor.execute("ANALYZE bulk_copy")
        for statement in statements:
            cursor.execute(statement, parameters)
        done += len(chunk)
        tell(done)


def _reserve_all(cursor: Any, drawing: Drawing) -> Keys:
    counts = {drawing.patterns[place].pk: count for place, count in drawing.counts.items()}
    rows: dict[str, dict[int, int]] = {}
    first: dict[str, int] = {}
    for source in SOURCES:
        if source.name == "ticket":
            continue
        cursor.execute(f"SELECT pattern, count(*) FROM bulk_{source.name} GROUP BY pattern")  # noqa: S608 -- our names
        rows[source.name] = dict(cursor.fetchall())
        wanted = sum(counts.get(pattern, 0) * n for pattern, n in rows[source.name].items())
        first[source.name] = reserve(cursor, source.table, wanted)
    ticket = reserve(cursor, "tickets_ticket", len(drawing.choices))
    return Keys(ticket, reserve(cursor, "players_player", len(drawing.people)), first, rows)


def _put_players(cursor: Any, drawing: Drawing, keys: Keys, parameters: Mapping[str, int]) -> None:
    """Everybody with an account of the game; guests come with their tickets."""
    names = {int(p.ticket.player_id): p.ticket.player.nickname for p in drawing.patterns}
    rows = (
        (keys.player + place, who.pattern, who.number, _nickname(names[who.pattern], who.number), LONG_KNOWN, "", "")
        for place, who in enumerate(drawing.people)
        if not who.is_guest
    )
    copy_rows(cursor, "bulk_person", rows)
    statement = writes(PLAYER).replace("FROM bulk_copy c", "FROM bulk_person c")
    cursor.execute(statement, parameters)


def _guests() -> str:
    statement = writes(PLAYER).replace("ON p.pattern = c.pattern", "ON p.pattern = c.played AND p.is_guest")
    return statement.replace("c.person::text", "''")


def _nickname(played: str, number: int) -> str:
    return f"{played[:70]}{number + 2}"


def _lines(drawing: Drawing, keys: Keys) -> Iterator[Sequence[object]]:
    """The rows of `bulk_copy`; keys are dealt out in the order of the copies."""
    following = Counter(keys.first)
    for copy in drawing.copies():
        pattern = drawing.patterns[copy.pattern]
        yield (*_line(copy, drawing, keys), *(following[name] for name in COUNTED))
        for name in COUNTED:
            following[name] += keys.rows[name].get(pattern.pk, 0)


def _line(copy: Copy, drawing: Drawing, keys: Keys) -> tuple[object, ...]:
    pattern, person = drawing.patterns[copy.pattern], drawing.people[copy.person]
    played = pattern.ticket.player.nickname
    return (
        copy.number,
        pattern.pk,
        copy.variant,
        copy.shift,
        keys.ticket + copy.number,
        keys.player + copy.person,
        person.pattern,
        played if person.is_guest else _nickname(played, person.number),
        copy.hand,
        pattern.order,
        copy.order,
        copy.words,
        stored_text(copy.words),
    )
