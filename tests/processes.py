"""Looking at processes from outside, for tests of what starts and ends them."""

import os
import socket
import time
from collections.abc import Callable
from pathlib import Path


def until(is_true: Callable[[], object], seconds: float = 30.0, what: str = "") -> None:
    """Return as soon as something is true; fail when it never becomes so."""
    end = time.monotonic() + seconds
    while not is_true():
        assert time.monotonic() < end, f"still not after {seconds:.0f} s: {what}"
        time.sleep(0.02)


def is_alive(pid: int) -> bool:
    """Say whether a process runs; one that ended and waits for its parent does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def processes_with(marker: str) -> list[int]:
    """Return the processes, other than this one, whose environment or command line names something."""
    found = []
    for folder in Path("/proc").iterdir():
        if folder.name.isdecimal() and int(folder.name) != os.getpid() and is_alive(int(folder.name)):
            try:
                text = (folder / "environ").read_bytes() + (folder / "cmdline").read_bytes()
            except OSError:
                continue
            if marker.encode() in text:
                found.append(int(folder.name))
    return found


def command_line(pid: int) -> str:
    """Return the words that a process was started with, nothing when it is gone."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_text(errors="replace").replace("\0", " ")
    except OSError:
        return ""


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
