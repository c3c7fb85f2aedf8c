"""Write down what happened. One call per deed, in the deed's own transaction."""

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import KW_ONLY, dataclass
from datetime import datetime
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, models

from core import clock
from core.actions.originals import insert_with, sealed_rows
from core.models import Actor, Event, Game

_marks: ContextVar[dict[str, Any]] = ContextVar("marks", default={})  # noqa: B039 -- never changed, only replaced

_NUMBERED = """counted_{place} AS (
  UPDATE {table} SET event_seq = event_seq + {many} WHERE id = {subject_id}
  RETURNING event_seq - {many} AS so_far
)"""
_ROW = """SELECT {place} AS place, %s::uuid, %s, %s::timestamptz, %s::bigint, %s, %s::bigint, {seq}, %s, %s::bigint, %s,
  %s::jsonb {source}"""
_RECORD = """
WITH {numbered}
told (place, uid, name, at, game_id, subject_type, subject_id, seq, actor_kind, actor_id, actor_name, data) AS ({rows}),
written AS (
  INSERT INTO core_event
    (uid, name, at, game_id, subject_type, subject_id, seq, actor_kind, actor_id, actor_name, data)
  SELECT uid, name, at, game_id, subject_type, subject_id, seq, actor_kind, actor_id, actor_name, data
  FROM told ORDER BY place
  RETURNING id, uid, seq, subject_type, subject_id, at
),
waiting AS (
  INSERT INTO core_outboxentry (event_id, lane, attempts, next_try_at, parked_at, last_error)
  SELECT id, subject_type || ':' || subject_id, 0, at, NULL, '' FROM written
)
SELECT uid::text, id, seq FROM written
"""


@dataclass(frozen=True)
class Deed:
    """What `record` is told of one event, for those who record several at once."""

    name: str
    _: KW_ONLY
    subject: models.Model
    by: Actor
    data: Mapping[str, Any] | None = None
    game: Game | int | None = None
    at: datetime | None = None

    def event(self) -> Event:
        """The event, not yet written."""
        game_id = self.game.pk if isinstance(self.game, Game) else self.game
        return Event(
            name=self.name,
            at=self.at or clock.now(),
            game_id=game_id if game_id is not None else getattr(self.subject, "game_id", None),
            subject_type=self.subject._meta.model_name or "",
            subject_id=self.subject.pk,
            actor_kind=self.by.kind,
            actor_id=self.by.id,
            actor_name=self.by.name,
            data={**(self.data or {}), **_marks.get()},
        )


@contextmanager
def marked(**marks: Any) -> Iterator[None]:
    """Every event recorded inside carries these as well: what a deed on many things, or one on behalf, belongs to."""
    before = _marks.set({**_marks.get(), **marks})
    try:
        yield
    finally:
        _marks.reset(before)


def record(
    name: str,
    *,
    subject: models.Model,
    by: Actor,
    data: dict[str, Any] | None = None,
    game: Game | int | None = None,
    at: datetime | None = None,
) -> Event:
    """Add one event about `subject` and its outbox row; both become true with the caller's commit or not at all.

    One statement, because everything that happens says so.

    `name` is `noun.past_participle`. The subject's `event_seq` is raised in the database, so the row lock it takes
    keeps the events of one subject in commit order: a reader never sees number 5 before number 4.
    `game` defaults to the subject's own `game_id`, `at` to now: who also writes the moment into a row gives that one,
    so that row and event can never stand on two sides of a deadline.
    """
    return record_all([Deed(name, subject=subject, by=by, data=data, game=game, at=at)])[0]


def record_all(deeds: Sequence[Deed]) -> list[Event]:
    """What `record` does for one, for several in their order with one statement: one change that is told as several."""
    if not connection.in_atomic_block:
        names = ", ".join(deed.name for deed in deeds)
        raise RuntimeError(f"{names} was recorded outside a transaction; the deed and its event would come apart.")
    written = [deed.event() for deed in deeds]
    _write(written, [deed.subject for deed in deeds])
    return written


def _write(events: Sequence[Event], subjects: Sequence[models.Model]) -> None:
    statement, values = _statement(events, subjects)
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        found = {uid: (pk, seq) for uid, pk, seq in cursor.fetchall()}
    _keep_originals(events, subjects)
    for event, subject in zip(events, subjects, strict=True):
        event.pk, event.seq = found[str(event.uid)]
        event._state.adding, event._state.db = False, connection.alias
        if hasattr(subject, "event_seq"):
            subject.event_seq = event.seq


def _keep_originals(events: Sequence[Event], subjects: Sequence[models.Model]) -> None:
    """What was taken out of the words that an event tells (a note, a reason, a summary) is kept with its subject."""
    rows = [
        row
        for event, subject in zip(events, subjects, strict=True)
        for name, value in event.data.items()
        for row in sealed_rows(subject, f"{event.name}.{name}", value)
        if name not in {"subject", "facts"}
    ]
    insert_with([], rows)


def _statement(events: Sequence[Event], subjects: Sequence[models.Model]) -> tuple[str, list[Any]]:
    """Each numbered subject is counted up once, by as many as it has events; rows of others have the number 0."""
    counted: dict[str, list[int]] = {}
    for place, (event, subject) in enumerate(zip(events, subjects, strict=True)):
        if hasattr(subject, "event_seq"):
            counted.setdefault(event.lane, []).append(place)
    numbered = "".join(
        _NUMBERED.format(
            place=places[0],
            table=connection.ops.quote_name(subjects[places[0]]._meta.db_table),
            many=len(places),
            subject_id=int(subjects[places[0]].pk),
        )
        + ","
        for places in counted.values()
    )
    rows, values = [], list[Any]()
    for place, event in enumerate(events):
        own = counted.get(event.lane, [])
        nth = own.index(place) + 1 if place in own else 0
        seq, source = (f"so_far + {nth}", f"FROM counted_{own[0]}") if nth else ("0", "")
        rows.append(_ROW.format(place=place, seq=seq, source=source))
        values += _columns(event)
    return _RECORD.format(numbered=numbered, rows=" UNION ALL ".join(rows)), values


def _columns(event: Event) -> list[Any]:
    """The values of `_ROW`, in its order."""
    data = json.dumps(event.data, cls=DjangoJSONEncoder)
    return [
        str(event.uid), event.name, event.at, event.game_id, event.subject_type, event.subject_id,
        event.actor_kind, event.actor_id, event.actor_name, data,
    ]  # fmt: skip
