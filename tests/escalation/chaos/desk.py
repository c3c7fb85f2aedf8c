"""The servers and processes of a crash test, started, killed and started again by their process ids."""

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

import psycopg2

from helpdesk.supervisor import children, programs
from helpdesk.supervisor.embedded import EmbeddedServers
from helpdesk.supervisor.paths import ROOT, DataFolder
from helpdesk.supervisor.postgres import Postgres, first_number


class Desk:
    """Own PostgreSQL and Valkey, two `run_timers`, a worker and a beat."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.data = DataFolder(folder / "data")
        self.servers = EmbeddedServers(self.data)
        self.running: dict[str, subprocess.Popen[bytes]] = {}
        self.environment: dict[str, str] = {}
        self.argv = {
            "timers 1": programs.manage("run_timers"),
            "timers 2": programs.manage("run_timers", "--no-audit"),
            "worker": programs.worker(),
            "beat": programs.beat(folder / "beat-schedule"),
        }

    def start(self) -> None:
        """Start the servers with a migrated, empty database."""
        self.servers.start()
        urls = self.servers.urls()
        self.environment = {
            **os.environ,
            **urls,
            "WUYOU_TEST": "1",
            "SECRET_KEY": "of a desk that lives for a minute and a half",
            "DJANGO_SETTINGS_MODULE": "helpdesk.settings",
            "LOG_LEVEL": "ERROR",
            "WUYOU_DATA_DIR": str(self.data.path),
            "PYTHONWARNINGS": programs.ROOT_IS_FINE,
        }
        owner = self.environment | {"DATABASE_URL": urls["OWNER_DATABASE_URL"]}
        subprocess.run(programs.manage("migrate", "-v0"), env=owner, cwd=ROOT, check=True)

    def stop(self) -> None:
        """End everything that was started."""
        for child in self.running.values():
            children.end_group(child)
        self.servers.stop()

    def module(self, name: str, *words: object) -> Any:
        """Run a module of the tests to its end and return what it printed, as JSON."""
        argv = [sys.executable, "-m", name, *map(str, words)]
        ran = subprocess.run(argv, env=self.environment, cwd=ROOT, check=True, stdout=subprocess.PIPE)
        return json.loads(ran.stdout.splitlines()[-1])

    def launch(self, name: str, argv: Sequence[str] | None = None) -> None:
        """Start one process; what it says is kept in the folder."""
        with (self.folder / f"{name}.log").open("ab") as log:
            words = self.argv[name] if argv is None else argv
            self.running[name] = children.spawn(words, output=log, environment=self.environment, folder=ROOT)

    def kill(self, name: str) -> None:
        """`kill -9` a process and its children, and start it again."""
        children.end_group(self.running[name])
        self.launch(name)

    def kill_postgres(self) -> None:
        """`kill -9` PostgreSQL and start it again; its sessions are cut in the middle of what they do."""
        server = next(server for server in self.servers.servers if isinstance(server, Postgres))
        os.kill(first_number(self.data.postgres / "postmaster.pid"), signal.SIGKILL)
        assert server.process is not None
        server.process.wait()
        server.start()

    def ask(self, sql: str, *facts: object) -> list[tuple[Any, ...]]:
        """The rows of a question, by a connection of its own."""
        with closing(psycopg2.connect(host=str(self.data.sockets), user="wuyou_app", dbname="wuyou")) as connection:
            connection.autocommit = True
            with connection.cursor() as cursor:
                cursor.execute(sql, facts)
                return list(cursor.fetchall())

    def wait_until_nothing_is_due(self, seconds: float) -> None:
        """Return as soon as every first response is settled and no play waits; the checker sees what stays."""
        until = time.monotonic() + seconds
        running = """SELECT (SELECT count(*) FROM escalation_alarm a JOIN escalation_clock c ON c.id = a.clock_id
                             WHERE a.state = 'running' AND c.kind = 'first_response')
                          + (SELECT count(*) FROM players_playsession s
                             WHERE s.ended_at IS NULL AND s.next_check_at <= now())"""
        while time.monotonic() < until:
            with suppress(psycopg2.OperationalError):
                if self.ask(running) == [(0,)]:
                    return
            time.sleep(0.2)


def cause_chaos(desk: Desk, rng: random.Random, *, kills: int, postgres_kills: int, seconds: float) -> list[str]:
    """Kill processes at random moments spread over the seconds, PostgreSQL among them; return who was killed."""
    victims = [rng.choice(sorted(desk.argv)) for _ in range(kills)]
    for number in range(postgres_kills):
        victims.insert((number + 1) * len(victims) // (postgres_kills + 1), "postgres")
    began = time.monotonic()
    for number, victim in enumerate(victims):
        time.sleep(max(0.0, began + seconds * (number + rng.random()) / len(victims) - time.monotonic()))
        if victim == "postgres":
            desk.kill_postgres()
        else:
            desk.kill(victim)
    return victims
