"""The processes of Wuyou: what each is called and how it is started."""

import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from helpdesk.supervisor.paths import ROOT, DataFolder

ROOT_IS_FINE = "ignore:You're running the worker with superuser privileges"  # it reads JSON alone
QUEUES = "intake,mail,hooks,bulk"


@dataclass(frozen=True)
class Program:
    """One process; `is_kept` ones are started again when they end."""

    name: str
    argv: list[str]
    environment: Mapping[str, str]
    is_kept: bool = True
    patience: float = 10.0  # seconds between being asked to end and being ended


def manage(*words: str) -> list[str]:
    """Return the command line of a command of manage.py."""
    return [sys.executable, str(ROOT / "manage.py"), *words]


def module(*words: str) -> list[str]:
    """Return the command line of a Python module."""
    return [sys.executable, "-m", *words]


def web(port: int, host: str = "127.0.0.1") -> list[str]:
    """Return the web server: HTTP and sockets on one port. Headers of proxies are read by the settings alone."""
    words = ["uvicorn", "helpdesk.asgi:application", "--host", host, "--port", str(port), "--lifespan", "off"]
    words += ["--no-access-log", "--log-level", "warning", "--no-server-header", "--no-proxy-headers"]
    return module(*words, "--timeout-graceful-shutdown", "5")


def worker(queues: str = QUEUES) -> list[str]:
    """Return the worker of the given queues."""
    words = ["celery", "-A", "helpdesk.celery", "--quiet", "worker", "-Q", queues, "--concurrency", "2"]
    return module(*words, "--loglevel", "warning", "--without-gossip", "--without-mingle")


def beat(schedule: Path) -> list[str]:
    """Return the process that sends the periodic tasks."""
    words = ["celery", "-A", "helpdesk.celery", "--quiet", "beat", "--loglevel", "warning", "--pidfile="]
    return module(*words, "--schedule", str(schedule))


def everyday_programs(data: DataFolder, port: int, environment: Mapping[str, str]) -> list[Program]:
    """Return the processes that serve people, in the order in which they start."""
    return [
        Program("web", web(port), environment),
        Program("timers", manage("run_timers"), environment),
        Program("worker", worker(), {**environment, "PYTHONWARNINGS": ROOT_IS_FINE}),
        Program("beat", beat(data.path / "beat-schedule"), environment),
    ]
