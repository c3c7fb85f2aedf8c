"""What the database must know before it can copy: the patterns' rows, their moments, and where keys stand in texts."""

import json
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from io import StringIO
from typing import Any

from helpdesk.demo.bulk.drawing import HANDS, Drawing
from helpdesk.demo.bulk.tables import SOURCES, numbered, reads
from tickets.engines.search_text import stored_text
from tickets.models import Message

COLLEAGUE = "+"  # in the addresses of copied agents: agent+3@demo.test
_TABLES = (
    "CREATE TEMP TABLE bulk_pattern (pattern bigint, stands text, told_order text) ON COMMIT DROP",
    "CREATE TEMP TABLE bulk_words (id bigint, words text) ON COMMIT DROP",
    (
        "CREATE TEMP TABLE bulk_moment (pattern bigint, variant int, clock bigint, due_at timestamptz,"
        " warn_at timestamptz, segments jsonb) ON COMMIT DROP"
    ),
)
_STAMP = """CREATE FUNCTION pg_temp.stamp(at timestamptz) RETURNS text LANGUAGE sql IMMUTABLE AS
$$SELECT replace(to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US'), '.000000', '') || 'Z'$$"""
_AGENTS = f"""CREATE TEMP TABLE bulk_agent ON COMMIT DROP AS
SELECT id, row_number() OVER (ORDER BY id) - 1 AS ord FROM core_agent WHERE email NOT LIKE '%%{COLLEAGUE}%%'"""  # noqa: S608 -- our constant
_AFTER: tuple[str, ...] = (
    "ALTER TABLE bulk_message ADD COLUMN words text",
    "UPDATE bulk_message m SET words = w.words FROM bulk_words w WHERE w.id = m.id",
    # the nearest deadline of a ticket is that of one of its clocks
    "ALTER TABLE bulk_ticket ADD COLUMN next_clock int, ADD COLUMN first_body text",
    (
        "UPDATE bulk_ticket t SET next_clock = k.ord FROM bulk_clock k"
        " WHERE k.pattern = t.pattern AND k.kind = t.next_due_kind AND k.due_at = t.next_due_at AND k.ended_at IS NULL"
    ),
    # a snippet is of the last public message, which may be the first
    (
        "UPDATE bulk_ticket t SET first_body = m.body FROM bulk_message m WHERE m.pattern = t.pattern AND m.seq = 1"
        " AND NOT EXISTS (SELECT 1 FROM bulk_message l WHERE l.pattern = t.pattern AND l.seq > 1"
        " AND l.visibility = 'public')"
    ),
    # keys and moments in the content of events
    (
        "ALTER TABLE bulk_event ADD COLUMN d_clock int, ADD COLUMN d_alarm int, ADD COLUMN d_promise int,"
        " ADD COLUMN d_case int, ADD COLUMN d_agent int, ADD COLUMN d_actor int, ADD COLUMN d_due_at timestamptz,"
        " ADD COLUMN d_at timestamptz, ADD COLUMN d_is_start boolean DEFAULT false, ADD COLUMN is_plain boolean"
    ),
    *(
        f"UPDATE bulk_event e SET d_{key} = o.ord FROM bulk_{key} o"  # noqa: S608 -- our names
        f" WHERE e.data->>'{key}' IS NOT NULL AND o.id = (e.data->>'{key}')::bigint"
        for key in ("clock", "alarm", "promise", "case", "agent")
    ),
    "UPDATE bulk_receipt r SET event_id = e.ord FROM bulk_event e WHERE e.id = r.event_id",
    "UPDATE bulk_event e SET d_actor = a.ord FROM bulk_agent a WHERE e.actor_kind = 'agent' AND a.id = e.actor_id",
    (
        "UPDATE bulk_event SET d_due_at = nullif(data->>'due_at', '')::timestamptz,"
        " d_at = nullif(data->>'at', '')::timestamptz"
    ),
    (
        "UPDATE bulk_event e SET d_is_start = true FROM bulk_clock k"
        " WHERE e.name = 'clock.started' AND k.pattern = e.pattern AND k.ord = e.d_clock AND k.due_at = e.d_due_at"
    ),
    (
        "UPDATE bulk_event SET is_plain ="
        " coalesce(d_clock, d_alarm, d_promise, d_case, d_agent) IS NULL AND d_due_at IS NULL AND d_at IS NULL"
    ),
)
_MOMENTS = """CREATE TEMP TABLE bulk_reckoned ON COMMIT DROP AS
SELECT m.pattern, m.variant, k.ord, m.due_at, m.warn_at, m.segments
FROM bulk_moment m JOIN bulk_clock k ON k.id = m.clock"""
_COLLEAGUES = f"""
INSERT INTO core_agent (id, password, email, name, language, time_zone, team_id, availability, capacity, is_active,
                        is_superuser, is_demo, joined_at)
SELECT %(first_agent)s + o.ord * {HANDS} + h, a.password, replace(a.email, '@', '{COLLEAGUE}' || (h + 1) || '@'),
       a.name || ' ' || (h + 1), a.language, a.time_zone, a.team_id, 'offline', a.capacity, a.is_active,
       false, a.is_demo, a.joined_at
FROM core_agent a JOIN bulk_agent o ON o.id = a.id, generate_series(0, {HANDS - 1}) h"""  # noqa: S608 -- our constants
_GROUPS = f"""INSERT INTO core_agent_groups (agent_id, group_id)
SELECT %(first_agent)s + o.ord * {HANDS} + h, g.group_id
FROM core_agent_groups g JOIN bulk_agent o ON o.id = g.agent_id, generate_series(0, {HANDS - 1}) h"""  # noqa: S608 -- our constants
_GRANTS = f"""INSERT INTO core_grant (agent_id, role_id, game_id)
SELECT %(first_agent)s + o.ord * {HANDS} + h, g.role_id, g.game_id
FROM core_grant g JOIN bulk_agent o ON o.id = g.agent_id JOIN core_agent a ON a.id = o.id AND NOT a.is_superuser,
     generate_series(0, {HANDS - 1}) h"""  # noqa: S608 -- our constants


def prepare_patterns(cursor: Any, drawing: Drawing) -> None:
    """The temporary tables stand: rows of the patterns numbered, moments of every variant reckoned."""
    for statement in (*_TABLES, _STAMP):
        cursor.execute(statement)
    copy_rows(cursor, "bulk_pattern", ((p.pk, p.stands, p.order) for p in drawing.patterns))
    cursor.execute(_AGENTS, {})
    copy_rows(cursor, "bulk_words", _words(drawing))
    copy_rows(cursor, "bulk_moment", _moments(drawing))
    for source in SOURCES:
        cursor.execute(reads(source), {})
    for statement in (*_AFTER, _MOMENTS, *(s for source in SOURCES for s in numbered(source))):
        cursor.execute(statement)
    cursor.execute("CREATE INDEX ON bulk_reckoned (pattern, variant, ord)")
    cursor.execute("CREATE TEMP TABLE bulk_player ON COMMIT DROP AS SELECT s.id AS pattern, 0 AS ord, false AS varies,"
                   " s.* FROM players_player s WHERE s.id IN (SELECT player_id FROM bulk_ticket)")  # fmt: skip
    for name in ("reckoned", "player", *(source.name for source in SOURCES)):
        cursor.execute(f"ANALYZE bulk_{name}")


def put_colleagues(cursor: Any) -> int:
    """Every agent has colleagues who share the copied work; returns the key of the first one."""
    cursor.execute("SELECT count(*) FROM bulk_agent")
    first = reserve(cursor, "core_agent", cursor.fetchone()[0] * HANDS)
    for statement in (_COLLEAGUES, _GROUPS, _GRANTS):
        cursor.execute(statement, {"first_agent": first})
    return first


def reserve(cursor: Any, table: str, rows: int) -> int:
    """Take the next `rows` keys of a table; returns the first. Nobody else may be adding rows meanwhile."""
    cursor.execute(
        "SELECT name, has_sequence_privilege(name, 'UPDATE') FROM pg_get_serial_sequence(%s, 'id') AS name", [table]
    )
    name, may_jump = cursor.fetchone()
    if may_jump:
        cursor.execute("SELECT nextval(%s::regclass)", [name])
        (first,) = cursor.fetchone()
        cursor.execute("SELECT setval(%s::regclass, %s)", [name, first + max(rows, 1) - 1])
        return int(first)
    cursor.execute(
        "SELECT min(n), max(n) FROM (SELECT nextval(%s::regclass) AS n FROM generate_series(1, %s)) taken",
        [name, max(rows, 1)],
    )
    first, last = cursor.fetchone()
    if last - first + 1 != max(rows, 1):
        raise RuntimeError(f"somebody else is adding rows to {table}; stop the other processes and try again")
    return int(first)


def copy_rows(cursor: Any, table: str, rows: Iterable[Sequence[object]]) -> None:
    """Send plain values into a table by COPY."""
    cursor.copy_expert(f"COPY {table} FROM STDIN", StringIO("".join("\t".join(map(_cell, row)) + "\n" for row in rows)))


def _cell(value: object) -> str:
    if value is None:
        return "\\N"
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, timedelta):
        return f"{value // timedelta(microseconds=1)} microseconds"
    if isinstance(value, int):
        return str(value)
    return str(value).replace("\\", "\\\\").replace("\t", "\\t").replace("\n", "\\n").replace("\r", "\\r")


def _words(drawing: Drawing) -> Iterable[Sequence[object]]:
    """What is searched in every message of the patterns, as the product cuts it."""
    subjects = {pattern.pk: pattern.ticket.subject for pattern in drawing.patterns}
    rows = Message.objects.filter(ticket__in=subjects).values_list("pk", "ticket_id", "seq", "body")
    for pk, ticket, seq, body in rows:
        yield pk, stored_text(f"{subjects[ticket]}\n{body}" if seq == 1 else body)


def _moments(drawing: Drawing) -> Iterable[Sequence[object]]:
    for pattern, variants in zip(drawing.patterns, drawing.variants, strict=True):
        for number, variant in enumerate(variants):
            for clock, shown in variant.clocks.items():
                yield pattern.pk, number, clock, shown.due_at, shown.warn_at, json.dumps(shown.segments)
