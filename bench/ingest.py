"""Events of games beside raw COPY of the same rows: run inside a desk, prints JSON.

Ours is the action behind `POST /api/v1/events`, with everything that follows from an event, in batches of a thousand
with a commit each. The floor writes the rows that ours kept into a table of the same columns, once with nothing else
in one COPY, once with the same index and a commit for each thousand.
"""

import json
import os
import random
import resource
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import datetime, timedelta
from functools import partial
from io import StringIO
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "helpdesk.settings")
django.setup()

import psycopg2  # noqa: E402 -- the apps are loaded above

from core import clock  # noqa: E402 -- the same
from core.models import Actor, Game  # noqa: E402 -- the same
from players.actions.ingest import MAX_BATCH, report_events  # noqa: E402 -- the same

COLUMNS = "game_id, player_id, event, kind, at, arrived_at, data"
PLAYERS, HEARTBEATS = 20_000, 14
RAW = "CREATE TABLE bench_raw (LIKE players_gameevent INCLUDING DEFAULTS)"
INDEX = "CREATE INDEX ON bench_raw (player_id, kind, at)"


def traffic(run: str, total: int, began: datetime, games: list[str]) -> Iterator[dict[str, Any]]:
    """As a day of games looks: mostly heartbeats of play, else sign-ins, matches, money, and what goes wrong."""
    rng, number = random.Random(run), 0
    while number < total:
        uid, game = f"bench-{rng.randrange(PLAYERS)}", rng.choice(games)
        session, start = f"{run}-{number}", began + timedelta(seconds=rng.randrange(3600))
        for kind, minutes, data in _evening(rng, session, start):
            at = (start + timedelta(minutes=minutes)).isoformat()
            yield {"id": f"{run}-{number}", "kind": kind, "uid": uid, "game": game, "at": at, "data": data}
            number += 1


def _evening(rng: random.Random, session: str, start: datetime) -> Iterator[tuple[str, float, dict[str, Any]]]:
    device = f"d{rng.randrange(3)}"
    yield "login", -1, {"session": session, "ok": True, "device": device, "ip": "203.0.113.7", "region": "east"}
    for n in range(HEARTBEATS):
        yield "play", 5 * n, {"session": session, "started_at": start.isoformat()}
    yield "match", 20, {"match": session, "name": "Evening cup", "started_at": start.isoformat(), "rank": 3}
    yield "disconnect", 25, {"seconds": 12, "network": "wifi"}
    if rng.random() < 0.5:
        paid = {"order": session, "amount": "30.00", "currency": "CNY", "channel": "wechat", "status": "paid"}
        yield "payment", 30, paid | {"payer": device}
    yield (
        "play",
        72,
        {"session": session, "started_at": start.isoformat(), "ended_at": (start + timedelta(minutes=71)).isoformat()},
    )
    yield "logout", 73, {"session": session}


def measured(total: int, rounds: int) -> dict[str, Any]:
    """Events per second of ours and of both floors by turns, medians, and how much memory grew meanwhile."""
    games, began = list(Game.objects.values_list("slug", flat=True)), clock.now() - timedelta(hours=3)
    spent: dict[str, list[float]] = {"ours": [], "copy": [], "copy_indexed": []}
    report_events(list(traffic("warm", MAX_BATCH, began, games))[:MAX_BATCH], by=Actor.system())
    before, grown = _peak(), 0
    for number in range(rounds):
        run = f"{time.time_ns()}-{number}"
        spent["ours"].append(total / _ours(run, total, began, games))
        grown = grown or _peak() - before  # before the floor has the same rows in its hands, all at once
        for name, seconds in _raw(run).items():
            spent[name].append(total / seconds)
    middle = {name: sorted(values)[len(values) // 2] for name, values in spent.items()}
    return {**middle, "events": total, "grown_mb": grown / 1024}


def _ours(run: str, total: int, began: datetime, games: list[str]) -> float:
    """Seconds within the action alone: what the games send is made outside of them."""
    batch, seconds, by = list[Any](), 0.0, Actor.system()
    for event in traffic(run, total, began, games):
        batch.append(event)
        if len(batch) == MAX_BATCH:
            seconds += _timed(partial(report_events, batch, by=by))
            batch.clear()
    return seconds


def _raw(run: str) -> dict[str, float]:
    """Seconds of writing the same rows without us, as the owner of the tables."""
    with closing(psycopg2.connect(os.environ["OWNER_DATABASE_URL"])) as session, session.cursor() as cursor:
        rows = StringIO()
        cursor.copy_expert(
            f"COPY (SELECT {COLUMNS} FROM players_gameevent WHERE event LIKE '{run}-%' ORDER BY id) TO STDOUT", rows
        )
        lines = rows.getvalue().splitlines(keepends=True)
        found = dict[str, float]()
        for name, size in (("copy", len(lines)), ("copy_indexed", MAX_BATCH)):
            cursor.execute(RAW + (f"; {INDEX}" if name == "copy_indexed" else ""))
            session.commit()
            pieces = ["".join(lines[at : at + size]) for at in range(0, len(lines), size)]
            found[name] = sum(_timed(partial(_copied, session, cursor, piece)) for piece in pieces)
            cursor.execute("DROP TABLE bench_raw")
            session.commit()
    return found


def _copied(session: Any, cursor: Any, piece: str) -> None:
    cursor.copy_expert(f"COPY bench_raw ({COLUMNS}) FROM STDIN", StringIO(piece))
    session.commit()


def _timed(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def _peak() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


if __name__ == "__main__":
    print(json.dumps(measured(int(sys.argv[1]), int(sys.argv[2]))))  # noqa: T201 -- read by the bench
