"""`python -m bench`: load, warm up, measure, print. See docs/how-to/measure.md."""

import argparse
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from bench import play, rows, whole
from bench.desk import PLAYED, Desk
from bench.machine import described
from bench.rows import Bench, Row
from bench.table import printed, written

PORT, SMALL_PORT, FLOOR_PORT = 8014, 8024, 8034
QUIET_WITHIN = 300.0
USUAL = 600
PLAY = {"events", "strike"}
"""Parts about games, measured on a desk of their own without the many tickets."""


class Scale(NamedTuple):
    """How many tickets the two desks have, and how long is measured."""

    small: int
    big: int
    played: int
    rounds: int
    requests: int
    seconds: float
    events: int
    sessions: int


SCALES = {
    "small": Scale(2_000, 20_000, PLAYED, 5, 25, 1.5, 20_000, 50_000),
    "middle": Scale(2_000, 100_000, PLAYED, 7, 50, 3.0, 100_000, 250_000),
    "full": Scale(1_000, 1_000_000, USUAL, 9, 50, 4.0, 1_000_000, 1_000_000),
}


def main() -> int:
    """Measure everything that was asked for; 0 also when goals are missed, because a bench is no test."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--scale", choices=SCALES, default=os.environ.get("SCALE") or "full")
    parser.add_argument(
        "--data", type=Path, default=os.environ.get("BENCH_DATA") or None, help="keep the desks in this folder"
    )
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--profile", action="store_true", default=bool(os.environ.get("PROFILE")))
    parser.add_argument("--only", default="", help="parts, such as pages,writes")
    options = parser.parse_args()
    scale = SCALES[options.scale]
    about: dict[str, object] = {
        **described(),
        "seed": options.seed,
        "desks": f"{scale.small:,} and {scale.big:,} tickets",
    }
    only, found = _only(options), list[Row]()
    with ExitStack() as stack:
        folder = options.data or Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="wuyou-bench-")))
        _take(found, _measured_play(Desk(folder / "play", PORT), scale, options.seed, only))
        if not only or only - PLAY:
            _measure_desks(folder, options, about, found)
    print(printed(about, found))  # noqa: T201 -- what it is for
    print(f"Written to {written(about, found, datetime.now(UTC).date())}")  # noqa: T201 -- the same
    return 0


def _only(options: argparse.Namespace) -> set[str]:
    """The parts that are asked for; none means all."""
    return set(filter(None, options.only.split(",")))


def _measure_desks(folder: Path, options: argparse.Namespace, about: dict[str, object], found: list[Row]) -> None:
    """Everything about tickets is in `found`."""
    scale, only = SCALES[options.scale], _only(options)
    with _bench(folder, scale, options.seed, found) as bench:
        _take(found, _measured(bench, only))
        written(about, found, datetime.now(UTC).date())  # what stands so far, whatever comes now
        if options.profile:
            _profile(bench, found)
    if scale.played == USUAL and (not only or "start" in only):  # `up` wants the usual demo
        found += whole.start(folder / "big", PORT)


def _take(found: list[Row], rows: Iterable[Row]) -> None:
    """Each row is told as soon as it is measured."""
    for row in rows:
        found.append(row)
        print(f"  {row.value:.2f} {row.unit} {row.name}", file=sys.stderr, flush=True)  # noqa: T201 -- progress


def _measured_play(desk: Desk, scale: Scale, seed: int, only: set[str]) -> Iterator[Row]:
    """What games report and what 21:00 brings, with nothing else at work but the processes that are measured."""
    parts = [part for name, part in (("events", play.events), ("strike", play.strike)) if not only or name in only]
    if not parts:
        return
    with desk.served():
        if not (desk.folder / "filled").exists():
            desk.play(1, seed=seed)
            (desk.folder / "filled").touch()
        for part in parts:
            yield from part(desk, scale.events if part is play.events else scale.sessions)


@contextmanager
def _bench(folder: Path, scale: Scale, seed: int, found: list[Row]) -> Iterator[Bench]:
    """Both desks are filled and served, the floor as well; nothing but web servers is at work yet."""
    big, small = Desk(folder / "big", PORT), Desk(folder / "small", SMALL_PORT, is_big=False)
    _copy_played(big, small, scale, seed)
    with big.served(), small.served():
        seconds = big.fill(scale.big, seed=seed, played=scale.played)
        if seconds:
            found.append(Row(f"seed_demo --tickets {scale.big}", seconds / 60, "min", 30.0, seconds <= 1800))
        small.fill(scale.small, seed=seed, played=scale.played)
        big.start_web()
        small.start_web()
        big.start_floor(FLOOR_PORT)
        doors, small_doors = big.told("bench.doors"), small.told("bench.doors")
        yield Bench(big, small, FLOOR_PORT, doors, small_doors, scale.rounds, scale.requests, scale.seconds)


def _copy_played(big: Desk, small: Desk, scale: Scale, seed: int) -> None:
    """What both desks grow from is played once."""
    if (big.folder / "postgres").exists() or (small.folder / "postgres").exists():
        return
    with big.served():
        big.play(scale.played, seed=seed)
    shutil.copytree(big.folder, small.folder, symlinks=True, ignore=shutil.ignore_patterns("lock", "users", "run"))


def _measured(bench: Bench, only: set[str]) -> Iterator[Row]:
    parts = {
        "pages": rows.pages,
        "resources": rows.resources,
        "searches": rows.searches,
        "visible": rows.visible,
        "writes": rows.writes,
    }
    if not only or "statements" in only:
        yield from whole.statements(bench)
    bench.big.start_others()
    _wait_until_quiet(bench.big)
    if not only or "memory" in only:
        yield whole.memory(bench.big, "memory with big buffers, before the load", 900.0)
    for name, part in parts.items():
        if not only or name in only:
            yield from part(bench)
    if not only or "memory" in only:
        yield whole.memory(bench.big, "memory with big buffers, after the load", 900.0)


def _wait_until_quiet(desk: Desk) -> None:
    """What became due since the desk was loaded has been told."""
    due = "SELECT count(*) FROM escalation_alarm WHERE state = 'running' AND due_at <= now()"
    waiting = "SELECT count(*) FROM core_outboxentry WHERE parked_at IS NULL"
    until = time.monotonic() + QUIET_WITHIN
    while time.monotonic() < until and (desk.ask(due)[0][0] or desk.ask(waiting)[0][0]):
        time.sleep(1.0)  # asking takes from what is asked about


def _profile(bench: Bench, found: list[Row]) -> None:
    wanted = sorted({row.profile for row in found if row.profile and not row.is_met})
    if wanted:
        print(bench.big.told("bench.profiling", *wanted)["text"])  # noqa: T201 -- what was asked for


if __name__ == "__main__":
    raise SystemExit(main())
