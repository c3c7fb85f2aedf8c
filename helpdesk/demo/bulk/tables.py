"""The statements that copy rows: every column of a model by what kind of column it is, with a few named exceptions.

A temporary table `bulk_<name>` holds the rows of the patterns, numbered within each pattern (`ord`). A copy's row gets
the key `first_<name>` of its copy plus that number, so a key is known before its row is written.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.contrib.postgres.search import SearchVectorField
from django.db import models

from core.models import Agent, Event, EventReceipt
from escalation.models import Alarm, Alert, Case, Clock, Promise
from helpdesk.demo.bulk.drawing import HANDS
from players.models import Player
from qa.models import Survey
from tickets.models import Classification, Correction, Message, ReadMark, Ticket, TrackingLink

LONG_TEXT = 160
RECKONED = "LEFT JOIN bulk_reckoned r ON r.pattern = c.pattern AND r.variant = c.variant AND r.ord = "
_TOLD_BY = """CASE p.{kind} WHEN 'player' THEN c.nickname WHEN 'agent' THEN p.{name} || ' ' || (c.hand + 1)
 ELSE p.{name} END"""
_OWN = "replace({text}, c.told_order, c.own_order)"
_BODY = f"CASE WHEN p.varies THEN {_OWN.format(text='p.body')} ELSE p.body END"


@dataclass(frozen=True)
class Source:
    """A model whose rows are copied: where the pattern's rows come from, and what is not told by the column's kind."""

    name: str
    model: type[models.Model]
    rows: str
    columns: Mapping[str, str] = field(default_factory=dict)
    join: str = ""

    @property
    def table(self) -> str:
        return self.model._meta.db_table

    @property
    def fields(self) -> list[models.Field]:  # type: ignore[type-arg]
        """Every column that is written."""
        return [column for column in self.model._meta.concrete_fields if not column.generated]


def agent(column: str) -> str:
    """The colleague who does in the copy what this agent did in the pattern (whose number stands in the column)."""
    return f"%(first_agent)s + {column} * {HANDS} + c.hand"


_OF_TICKET = "JOIN bulk_pattern b ON b.pattern = s.ticket_id"
_DATA = f"""CASE WHEN p.varies THEN {_OWN.format(text="p.data::text")}::jsonb ELSE p.data END
 || CASE WHEN p.is_plain THEN '{{}}' ELSE jsonb_strip_nulls(jsonb_build_object(
   'clock', c.first_clock + p.d_clock, 'alarm', c.first_alarm + p.d_alarm, 'promise', c.first_promise + p.d_promise,
   'case', c.first_case + p.d_case, 'name', 'C-' || (c.first_case + p.d_case + 1000),
   'due_at', pg_temp.stamp(CASE WHEN p.d_is_start THEN r.due_at ELSE p.d_due_at + c.shift END),
   'at', pg_temp.stamp(p.d_at + c.shift)))
 || CASE WHEN p.d_agent IS NULL THEN '{{}}' ELSE jsonb_build_object(
   'agent', {agent("p.d_agent")}, 'name', (p.data->>'name') || ' ' || (c.hand + 1)) END END"""

SOURCES: tuple[Source, ...] = (
    Source(
        "ticket",
        Ticket,
        "JOIN bulk_pattern b ON b.pattern = s.id",
        {
            "id": "c.ticket_id",
            "intake_key": "'demo:bulk:' || c.number",
            "contact_email": "CASE p.contact_email WHEN '' THEN '' ELSE 'player' || c.player_id || '@example.test' END",
            "next_due_at": "r.due_at",
            "snippet": f"""left(CASE WHEN p.first_body IS NOT NULL
 THEN btrim(regexp_replace({_OWN.format(text="p.first_body")} || c.words, '\\s+', ' ', 'g'))
 WHEN p.varies THEN {_OWN.format(text="p.snippet")} ELSE p.snippet END, 160)""",
        },
        RECKONED + "p.next_clock",
    ),
    Source(
        "message",
        Message,
        _OF_TICKET,
        {
            "body": f"{_BODY} || CASE p.seq WHEN 1 THEN c.words ELSE '' END",
            "author_name": _TOLD_BY.format(kind="author_kind", name="author_name"),
            "search": f"""CASE WHEN p.varies OR p.seq = 1 THEN to_tsvector('simple',
 {_OWN.format(text="p.words")} || CASE p.seq WHEN 1 THEN ' ' || c.search_words ELSE '' END) ELSE p.search END""",
        },
    ),
    Source("classification", Classification, _OF_TICKET),
    Source("correction", Correction, _OF_TICKET),
    Source("readmark", ReadMark, _OF_TICKET),
    Source(
        "link",
        TrackingLink,
        "JOIN bulk_pattern b ON b.pattern = s.ticket_id AND b.stands <> 'archived'",
        {"digest": "encode(sha256(gen_random_uuid()::text::bytea), 'hex')"},
    ),
    Source("promise", Promise, _OF_TICKET),
    Source("case", Case, _OF_TICKET),
    Source("survey", Survey, _OF_TICKET),
    Source(
        "clock",
        Clock,
        _OF_TICKET,
        {"due_at": "r.due_at", "warn_at": "r.warn_at", "segments": "r.segments"},
        RECKONED + "p.ord",
    ),
    Source(
        "alarm",
        Alarm,
        "JOIN escalation_clock k ON k.id = s.clock_id JOIN bulk_pattern b ON b.pattern = k.ticket_id",
        {"due_at": "CASE WHEN p.state = 'fired' THEN p.due_at + c.shift WHEN p.level = 'warn' THEN r.warn_at"
         " ELSE r.due_at END"},
        RECKONED + "p.clock_id",
    ),
    Source(
        "event",
        Event,
        "JOIN bulk_pattern b ON b.pattern = s.subject_id AND s.subject_type = 'ticket'",
        {
            "uid": "gen_random_uuid()",
            "subject_id": "c.ticket_id",
            "actor_id": f"CASE p.actor_kind WHEN 'player' THEN c.player_id WHEN 'agent' THEN {agent('p.d_actor')} END",
            "actor_name": _TOLD_BY.format(kind="actor_kind", name="actor_name"),
            "data": _DATA,
        },
        RECKONED + "p.d_clock AND p.d_is_start",
    ),
    Source(
        "alert",
        Alert,
        "JOIN escalation_alarm m ON m.id = s.alarm_id JOIN escalation_clock k ON k.id = m.clock_id"
        " JOIN bulk_pattern b ON b.pattern = k.ticket_id",
    ),
    Source(
        "receipt",
        EventReceipt,
        "JOIN bulk_alert x ON x.event_id = s.event_id AND s.subscriber LIKE 'escalation.%%'"
        " JOIN bulk_pattern b ON b.pattern = x.pattern",
        {"event_id": "c.first_event + p.event_id"},
    ),
)  # fmt: skip
COUNTED = tuple(source.name for source in SOURCES if source.name != "ticket")
_MODELS = {source.model: source.name for source in SOURCES}


def reads(source: Source) -> str:
    """The statement that makes `bulk_<name>` of the patterns' rows."""
    return f"""CREATE TEMP TABLE bulk_{source.name} ON COMMIT DROP AS
SELECT b.pattern, row_number() OVER (PARTITION BY b.pattern ORDER BY s.id) - 1 AS ord,
       b.told_order <> '' AND s::text LIKE '%%' || b.told_order || '%%' AS varies, s.*
FROM {source.table} s {source.rows}"""  # noqa: S608 -- names of models


def writes(source: Source) -> str:
    """The statement that writes the rows of the copies in `bulk_copy`."""
    names = ", ".join(f'"{column.attname}"' for column in source.fields)
    values = ",\n  ".join(source.columns.get(column.attname) or _value(source, column) for column in source.fields)
    return f"""INSERT INTO {source.table} ({names})
SELECT {values}
FROM bulk_copy c JOIN bulk_{source.name} p ON p.pattern = c.pattern {source.join}"""  # noqa: S608 -- names of models


def numbered(source: Source) -> list[str]:
    """The statements that put numbers within the pattern where keys of other copied rows and of agents stand."""
    found = []
    for column in source.fields:
        related = column.related_model
        other = "agent" if related is Agent else _MODELS.get(related, "") if isinstance(related, type) else ""
        if other not in {"", "ticket"}:
            found.append(_renumber(source.name, column.attname, other))
    return found


def _renumber(name: str, column: str, other: str) -> str:
    return f"UPDATE bulk_{name} p SET {column} = o.ord FROM bulk_{other} o WHERE o.id = p.{column}"  # noqa: S608 -- names of models


def _value(source: Source, column: models.Field) -> str:  # type: ignore[type-arg]
    """What a copy has in this column, by the kind of the column."""
    if column.primary_key:
        return f"c.first_{source.name} + p.ord"
    if isinstance(column.related_model, type):
        return _related(column, column.related_model)
    if isinstance(column, models.DateTimeField):
        return f"p.{column.attname} + c.shift"
    return _worded(column)


def _related(column: models.Field, related: type[models.Model]) -> str:  # type: ignore[type-arg]
    """A key of another row: the copy's own where that was copied, the same one elsewhere."""
    if related is Ticket:
        return "c.ticket_id" if column.name == "ticket" else "NULL"
    if related is Player:
        return "c.player_id"
    if related is Agent:
        return agent(f"p.{column.attname}")
    return f"c.first_{_MODELS[related]} + p.{column.attname}" if related in _MODELS else f"p.{column.attname}"


def _worded(column: models.Field) -> str:  # type: ignore[type-arg]
    """Texts in which an order number may stand; everything else stays."""
    name = f'p."{column.attname}"'
    if isinstance(column, models.JSONField):
        return f"CASE WHEN p.varies THEN {_OWN.format(text=f'{name}::text')}::jsonb ELSE {name} END"
    is_text = isinstance(column, models.CharField | models.TextField) and not isinstance(column, SearchVectorField)
    if is_text and (column.max_length or LONG_TEXT) >= LONG_TEXT:
        own = _OWN.format(text=name)
        cut = f"left({own}, {column.max_length})" if column.max_length else own
        return f"CASE WHEN p.varies THEN {cut} ELSE {name} END"
    return name
