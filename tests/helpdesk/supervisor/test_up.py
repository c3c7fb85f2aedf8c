"""`manage.py up` from outside: what a person sees, what survives, what is left."""

import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pytest

from helpdesk.supervisor.paths import ROOT
from helpdesk.supervisor.run import is_ready
from tests.processes import command_line, free_port, is_alive, processes_with, until

pytestmark = pytest.mark.slow
START_WITHIN = 240.0


@dataclass
class Checkout:
    """A data folder of its own in place of the checkout's `.data`."""

    data: Path
    port: int

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def log(self) -> Path:
        return self.data.with_suffix(".log")

    def environment(self, **more: str) -> dict[str, str]:
        """Return the environment of a person who set nothing."""
        names = ("PATH", "HOME", "LANG", "TMPDIR")
        kept = {name: os.environ[name] for name in names if name in os.environ}
        return kept | {"WUYOU_DATA_DIR": str(self.data), "PORT": str(self.port)} | more

    def manage(self, *words: str, **more: str) -> subprocess.CompletedProcess[str]:
        """Run a command of manage.py to its end."""
        return subprocess.run(
            [sys.executable, "manage.py", *words],
            cwd=ROOT,
            env=self.environment(**more),
            capture_output=True,
            text=True,
            check=False,
            timeout=START_WITHIN,
        )

    def start(self, **more: str) -> subprocess.Popen[bytes]:
        """Start `manage.py up`; it is ready when this returns."""
        command = [sys.executable, "manage.py", "up"]
        with self.log.open("wb") as log:
            up = subprocess.Popen(command, cwd=ROOT, env=self.environment(**more), stdout=log, stderr=log)
        until(lambda: "is ready at" in self.log.read_text() or up.poll() is not None, START_WITHIN, "it is ready")
        assert up.poll() is None, self.log.read_text()
        return up

    def process(self, words: str) -> int:
        """Return the process whose command line has these words, 0 while there is none."""
        return next((pid for pid in processes_with(str(self.data)) if words in command_line(pid)), 0)


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Checkout:
    """A data folder on a path with a space, with tables and the first demo data."""
    found = Checkout(tmp_path_factory.mktemp("a checkout") / ".data", free_port())
    prepared = found.manage("up", "--prepare-only")
    assert prepared.returncode == 0, prepared.stdout + prepared.stderr
    assert processes_with(str(found.data)) == []
    (found.data / "demo").write_text("all\n")  # the rest of the demo data would only take time here
    return found


@pytest.fixture(scope="module")
def running(checkout: Checkout) -> Iterator[subprocess.Popen[bytes]]:
    """Wuyou up and ready; at the end it stops when asked, and leaves nothing."""
    up = checkout.start()
    yield up
    up.send_signal(signal.SIGTERM)
    assert up.wait(60) == 0
    assert processes_with(str(checkout.data)) == []
    assert "nothing is left running" in checkout.log.read_text()


def test_it_says_where_it_is_and_who_can_sign_in(checkout: Checkout, running: subprocess.Popen[bytes]) -> None:
    said = checkout.log.read_text()

    assert is_ready(checkout.port, checkout.url)
    assert f"is ready at {checkout.url} " in said
    assert {"agent@demo.test", "admin@demo.test", "wuyou-demo"} <= set(said.split())
    assert "\x1b[" not in said  # not a terminal: no colours


def test_other_commands_talk_to_the_running_instance(checkout: Checkout, running: subprocess.Popen[bytes]) -> None:
    code = "from django.conf import settings; print(settings.PUBLIC_URL, settings.DEMO)"

    answered = checkout.manage("shell", "--no-imports", "-c", code, PORT="1")

    assert answered.stdout.splitlines()[-1:] == [f"{checkout.url} True"], answered.stderr


def test_a_second_start_in_the_checkout_is_refused(checkout: Checkout, running: subprocess.Popen[bytes]) -> None:
    second = checkout.manage("up", PORT=str(free_port()))

    assert second.returncode == 1
    assert second.stderr == (
        f"Wuyou cannot start. It already runs in this checkout, at {checkout.url} (process {running.pid}). "
        "Stop that one first.\n"
    )


def test_whatever_is_killed_comes_back(checkout: Checkout, running: subprocess.Popen[bytes]) -> None:
    for words in (
        "uvicorn",
        "run_timers",
        "celery -A helpdesk.celery --quiet worker",
        "bin/postgres -D",
        "valkey-server",
    ):
        killed = checkout.process(words)
        os.kill(killed, signal.SIGKILL)

        until(partial(is_another, checkout, words, killed), 60, f"{words} is back")

    until(lambda: is_ready(checkout.port, checkout.url), 60, "it is ready again")


def is_another(checkout: Checkout, words: str, killed: int) -> bool:
    """Say whether a new process took the place of a killed one."""
    return checkout.process(words) not in {0, killed}


def test_killing_the_supervisor_ends_everything(tmp_path: Path) -> None:
    checkout = Checkout(tmp_path / ".data", free_port())
    with checkout.start(WUYOU_DEMO="0") as up:
        left = processes_with(str(checkout.data))
        up.kill()

    assert len(left) >= 7  # the supervisor, two servers, four processes
    until(lambda: not any(map(is_alive, left)), 30, "no process outlives the supervisor")


def test_a_taken_port_is_said_before_anything_starts(tmp_path: Path) -> None:
    checkout = Checkout(tmp_path / ".data", free_port())
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]

        refused = checkout.manage("up", PORT=str(port))

    assert refused.returncode == 1
    assert (refused.stdout, (checkout.data / "postgres").exists()) == ("", False)
    assert f"Port {port} cannot be used: Address already in use." in refused.stderr


@pytest.mark.parametrize("port", ["abc", "0", "65536", "-1", "8000.5"])
def test_a_port_that_is_none_is_refused(tmp_path: Path, port: str) -> None:
    refused = Checkout(tmp_path / ".data", 0).manage("up", PORT=port)

    assert refused.returncode == 1
    assert refused.stderr.startswith(f"Wuyou cannot start. PORT={port} is not a port.")


def test_the_data_of_a_running_instance_is_not_dropped(checkout: Checkout, running: subprocess.Popen[bytes]) -> None:
    refused = checkout.manage("reset_data")

    assert refused.returncode == 1
    assert "Stop that one first" in refused.stderr
    assert json.loads((checkout.data / "instance.json").read_text())["pid"] == running.pid


def test_dropping_the_data_leaves_an_empty_folder(tmp_path: Path) -> None:
    checkout = Checkout(tmp_path / ".data", free_port())
    assert checkout.manage("migrate", "contenttypes", "--verbosity", "0").returncode == 0

    dropped = checkout.manage("reset_data")

    assert dropped.returncode == 0, dropped.stderr
    assert [path.name for path in checkout.data.iterdir()] == ["lock"]
