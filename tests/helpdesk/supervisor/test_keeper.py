"""Keeping processes running: what they say, how they are started again, how all of them end."""

import io
import os
import re
import signal
import sys
from collections.abc import Iterator

import pytest

from helpdesk.supervisor.console import Console, readable
from helpdesk.supervisor.keeper import Backoff, Keeper
from helpdesk.supervisor.programs import Program
from tests.processes import is_alive

GRANDPARENT = """
import subprocess, sys
child = subprocess.Popen([sys.executable, "-c", "import time; print('up', flush=True); time.sleep(600)"])
print("child", child.pid, flush=True)
child.wait()
"""
STUBBORN = """
import signal, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
signal.signal(signal.SIGQUIT, signal.SIG_IGN)
print("ready", flush=True)
while True:
    time.sleep(60)
"""


class Heard(Console):
    """A console whose words a test can read."""

    def __init__(self) -> None:
        self.text = io.StringIO()
        super().__init__(self.text)

    @property
    def lines(self) -> list[str]:
        return self.text.getvalue().splitlines()


@pytest.fixture
def console() -> Heard:
    return Heard()


@pytest.fixture
def keeper(console: Heard) -> Iterator[Keeper]:
    found = Keeper(console)
    yield found
    found.stop(*[kept.program.name for kept in found.kept])
    found.selector.close()


def python(code: str, name: str = "web", *, is_kept: bool = True, patience: float = 10.0) -> Program:
    """Return a program that runs some Python."""
    environment = {**os.environ, "PYTHONUNBUFFERED": "1"}
    return Program(name, [sys.executable, "-c", code], environment, is_kept=is_kept, patience=patience)


def test_every_line_is_passed_on_behind_its_speaker(keeper: Keeper, console: Heard) -> None:
    code = "import os; os.write(1, b'one\\ntw'); os.write(1, b'o\\nthree'); os.write(2, b'\\xff\\n')"

    status = keeper.run(python(code, is_kept=False))

    assert status == 0
    assert console.lines == ["web      | one", "web      | two", "web      | three\N{REPLACEMENT CHARACTER}"]


def test_the_exit_status_of_a_preparation_is_told(keeper: Keeper) -> None:
    assert keeper.run(python("raise SystemExit(3)", is_kept=False)) == 3


def test_a_process_that_ends_is_started_again_later_each_time(keeper: Keeper, console: Heard) -> None:
    kept = keeper.add(python("print('started'); raise SystemExit(7)"))

    keeper.turn_until(lambda: kept.falls == 3)

    assert console.lines.count("web      | started") == 3
    told = [line for line in console.lines if "again in" in line]
    assert told == [f"wuyou    | web ended (exit 7); again in {pause} s" for pause in ("0.5", "1.0", "2.0")]


def test_a_killed_process_is_started_again_as_a_new_one(keeper: Keeper, console: Heard) -> None:
    kept = keeper.add(python("import time; print('started'); time.sleep(600)"))
    keeper.turn_until(lambda: "web      | started" in console.lines)
    first = kept.process.pid

    os.kill(first, signal.SIGKILL)
    keeper.turn_until(lambda: console.lines.count("web      | started") == 2)

    assert kept.process.pid != first
    assert "wuyou    | web ended (SIGKILL); again in 0.5 s" in console.lines


def test_waiting_grows_and_starts_anew_after_a_while_of_health() -> None:
    frail, healthy = Backoff(), Backoff(healthy_after=-1.0)

    assert [frail.fell() for _ in range(8)] == [0.5, 1.0, 2.0, 4.0, 8.0, 16.0, 30.0, 30.0]
    assert [healthy.fell() for _ in range(3)] == [0.5, 0.5, 0.5]


def test_a_stop_takes_children_of_children_along(keeper: Keeper, console: Heard) -> None:
    keeper.add(python(GRANDPARENT))
    keeper.turn_until(lambda: any("child" in line for line in console.lines) and "web      | up" in console.lines)
    child = int(re.findall(r"child (\d+)", "\n".join(console.lines))[0])
    parent = keeper.kept[0].process.pid
    assert is_alive(child)

    keeper.stop("web")

    assert not is_alive(parent)
    assert not is_alive(child)


def test_a_stubborn_process_is_ended_and_the_person_is_told(keeper: Keeper, console: Heard) -> None:
    kept = keeper.add(python(STUBBORN, patience=0.2))
    keeper.turn_until(lambda: "web      | ready" in console.lines)

    keeper.stop("web")

    assert not is_alive(kept.process.pid)
    assert "wuyou    | web did not end when asked and was ended" in console.lines


def test_nothing_is_started_again_once_a_stop_was_asked_for(keeper: Keeper) -> None:
    kept = keeper.add(python("raise SystemExit(1)"))
    keeper.refrain()

    kept.process.wait()
    keeper.turn(0)

    assert kept.falls == 0


def test_a_log_line_of_json_becomes_readable() -> None:
    line = '{"at": "2026-01-01", "level": "warning", "logger": "core", "message": "slow \\u6162", "request_id": "r1"}'

    assert readable(line) == ("WARNING slow 慢 request_id=r1", 33)
    assert readable('{"level": "error", "message": "boom", "error": "Traceback"}') == ("ERROR boom\nTraceback", 31)
    assert readable('{"level": "info", "message": "hello"}') == ("hello", 0)
    assert readable('{"not": "a log line"}') == ('{"not": "a log line"}', 0)
    assert readable("{broken") == ("{broken", 0)
