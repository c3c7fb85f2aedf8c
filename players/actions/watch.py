"""Watch over play: as events arrive and every second, each cause recorded once, never early.

A stretch of play carries the moment at which the law, or care, has something to say next (`next_check_at`). The sweep
takes the stretches whose moment has come, skipping those that others hold, so it never waits and two sweeps share the
work. One batch is one commit: alerts with their events, reminders and outbox rows, and the next moment of the stretch.
A sweep that is killed leaves nothing behind, and the next one finds the same stretches due. A cause has a name that is
the same whoever finds it, and the unique key on it is the last word.

Verdicts are made by the pure engine for each player; players who are alike are judged once in a pass.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import connection, transaction

from players.actions.alerts import Cause, record_causes, resolve_ended
from players.actions.applied import Batch
from players.actions.money_watch import check_attempts, check_payments
from players.actions.reminders import note_reminders
from players.engines.watch import Look
from players.enums import AlertKind
from players.queries.watched import DUE, THESE, LawBook, Row, rows_of

BATCH = 5000
_ONLY_WHILE_PLAYING = frozenset({AlertKind.ENDS_SOON, AlertKind.STILL_PLAYING})
_LATER = """
UPDATE players_playsession s SET next_check_at = m.moments[t.moment]
FROM unnest(%(ids)s::bigint[], %(moment)s::int[]) AS t (id, moment), (SELECT %(moments)s::timestamptz[] AS moments) AS m
WHERE s.id = t.id
"""


def sweep_play(limit: int = BATCH) -> int:
    """Look at every stretch of play whose moment has come, `limit` in one commit; return how many alerts were new."""
    new, book = 0, None
    while True:
        with transaction.atomic():
            rows = rows_of(DUE, limit=limit)
            if not rows:
                return new
            book = book or LawBook()
            new += _look_at(rows, _moment(), book)
        book.forget()
        if len(rows) < limit:
            return new


def check_batch(batch: Batch) -> None:
    """What a batch of game events means to the law, in the batch's own transaction."""
    rows = rows_of(THESE, ids=list(batch.session_ids)) if batch.session_ids else []
    book = LawBook() if rows or batch.payment_ids else None
    if rows and book is not None:
        _look_at(rows, batch.now, book)
    resolve_ended(batch.session_ids, batch.now)
    if batch.payment_ids and book is not None:
        check_payments(batch, book)
    check_attempts(batch)
    note_reminders(batch)


def _look_at(rows: Sequence[Row], at: datetime, book: LawBook) -> int:
    looks = book.looks(rows, at)
    new = record_causes(list(_causes(rows, looks)), at)
    moments = {moment: number for number, moment in enumerate(dict.fromkeys(found.again_at for found in looks), 1)}
    values = {"ids": [row.id for row in rows], "moment": [moments[found.again_at] for found in looks]}
    with connection.cursor() as cursor:
        cursor.execute(_LATER, {**values, "moments": list(moments)})
    return new


def _causes(rows: Iterable[Row], looks: Iterable[Look]) -> Iterable[Cause]:
    for row, found in zip(rows, looks, strict=True):
        for finding in found.findings:
            if row.ended_at is not None and finding.kind in _ONLY_WHILE_PLAYING:
                continue
            yield Cause(
                player_id=row.player_id,
                game_id=row.game_id,
                kind=finding.kind,
                rule=finding.rule,
                occurrence=finding.occurrence,
                cause_at=finding.cause_at,
                language=row.language,
                play_session_id=row.id,
                facts=finding.facts,
            )


def _moment() -> datetime:
    """The database's clock decides what is due, so that no process with a clock of its own is early."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT app_now()")
        (at,) = cursor.fetchone()
    assert isinstance(at, datetime)
    return at
