"""Write down what happened. One call per deed, in the deed's own transaction."""

from typing import Any

from django.db import connection, models

from core import clock
from core.models import Actor, Event, Game, OutboxEntry


def record(
    name: str,
    *,
    subject: models.Model,
    by: Actor,
    data: dict[str, Any] | None = None,
    game: Game | int | None = None,
) -> Event:
    """Add one event about `subject` and its outbox row; both become true with the caller's commit or not at all.

    `name` is `noun.past_participle`. The subject's `event_seq` is raised in the database, so the row lock it takes
    keeps the events of one subject in commit order: a reader never sees number 5 before number 4.
    `game` defaults to the subject's own `game_id`.
    """
    if not connection.in_atomic_block:
        raise RuntimeError(f"{name} was recorded outside a transaction; the deed and its event would come apart.")
    game_id = game.pk if isinstance(game, Game) else game
    event = Event.objects.create(
        name=name,
        at=clock.now(),
        game_id=game_id if game_id is not None else getattr(subject, "game_id", None),
        subject_type=subject._meta.model_name or "",
        subject_id=subject.pk,
        seq=_next_seq(subject),
        actor_kind=by.kind,
        actor_id=by.id,
        actor_name=by.name,
        data=data or {},
    )
    OutboxEntry.objects.create(event=event, lane=event.lane, next_try_at=event.at)
    return event


def _next_seq(subject: models.Model) -> int:
    if not hasattr(subject, "event_seq"):
        return 0
    table = connection.ops.quote_name(subject._meta.db_table)
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {table} SET event_seq = event_seq + 1 WHERE id = %s RETURNING event_seq",  # noqa: S608 -- own table name
            [subject.pk],
        )
        (seq,) = cursor.fetchone()
    subject.event_seq = seq
    return int(seq)
