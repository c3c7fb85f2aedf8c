"""Write down what happened. One call per deed, in the deed's own transaction."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, models

from core import clock
from core.models import Actor, Event, Game

_marks: ContextVar[dict[str, Any]] = ContextVar("marks", default={})  # noqa: B039 -- never changed, only replaced

_NUMBER = "UPDATE {table} SET event_seq = event_seq + 1 WHERE id = %(subject_id)s RETURNING event_seq AS seq"
_NO_NUMBER = "SELECT 0 AS seq"
_RECORD = """
WITH numbered AS ({number}),
written AS (
  INSERT INTO core_event
    (uid, name, at, game_id, subject_type, subject_id, seq, actor_kind, actor_id, actor_name, data)
  SELECT %(uid)s, %(name)s, %(at)s, %(game_id)s, %(subject_type)s, %(subject_id)s, seq, %(actor_kind)s, %(actor_id)s,
    %(actor_name)s, %(data)s FROM numbered
  RETURNING id, seq
),
waiting AS (
  INSERT INTO core_outboxentry (event_id, lane, attempts, next_try_at, parked_at, last_error)
  SELECT id, %(lane)s, 0, %(at)s, NULL, '' FROM written
)
SELECT id, seq FROM written
"""


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
    if not connection.in_atomic_block:
        raise RuntimeError(f"{name} was recorded outside a transaction; the deed and its event would come apart.")
    game_id = game.pk if isinstance(game, Game) else game
    event = Event(
        name=name,
        at=at or clock.now(),
        game_id=game_id if game_id is not None else getattr(subject, "game_id", None),
        subject_type=subject._meta.model_name or "",
        subject_id=subject.pk,
        actor_kind=by.kind,
        actor_id=by.id,
        actor_name=by.name,
        data={**(data or {}), **_marks.get()},
    )
    _write(event, subject)
    return event


def _write(event: Event, subject: models.Model) -> None:
    is_numbered = hasattr(subject, "event_seq")
    number = _NUMBER.format(table=connection.ops.quote_name(subject._meta.db_table)) if is_numbered else _NO_NUMBER
    values = {field.attname: getattr(event, field.attname) for field in Event._meta.concrete_fields}
    encoded = json.dumps(event.data, cls=DjangoJSONEncoder)
    with connection.cursor() as cursor:
        cursor.execute(
            _RECORD.format(number=number), values | {"uid": str(event.uid), "data": encoded, "lane": event.lane}
        )
        event.pk, event.seq = cursor.fetchone()
    event._state.adding, event._state.db = False, connection.alias
    if is_numbered:
        subject.event_seq = event.seq  # type: ignore[attr-defined]
