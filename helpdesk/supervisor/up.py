"""`manage.py up`: the whole of Wuyou on one machine, in one terminal."""

import argparse
import os
import socket

from helpdesk.supervisor import instance
from helpdesk.supervisor.commands import data_folder
from helpdesk.supervisor.console import Console
from helpdesk.supervisor.errors import CannotStart
from helpdesk.supervisor.paths import DataFolder
from helpdesk.supervisor.run import Run

HELP = "Run the whole of Wuyou: database, broker, web, worker, beat and timers; Ctrl-C or SIGTERM stops all of it."


def main(argv: list[str]) -> int:
    """Run Wuyou until Ctrl-C or SIGTERM; return the exit status."""
    parser = argparse.ArgumentParser(prog="manage.py up", description=HELP)
    add_arguments(parser)
    return up(prepare_only=parser.parse_args(argv).prepare_only)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Name the options of the command."""
    parser.add_argument("--prepare-only", action="store_true", help="make the database and the demo data, then stop")


def up(*, prepare_only: bool) -> int:
    """Hold the lock of the data folder and run; return the exit status."""
    data, console = data_folder(), Console()
    port = chosen_port()
    with instance.hold(data) as is_ours:
        if not is_ours:
            raise CannotStart(occupied(data))
        run = Run(data, console)
        with run.listening_to_signals():
            if prepare_only:
                return run.prepare_only()
            check_port(port)
            return run.serve(port)


def occupied(data: DataFolder) -> str:
    """Say who runs in this checkout already."""
    found = instance.published(data)
    if found is None:
        return f"Another start is under way in this checkout ({data.path})."
    if found.url:
        return f"It already runs in this checkout, at {found.url} (process {found.pid}). Stop that one first."
    return f"`{found.command}` (process {found.pid}) uses the database of this checkout. Let it end first."


def chosen_port() -> int:
    """Return the port of PORT, 8000 without it."""
    value = os.environ.get("PORT") or "8000"
    if not value.isdecimal() or not 0 < int(value) < 65536:
        raise CannotStart(f"PORT={value} is not a port. Give a number from 1 to 65535, as in `make run PORT=8001`.")
    return int(value)


def check_port(port: int) -> None:
    """Refuse a port that somebody else listens on, before minutes of work."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            mend = f"Choose another one: `make run PORT={8001 if port < 1024 else port + 1}`."
            raise CannotStart(f"Port {port} cannot be used: {error.strerror}. {mend}") from error
