"""What the processes of a run cost: CPU time and memory, read from /proc."""

import os
import platform
from collections.abc import Iterable
from importlib.metadata import version
from pathlib import Path

TICKS = os.sysconf("SC_CLK_TCK")
PACKAGES = ("django", "djangorestframework", "psycopg2-binary", "uvicorn", "a2wsgi")


def family(pid: int) -> list[int]:
    """The process and all its descendants."""
    children: dict[int, list[int]] = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        if (fields := _stat(path)) is not None:
            children.setdefault(int(fields[1]), []).append(int(path.parent.name))
    found, waiting = [], [pid]
    while waiting:
        one = waiting.pop()
        found.append(one)
        waiting += children.get(one, [])
    return found


def cpu_seconds(pids: Iterable[int]) -> float:
    """CPU time of these processes and their descendants so far, ended children included."""
    spent = 0
    for pid in {member for ancestor in pids for member in family(ancestor)}:
        if (fields := _stat(Path(f"/proc/{pid}/stat"))) is not None:
            spent += sum(map(int, fields[11:15]))
    return spent / TICKS


def pss_megabytes(pids: Iterable[int]) -> float:
    """Memory of these processes and their descendants; what they share is counted once."""
    kilobytes = 0
    for pid in {member for ancestor in pids for member in family(ancestor)}:
        try:
            text = Path(f"/proc/{pid}/smaps_rollup").read_text()
        except OSError:
            continue
        kilobytes += sum(int(line.split()[1]) for line in text.splitlines() if line.startswith("Pss:"))
    return kilobytes / 1024


def _stat(path: Path) -> list[str] | None:
    """Fields of /proc/PID/stat from the state on; the name before it may hold anything."""
    try:
        return path.read_text().rpartition(")")[2].split()
    except OSError:
        return None


def described() -> dict[str, str]:
    """The machine and the versions, as they stand above the table."""
    cpu = next((line.split(":")[1].strip() for line in _lines("/proc/cpuinfo") if line.startswith("model name")), "?")
    memory = next((int(line.split()[1]) // 1024 for line in _lines("/proc/meminfo") if line.startswith("MemTotal")), 0)
    found = {
        "machine": f"{os.cpu_count()} × {cpu}, {memory} MB",
        "load before": "/".join(f"{load:.1f}" for load in os.getloadavg()),
    }
    return found | {"python": platform.python_version()} | {name: version(name) for name in PACKAGES}


def _lines(path: str) -> list[str]:
    try:
        return Path(path).read_text().splitlines()
    except OSError:
        return []
