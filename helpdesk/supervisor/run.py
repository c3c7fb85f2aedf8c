"""One run of the supervisor: bring everything up in order, keep it up, take it down in reverse."""

import http.client
import os
import selectors
import signal
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from helpdesk.supervisor import instance, signs
from helpdesk.supervisor.commands import is_given, local_environment
from helpdesk.supervisor.console import FAIL, WARN, Console
from helpdesk.supervisor.embedded import EmbeddedServers, Server
from helpdesk.supervisor.errors import CannotStart
from helpdesk.supervisor.instance import Instance
from helpdesk.supervisor.keeper import Backoff, Keeper
from helpdesk.supervisor.paths import DataFolder
from helpdesk.supervisor.programs import Program, everyday_programs, manage

HOPELESS_AFTER = 4  # falls of the web server before it ever answered
STOPPING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
TITLES = {"postgres": "PostgreSQL", "valkey": "Valkey"}


class Run:
    """The servers that no address was given for, and the processes of Wuyou."""

    def __init__(self, data: DataFolder, console: Console) -> None:
        self.data = data
        self.console = console
        self.keeper = Keeper(console)
        self.servers = EmbeddedServers(data, postgres=not is_given("DATABASE_URL"), valkey=not is_given("REDIS_URL"))
        self.backoffs = {server.name: Backoff() for server in self.servers.servers}
        self.environment = dict(os.environ) | {"PYTHONUNBUFFERED": "1", "DJANGO_SETTINGS_MODULE": "helpdesk.settings"}
        self.began = time.monotonic()

    @property
    def is_demo(self) -> bool:
        """Say whether the processes run in demo mode."""
        return self.environment.get("WUYOU_DEMO", "0").lower() in {"1", "true", "yes", "on"}

    @property
    def demo_mark(self) -> Path:
        """The file that remembers how far the demo data is: `quick` or `all`."""
        return self.data.path / "demo"

    @contextmanager
    def listening_to_signals(self) -> Iterator[None]:
        """Let Ctrl-C, SIGTERM or a closed terminal stop everything, also in the middle of the loop's waiting."""
        waker, wakened = socket.socketpair()
        for end in (waker, wakened):
            end.setblocking(False)
        self.keeper.selector.register(wakened, selectors.EVENT_READ, lambda: wakened.recv(64))
        signal.set_wakeup_fd(waker.fileno(), warn_on_full_buffer=False)
        for name in STOPPING:
            if name != signal.SIGHUP or signal.getsignal(name) != signal.SIG_IGN:  # nohup asks to outlive the terminal
                signal.signal(name, lambda *_: self.keeper.refrain())
        try:
            yield
        finally:
            signal.set_wakeup_fd(-1)

    def serve(self, port: int) -> int:
        """Start everything, serve until asked to stop, stop everything; return the exit status."""
        url = self.environment.setdefault("PUBLIC_URL", f"http://127.0.0.1:{port}")
        self.environment["PORT"] = str(port)
        try:
            is_up = self.prepare(url) and self.start_programs(port, url)
            self.keeper.turn_until(lambda: not is_up or self.is_over())
            return 0 if self.keeper.is_asked_to_stop else 1
        finally:
            self.stop()

    def prepare_only(self) -> int:
        """Make the database and the first demo data, then stop; return the exit status."""
        try:
            return 0 if self.prepare("") else 1
        finally:
            self.stop()

    def prepare(self, url: str) -> bool:
        """Bring servers, tables and the first demo data up; False when that failed or a stop was asked for."""
        self.start_servers(url)
        if not self.run(Program("wuyou", manage("prepare"), self.environment, is_kept=False)):
            return False
        if self.is_demo and not self.demo_mark.exists():
            if not self.run(Program("demo", manage("seed_demo", "--quick"), self.environment, is_kept=False)):
                return False
            self.demo_mark.write_text("quick\n")
        return True

    def run(self, program: Program) -> bool:
        """Run a preparation to its end; say where to look when it failed."""
        if self.keeper.is_asked_to_stop:
            return False
        status = self.keeper.run(program)
        if status:
            self.console.say("Wuyou cannot start: the lines above say why.", code=FAIL)
        return status == 0

    def start_servers(self, url: str) -> None:
        """Start the embedded servers and let the other commands of this checkout use them."""
        names = " and ".join(TITLES[server.name] for server in self.servers.servers)
        is_first = "postgres" in self.backoffs and not self.data.postgres.exists()
        self.console.say(f"Starting {names}" if names else "Using the servers of DATABASE_URL and REDIS_URL")
        if is_first:
            self.console.say("The first start makes the database and the demo data, which takes about a minute")
        self.servers.start()
        found = local_environment(self.data, self.servers)
        for key, value in found.items():
            self.environment.setdefault(key, value)
        if "DATABASE_URL" in found and not is_given("SECRET_KEY"):
            self.environment["SECRET_KEY"] = instance.secret_key(self.data)
        published = found | ({"PUBLIC_URL": url} if url else {})
        instance.publish(self.data, Instance(os.getpid(), "manage.py up", published))

    def start_programs(self, port: int, url: str) -> bool:
        """Start the processes and wait until the web server is ready; False when it never will be."""
        programs = everyday_programs(self.data, port, self.environment)
        self.console.say("Starting " + ", ".join(program.name for program in programs))
        web, *_ = [self.keeper.add(program) for program in programs]
        while not is_ready(port, url):
            self.keeper.turn()
            if self.keeper.is_asked_to_stop:
                return False
            if web.falls >= HOPELESS_AFTER:
                self.console.say("Wuyou cannot start: the web server ends again and again, see above.", code=FAIL)
                return False
        seconds = time.monotonic() - self.began
        signs.welcome(self.console, url, self.data.path, is_demo=self.is_demo, seconds=seconds)
        self.seed_the_rest()
        return True

    def seed_the_rest(self) -> None:
        """Let the other demo tickets follow in the background; an interrupted run goes on at the next start."""
        if self.is_demo and self.demo_mark.read_text().strip() != "all":
            words = ["/usr/bin/env", "nice", *manage("seed_demo", "--rest")]
            self.keeper.add(Program("demo", words, self.environment, is_kept=False), self.note_the_rest)

    def note_the_rest(self, status: int) -> None:
        """Remember that the demo data is complete."""
        if status == 0:
            self.demo_mark.write_text("all\n")
        else:
            self.console.say("The rest of the demo data failed; the next start tries again.", code=WARN)

    def is_over(self) -> bool:
        """Start servers again that ended; say whether a stop was asked for."""
        for server in self.servers.servers:
            if not self.keeper.is_asked_to_stop and not server.is_running():
                self.restart(server)
        return self.keeper.is_asked_to_stop

    def restart(self, server: Server) -> None:
        """Start an ended server again, later each time that it fails."""
        backoff = self.backoffs[server.name]
        if not backoff.is_waiting():
            pause = backoff.fell()
            self.console.say(f"{TITLES[server.name]} ended; again in {pause:.1f} s", code=WARN)
        elif backoff.is_over():
            try:
                server.start()
            except CannotStart as error:
                self.console.say(str(error), code=FAIL)
            backoff.started()

    def stop(self) -> None:
        """Stop everything in reverse order; nothing is left running when this returns."""
        self.console.say("Stopping")
        self.keeper.stop("web", "demo", "wuyou")
        self.keeper.stop("beat", "worker", "timers")
        self.servers.stop()
        self.console.say("Stopped; nothing is left running")


def is_ready(port: int, url: str) -> bool:
    """Say whether the web server answers that it is ready."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=2)
    try:
        connection.request("GET", "/readyz", headers={"Host": urlsplit(url).netloc})
        return connection.getresponse().status == http.HTTPStatus.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
