"""The embedded servers: every way to run them, on awkward paths, and what they leave behind."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import psycopg2
import pytest
import redis

from helpdesk.supervisor import children
from helpdesk.supervisor.embedded import EmbeddedServers
from helpdesk.supervisor.errors import CannotStart
from helpdesk.supervisor.paths import ROOT, DataFolder
from helpdesk.supervisor.postgres import Postgres
from tests.processes import is_alive, processes_with, until

USERS = ["mapped", "nobody"] if os.geteuid() == 0 else ["same"]

needs_mapping = pytest.mark.skipif(
    children.server_user() == "nobody", reason="the kernel refuses user namespaces here, as in a chroot"
)
HOLDER = """
import sys, time
from pathlib import Path
from helpdesk.supervisor import children
from helpdesk.supervisor.embedded import EmbeddedServers
from helpdesk.supervisor.paths import DataFolder
servers = EmbeddedServers(DataFolder(Path(sys.argv[1])))
servers.start()
print(*[server.process.pid for server in servers.servers], flush=True)
time.sleep(600)
"""


@pytest.fixture
def data(tmp_path: Path) -> DataFolder:
    """A data folder on a path with a space, below a folder that only its owner enters."""
    private = tmp_path / "a private 目录"
    private.mkdir(mode=0o700)
    return DataFolder(private / ".data")


@pytest.fixture
def servers(data: DataFolder) -> Iterator[EmbeddedServers]:
    found = EmbeddedServers(data)
    yield found
    found.stop()


def ask(data: DataFolder, sql: str, role: str = "wuyou_app", database: str = "wuyou") -> str:
    """Return the one value that a statement gives."""
    with closing(psycopg2.connect(data.database_url(role, database))) as connection, connection.cursor() as cursor:
        connection.autocommit = True
        cursor.execute(sql)
        return str(cursor.fetchone()[0]) if cursor.description else ""


@pytest.mark.parametrize("user", [pytest.param(u, marks=needs_mapping if u == "mapped" else ()) for u in USERS])
def test_servers_run_as_every_kind_of_user_below_a_private_folder(data: DataFolder, user: str) -> None:
    servers = EmbeddedServers(data, user=user)

    servers.start()

    assert ask(data, "SELECT current_user") == "wuyou_app"
    assert redis.Redis.from_url(data.redis_url()).ping() is True
    servers.stop()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can change the user of a server")
def test_nobody_may_use_programs_below_a_folder_that_only_root_enters(data: DataFolder) -> None:
    data.create()
    program = data.path / "program"
    program.write_text("#!/bin/sh\nid -u\n")
    program.chmod(0o755)
    code = f"import os; print(os.access({str(program)!r}, os.X_OK)); os.execv({str(program)!r}, ['program'])"

    ran = subprocess.run(
        [*children.launcher(user="nobody"), sys.executable, "-u", "-c", code],
        capture_output=True,
        text=True,
        check=False,
    )

    assert ran.stdout.split() == ["True", "65534"], ran.stderr  # PostgreSQL asks access(2) before it runs itself


@needs_mapping
@pytest.mark.skipif(os.geteuid() != 0, reason="only root can change the user of a server")
def test_the_files_follow_when_a_container_changes_what_it_allows(data: DataFolder) -> None:
    for user in ("mapped", "nobody", "mapped"):
        servers = EmbeddedServers(data, valkey=False, user=user)

        servers.start()
        ask(data, "CREATE TABLE IF NOT EXISTS kept (n int)", "wuyou_owner")
        ask(data, "INSERT INTO kept VALUES (1)", "wuyou_owner")
        servers.stop()

    servers.start()
    assert ask(data, "SELECT count(*) FROM kept") == "3"
    servers.stop()


def test_the_cluster_has_checksums_a_builtin_locale_and_trigrams_of_chinese(
    servers: EmbeddedServers, data: DataFolder
) -> None:
    servers.start()

    ask(data, "CREATE EXTENSION pg_trgm", "wuyou_owner")
    assert ask(data, "SHOW data_checksums") == "on"
    assert ask(data, "SELECT datlocprovider::text || datlocale FROM pg_database WHERE datname = 'wuyou'") == "bC.UTF-8"
    assert ask(data, "SELECT show_trgm('充值') <> '{}'") == "True"
    assert ask(data, "SHOW listen_addresses") == ""


def test_the_role_that_runs_the_product_reads_and_writes_but_does_not_own(
    servers: EmbeddedServers, data: DataFolder
) -> None:
    servers.start()
    ask(data, "CREATE TABLE made_by_owner (n int)", "wuyou_owner")

    ask(data, "INSERT INTO made_by_owner VALUES (1)")
    limits = [ask(data, f"SHOW {name}") for name in ("statement_timeout", "lock_timeout")]

    assert limits == ["15s", "2s"]
    for refused in ("DROP TABLE made_by_owner", "TRUNCATE made_by_owner", "CREATE TABLE mine (n int)"):
        with pytest.raises(psycopg2.errors.InsufficientPrivilege):
            ask(data, refused)


def test_committed_rows_and_queued_work_survive_a_kill_of_both_servers(
    servers: EmbeddedServers, data: DataFolder
) -> None:
    servers.start()
    ask(data, "CREATE TABLE kept (n int)", "wuyou_owner")
    ask(data, "INSERT INTO kept VALUES (7)")
    redis.Redis.from_url(data.redis_url()).rpush("queue", "task")
    for server in servers.servers:
        assert server.process is not None
        server.process.send_signal(signal.SIGKILL)
        server.process.wait()

    servers.start()

    assert ask(data, "SELECT n FROM kept") == "7"
    assert redis.Redis.from_url(data.redis_url()).lrange("queue", 0, -1) == [b"task"]


def test_servers_end_when_the_process_that_started_them_is_killed(data: DataFolder) -> None:
    command = [sys.executable, "-c", HOLDER, str(data.path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, cwd=ROOT, text=True) as holder:
        assert holder.stdout is not None
        pids = [int(pid) for pid in holder.stdout.readline().split()]
        assert len(pids) == 2

        holder.kill()

    until(lambda: not any(map(is_alive, pids)), what="servers without their starter end")
    until(lambda: not processes_with(str(data.path)), what="nothing of them is left")


def test_a_start_waits_for_a_server_that_is_still_stopping(data: DataFolder) -> None:
    first, second = Postgres(data), Postgres(data)
    data.create()
    first.start()
    assert first.process is not None
    first.process.send_signal(signal.SIGINT)

    second.start()  # `first` still has its lock file, and is a zombie until somebody waits for it

    assert ask(data, "SELECT 1") == "1"
    first.process.wait()
    second.stop()


def test_a_process_id_that_now_belongs_to_somebody_else_does_not_block_a_start(data: DataFolder) -> None:
    postgres = Postgres(data)
    data.create()
    postgres.start()
    lock = (data.postgres / "postmaster.pid").read_text()
    postgres.stop()
    (data.postgres / "postmaster.pid").write_text(lock.replace(lock.split("\n")[0], str(os.getpid()), 1))

    postgres.start()

    assert ask(data, "SELECT 1") == "1"
    postgres.stop()


@pytest.mark.parametrize("name", ["a" * 120, "a,comma"])
def test_sockets_move_to_a_private_folder_when_the_path_cannot_hold_them_and_leave_it_empty(
    tmp_path: Path, name: str
) -> None:
    data = DataFolder(tmp_path / name / ".data")
    servers = EmbeddedServers(data)

    servers.start()

    assert not data.sockets.is_relative_to(tmp_path)
    assert data.sockets.stat().st_mode & 0o777 == 0o700
    assert ask(data, "SELECT 1") == "1"
    servers.stop()
    assert not data.sockets.exists()


def test_a_link_in_place_of_a_folder_of_ours_is_refused(
    data: DataFolder, servers: EmbeddedServers, tmp_path: Path
) -> None:
    data.path.mkdir(mode=0o700)
    data.valkey.symlink_to(tmp_path)

    with pytest.raises(CannotStart, match="is in the way"):
        servers.start()


def test_a_server_that_cannot_start_says_why(data: DataFolder) -> None:
    servers = EmbeddedServers(data, valkey=False)
    servers.start()
    servers.stop()
    (data.postgres / "postgresql.auto.conf").write_text("no_such_setting = on\n")

    with pytest.raises(CannotStart, match="no_such_setting"):
        servers.start()
