"""What is measured of play: what games report, and the moment at which many must stop."""

import json
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor

from bench.desk import Desk
from bench.machine import cpu_seconds
from bench.rows import Row
from helpdesk.supervisor.paths import ROOT

SWEEPS = 2
"""As many processes of the watch as a worker of `make run` has."""


def events(desk: Desk, total: int) -> Iterator[Row]:
    """What games report, taken by the action behind the interface, beside raw COPY of the rows that it keeps."""
    told = desk.told("bench.ingest", str(total), "3")
    figures = {name: round(value) for name, value in told.items()}
    rate, grown = told["ours"], told["grown_mb"]
    yield Row("event ingest, one process", rate, "/s", 10_000.0, rate >= 10_000, figures)
    for name, floor in (("one raw COPY", told["copy"]), ("raw COPY by thousands, indexed", told["copy_indexed"])):
        yield Row(f"event ingest ÷ {name}", rate / floor, "× floor", 0.3, rate / floor >= 0.3)
    yield Row(f"event ingest, memory grown over {told['events']:,} events and more", grown, "MB", 32.0, grown <= 32.0)


def strike(desk: Desk, total: int) -> Iterator[Row]:
    """21:00 strikes: every fifth stretch of play is a minor's and has its alert once, by sweeps that share the work."""
    if not desk.ask("SELECT count(*) FROM players_player WHERE uid = 'strike-1'")[0][0]:
        desk.told("bench.strike", "fill", str(total), str(total // 5))
    else:  # an earlier run was told of them
        desk.ask("TRUNCATE players_playreminder, players_playalert CASCADE")
        desk.ask("DELETE FROM core_outboxentry")
        desk.told("bench.strike", "again")
    desk.ask("VACUUM ANALYZE players_playsession, players_player, core_event, core_outboxentry")
    desk.ask("CHECKPOINT")
    argv, pipe = [sys.executable, "-m", "bench.strike", "sweep"], subprocess.PIPE
    at_work = [subprocess.Popen(argv, env=desk.environment, cwd=ROOT, stdin=pipe, stdout=pipe) for _ in range(SWEEPS)]
    for process in at_work:
        assert process.stdout is not None
        process.stdout.readline()  # it is ready
    began, before = time.monotonic(), cpu_seconds(desk.pids("postgres"))
    told = [json.loads(said) for said in _all_say(at_work)]
    seconds, database = time.monotonic() - began, cpu_seconds(desk.pids("postgres")) - before
    figures = desk.told("bench.strike", "count") | {"sweeps": told, "database_cpu_s": database}
    is_once = figures["alerts"] == figures["stretches"] == figures["events"] == total // 5
    name = f"21:00, {total:,} open sessions, {total // 5:,} of minors, all recorded by {SWEEPS} sweeps"
    yield Row(name, seconds, "s", 15.0, seconds <= 15.0 and is_once, figures)
    yield Row(
        "21:00, alerts for each stretch that had to stop", figures["alerts"] / (total // 5), "", 1.0, is_once, figures
    )


def _all_say(processes: Iterable["subprocess.Popen[bytes]"]) -> list[bytes]:
    """All begin at once; what each says when it has ended."""
    with ThreadPoolExecutor() as threads:
        return list(threads.map(lambda process: process.communicate(b"go\n")[0], processes))
