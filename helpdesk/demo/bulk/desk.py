"""From a played demo to a big desk: draw, load, look at it with the auditor's eyes."""

import os
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, nullcontext
from typing import Any

import psycopg2
from django.db import connection, transaction

from core import clock
from core.actions import events
from core.actions.audit import run_audit
from core.models import Actor, Event, Game
from helpdesk.demo.bulk.drawing import draw
from helpdesk.demo.bulk.loading import load, prepare
from helpdesk.demo.bulk.tables import SOURCES
from helpdesk.demo.bulk.talks import long_talks
from helpdesk.demo.moments import played_at
from helpdesk.demo.playing import play_ticket
from helpdesk.demo.seeding import CannotSeed, Part
from tickets.actions.workload import repair_loads
from tickets.models import Ticket

ENLARGED = "demo.enlarged"
_INDEXES = """
SELECT i.indexrelid::regclass::text, pg_get_indexdef(i.indexrelid) FROM pg_index i
WHERE i.indrelid = ANY(%s::regclass[]) AND NOT EXISTS (SELECT 1 FROM pg_constraint c WHERE c.conindid = i.indexrelid)
"""
_FAST = (
    "SET LOCAL synchronous_commit = off",
    "SET LOCAL session_replication_role = replica",  # keys are right by construction; a test loads with every check on
    "SET LOCAL maintenance_work_mem = '1GB'",
    "SET LOCAL work_mem = '64MB'",
    "SET LOCAL temp_buffers = '256MB'",
)


def enlarged_to() -> int:
    """How many tickets the big desk of this database was loaded with, 0 when it was not."""
    done = Event.objects.filter(name=ENLARGED).values_list("data__tickets", flat=True).first()
    return int(done or 0)


def grow(
    part: Part, to: int, *, seed: int, players: int, tell: Callable[[int], None], say: Callable[[str], None]
) -> int:
    """The desk that was played has `to` tickets; returns how many were copied.

    Raises `CannotSeed` when it grew before.
    """
    if enlarged_to():
        raise CannotSeed(f"This desk was enlarged by {enlarged_to():,} copies already; `make reset` starts over.")
    for plan in long_talks(part.tickets, part.stage, part.now):
        play_ticket(plan, part.stage, part.now)
    copies = to - Ticket.objects.filter(intake_key__startswith="demo:").count()
    enlarge(copies, seed=seed, players=players, tell=tell, say=say)
    return copies


def enlarge(
    copies: int, *, seed: int, tell: Callable[[int], None], say: Callable[[str], None], players: int = 0
) -> None:
    """Copies of the played tickets stand, so many; either all of them or none.

    Where the address of the owner of the tables is known (the embedded servers), indexes are taken away first and built
    anew at the end, so nobody can work meanwhile; elsewhere the rows go through every index and check.
    """
    drawing = draw(copies, seed=seed, now=clock.now(), players=players)
    say(f"{len(drawing.patterns)} played tickets can be copied, at {sum(map(len, drawing.variants)):,} moments")
    owner = os.environ.get("OWNER_DATABASE_URL", "")
    with _owned(owner) if owner else _checked() as cursor:
        prepared = prepare(cursor, drawing)
        with _without_indexes(cursor, say) if owner else nullcontext():
            load(cursor, drawing, prepared, tell)
    repair_loads()  # the copies were written past the actions that count
    _audit(say)
    with played_at(clock.now()):
        data = {"seed": seed, "tickets": copies}
        events.record(ENLARGED, subject=Game.objects.earliest("pk"), by=Actor.system(), data=data)


def _audit(say: Callable[[str], None]) -> None:
    """The auditor looks at everything, without the short limits of a request."""
    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = 0")
    run = run_audit()
    say("The auditor found nothing wrong" if run.is_clean else f"The auditor found: {run.findings}")


@contextmanager
def _checked() -> Iterator[Any]:
    with transaction.atomic(), connection.cursor() as cursor:
        yield cursor


@contextmanager
def _owned(address: str) -> Iterator[Any]:
    """A cursor of the owner of the tables in a transaction of its own, without the checks of every row."""
    with closing(psycopg2.connect(address)) as session, session, session.cursor() as cursor:
        cursor.execute("SET TIME ZONE 'UTC'")
        for statement in _FAST:
            cursor.execute(statement)
        yield cursor


@contextmanager
def _without_indexes(cursor: Any, say: Callable[[str], None]) -> Iterator[None]:
    """Indexes that are no constraint are away until the block ends, then built anew from what stands."""
    tables = [source.table for source in SOURCES] + ["players_player"]
    cursor.execute(_INDEXES, [tables])
    indexes = cursor.fetchall()
    for name, _definition in indexes:
        cursor.execute(f"DROP INDEX {name}")
    yield
    for number, (name, definition) in enumerate(indexes, 1):
        say(f"Index {number} of {len(indexes)}: {name}")
        cursor.execute(definition)
    for table in tables:
        cursor.execute(f"ANALYZE {table}")
