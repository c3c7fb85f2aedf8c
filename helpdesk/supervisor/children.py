"""Children that never outlive their parent."""

import functools
import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import IO

from helpdesk.supervisor.errors import CannotStart

GONE_WITHIN = 2.0
LAUNCHER = Path(__file__).with_name("launch.py")


def launcher(*, user: str = "same", death_signal: signal.Signals = signal.SIGTERM) -> list[str]:
    """Return the start of a command line whose program dies with this process, running as `user`."""
    words = [sys.executable, "-I", "-S", str(LAUNCHER), "--user", user]
    return [*words, "--death-signal", str(int(death_signal)), "--parent", str(os.getpid()), "--"]


def spawn(
    argv: Sequence[str],
    *,
    user: str = "same",
    death_signal: signal.Signals = signal.SIGTERM,
    output: IO[bytes] | int,
    environment: Mapping[str, str] | None = None,
    folder: Path | None = None,
) -> subprocess.Popen[bytes]:
    """Start a program in a process group of its own; it gets `death_signal` should this process vanish.

    Call it from the main thread: the kernel counts the death of the thread that started the child.
    """
    return subprocess.Popen(  # noqa: S603 -- our own programs
        [*launcher(user=user, death_signal=death_signal), *argv],
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=subprocess.STDOUT,
        env=environment,
        cwd=folder,
        start_new_session=True,
    )


def stop(child: subprocess.Popen[bytes], *signals: signal.Signals, patience: float = 10.0) -> None:
    """Ask the child to end by each signal in turn, then end its whole process group; it is gone when this returns."""
    for asked in signals:
        if child.poll() is not None:
            break
        child.send_signal(asked)
        try:
            child.wait(patience)
        except subprocess.TimeoutExpired:
            continue
    end_group(child)


def end_group(child: subprocess.Popen[bytes]) -> None:
    """Kill a child and what is left of its process group; all of it is gone when this returns."""
    until = time.monotonic() + GONE_WITHIN
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(child.pid, signal.SIGKILL)
        child.wait()
        while time.monotonic() < until:
            os.killpg(child.pid, 0)  # raises as soon as nobody is left
            time.sleep(0.01)
    child.wait()


@functools.cache
def server_user() -> str:
    """Return how a server that refuses root is to be run here: `same`, `mapped` or `nobody` (see launch.py)."""
    if os.geteuid() != 0:
        return "same"
    for user in ("mapped", "nobody"):
        probe = [*launcher(user=user), sys.executable, "-I", "-S", "-c", "pass"]
        if subprocess.run(probe, capture_output=True, check=False).returncode == 0:  # noqa: S603 -- our own program
            return user
    raise CannotStart(
        "PostgreSQL refuses to run as root, and this container allows neither user namespaces nor a change of user. "
        "Run as an ordinary user, or point DATABASE_URL at a server of your own."
    )
