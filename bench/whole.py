"""What is measured of the whole: statements per page, memory, and how long a start takes."""

import os
import signal
import time
from collections.abc import Iterator
from http.client import HTTPConnection
from itertools import islice
from pathlib import Path

from bench.client import Line, Request, checked
from bench.desk import Desk
from bench.machine import pss_megabytes
from bench.rows import Bench, Row, _new_tickets, _replies
from helpdesk.supervisor import children, programs
from helpdesk.supervisor.paths import ROOT

STATEMENTS = """SELECT coalesce(sum(calls), 0) FROM pg_stat_statements
WHERE query !~* '^(begin|commit|rollback|savepoint|release|set |show )' AND query <> 'SELECT $1'
  AND userid = (SELECT oid FROM pg_roles WHERE rolname = 'wuyou_app')"""
SETTLES_FOR = 3.0


def statements(bench: Bench) -> Iterator[Row]:
    """Counted by pg_stat_statements while nothing but the web server is at work."""
    rest = "/api/v1/tickets?page_size={}"
    kinds: tuple[tuple[str, Request, int, int], ...] = (
        ("list of 50 rows", bench.page("/desk/"), 8, 200),
        ("list of a few rows", bench.page("/desk/views/mine"), 8, 200),
        ("search, one hit", bench.page(f"/desk/search?q={bench.doors['long']}"), 8, 200),
        ("REST list of 1", bench.api("GET", rest.format(1)), 8, 200),
        ("REST list of 100", bench.api("GET", rest.format(100)), 8, 200),
        ("ticket of 50 messages", bench.page(f"/desk/tickets/{bench.doors['long']}"), 12, 200),
        ("ticket of 3 messages", bench.page(f"/desk/tickets/{bench.doors['short']}"), 12, 200),
        ("create", next(_new_tickets(bench)), 12, 201),
        ("reply", next(islice(_replies(bench), 5, None)), 12, 201),
    )
    line = Line(bench.big.port)
    for name, request, goal, status in kinds:
        if status == 200:
            checked(line.ask(request), status)  # what is kept for a while is there
        bench.big.ask("SELECT pg_stat_statements_reset()")
        checked(line.ask(request), status)
        count = int(bench.big.ask(STATEMENTS)[0][0])
        yield Row(f"statements: {name}", count, "", goal, count <= goal)
    line.close()


def memory(desk: Desk, name: str, goal: float) -> Row:
    """Every process of the desk together, shared pages once."""
    parts = {part: round(pss_megabytes(desk.pids(part)), 1) for part in ("postgres", "valkey", *desk.running)}
    own = {part: amount for part, amount in parts.items() if part != "floor"}
    total = sum(own.values())
    return Row(name, total, "MB PSS", goal, total <= goal, own)


def start(folder: Path, port: int) -> Iterator[Row]:
    """`manage.py up` on data that is there: until the page answers ready, and what it all weighs then."""
    environment = {"WUYOU_DATA_DIR": str(folder), "PORT": str(port)}
    began = time.monotonic()
    with (folder / "logs" / "bench-up.log").open("ab") as log:
        up = children.spawn(programs.manage("up"), output=log, environment={**os.environ, **environment}, folder=ROOT)
    try:
        is_ready = _is_ready_within(port, 120.0)
        seconds = time.monotonic() - began
        yield Row("start, warm, until ready", seconds, "s", 10.0, is_ready and seconds <= 10.0)
        time.sleep(SETTLES_FOR)  # what a start leaves in memory for a moment is not what it weighs idle
        total = pss_megabytes([up.pid])
        yield Row("memory of `make run`, idle", total, "MB PSS", 900.0, total <= 900.0)
    finally:
        children.stop(up, signal.SIGTERM, patience=60)


def _is_ready_within(port: int, seconds: float) -> bool:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        try:
            connection = HTTPConnection("127.0.0.1", port, timeout=2)
            connection.request("GET", "/readyz")
            if connection.getresponse().status == 200:
                return True
        except OSError:
            pass
        time.sleep(0.05)  # it is still starting
    return False
