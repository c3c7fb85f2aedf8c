"""A desk to be measured: servers of its own in a private folder, filled by seed_demo, and the product's processes."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg2

from helpdesk.supervisor import children, instance, programs
from helpdesk.supervisor.commands import local_environment
from helpdesk.supervisor.embedded import EmbeddedServers
from helpdesk.supervisor.instance import Instance
from helpdesk.supervisor.paths import ROOT, DataFolder
from helpdesk.supervisor.postgres import Postgres

PLAYED = 150
BIG = {"shared_buffers": "1GB", "effective_cache_size": "8GB", "random_page_cost": "1.1", "work_mem": "16MB"}
OPEN_RATES = {"API_RATE_PER_MINUTE": "10000000", "API_RATE_BURST": "10000000", "LOG_LEVEL": "ERROR"}


@dataclass
class Desk:
    """The servers run while it is entered; processes are started and stopped one by one."""

    folder: Path
    port: int
    is_big: bool = True
    environment: dict[str, str] = field(default_factory=dict)
    running: dict[str, "subprocess.Popen[bytes]"] = field(default_factory=dict)
    servers: EmbeddedServers | None = None

    @contextmanager
    def served(self) -> Iterator["Desk"]:
        """PostgreSQL and Valkey answer inside the block; everything that was started is stopped at its end."""
        data = DataFolder(self.folder.resolve())
        with instance.hold(data) as is_ours:
            if not is_ours:
                raise SystemExit(f"Somebody else uses {data.path}.")
            self.servers = EmbeddedServers(data)
            for server in self.servers.servers:
                if isinstance(server, Postgres) and self.is_big:
                    server.settings = server.settings | BIG
            self.servers.start()
            try:
                own = {"SECRET_KEY": instance.secret_key(data), "PORT": str(self.port), **OPEN_RATES}
                self.environment = {**os.environ, **local_environment(data, self.servers), **own}
                instance.publish(data, Instance(os.getpid(), "bench", local_environment(data, self.servers)))
                yield self
            finally:
                for name in list(self.running):
                    self.stop(name)
                instance.withdraw(data)
                self.servers.stop()

    def fill(self, tickets: int, *, seed: int, played: int) -> float:
        """The desk has so many tickets; returns the seconds it took, 0 when it had them already."""
        self.manage("prepare")
        if self.count() >= tickets:
            return 0.0
        began = time.monotonic()
        self.manage("seed_demo", "--tickets", str(tickets), "--seed", str(seed), "--played", str(played))
        return time.monotonic() - began

    def play(self, tickets: int, *, seed: int) -> None:
        """So many tickets are played, none copied: what several desks can grow from."""
        self.manage("prepare")
        self.manage("seed_demo", "--tickets", str(tickets), "--seed", str(seed))

    def count(self) -> int:
        """How many tickets there are about."""
        return int(self.ask("SELECT count(*) FROM tickets_ticket")[0][0])

    def ask(self, statement: str, values: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
        """Rows of a statement, asked as the owner."""
        with closing(psycopg2.connect(self.environment["OWNER_DATABASE_URL"])) as session, session.cursor() as cursor:
            session.autocommit = True
            cursor.execute(statement, values)
            return list(cursor.fetchall()) if cursor.description else []

    def manage(self, *words: str) -> None:
        """Run a command of manage.py on this desk; its lines are passed on."""
        subprocess.run(programs.manage(*words), env=self.environment, cwd=ROOT, check=True)

    def told(self, module: str, *words: str) -> Any:
        """What a module of the bench says about this desk, as JSON."""
        argv = [sys.executable, "-m", module, *words]
        done = subprocess.run(argv, env=self.environment, cwd=ROOT, check=True, stdout=subprocess.PIPE)
        return json.loads(done.stdout.splitlines()[-1])

    def start(self, name: str, argv: list[str], extra: Mapping[str, str] | None = None) -> int:
        """Start a process by name; returns its id."""
        log = (self.folder / "logs" / f"bench-{name}.log").open("ab")
        with log:
            process = children.spawn(argv, output=log, environment={**self.environment, **(extra or {})}, folder=ROOT)
        self.running[name] = process
        return process.pid

    def start_web(self) -> None:
        """The product's web server answers."""
        self.start("web", programs.web(self.port))
        wait_for(self.port)

    def start_floor(self, port: int) -> None:
        """The floor answers on the same database, behind the same server."""
        self.start("floor", floor(port))
        wait_for(port)

    def start_others(self) -> None:
        """Timers, worker and beat work beside the web server, as in every installation."""
        for program in programs.everyday_programs(DataFolder(self.folder.resolve()), self.port, self.environment)[1:]:
            self.start(program.name, program.argv)

    def stop(self, name: str) -> None:
        """The process is gone."""
        children.stop(self.running.pop(name), signal.SIGTERM)

    def pids(self, name: str) -> list[int]:
        """The process of that name, or those of the database (`postgres`) or of Valkey (`valkey`)."""
        assert self.servers is not None
        if name in self.running:
            return [self.running[name].pid]
        found = [server.process for server in self.servers.servers if server.name == name]
        return [process.pid for process in found if process is not None]


def floor(port: int) -> list[str]:
    """The command line of the floor, like that of the product's web server."""
    argv = programs.web(port)
    return [word if word != "helpdesk.asgi:application" else "bench.floor.asgi:application" for word in argv]


def wait_for(port: int, seconds: float = 60.0) -> None:
    """Return when somebody answers on the port."""
    until = time.monotonic() + seconds
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            if time.monotonic() > until:
                raise SystemExit(f"Nobody answers on port {port}.") from None
            time.sleep(0.1)  # it is still starting
        else:
            return
