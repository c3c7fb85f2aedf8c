"""Several commands of one checkout: one runs the servers, the others use them."""

import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from helpdesk.supervisor import instance
from helpdesk.supervisor.instance import Instance
from helpdesk.supervisor.paths import ROOT, DataFolder
from tests.processes import processes_with, until

ROLE = """
from django.db import connection
cursor = connection.cursor()
cursor.execute('SELECT current_user')
print(cursor.fetchone()[0], flush=True)
"""
HOLD = """
import sys
from pathlib import Path
from helpdesk.supervisor import instance
from helpdesk.supervisor.paths import DataFolder
with instance.hold(DataFolder(Path(sys.argv[1]))) as is_ours:
    instance.publish(DataFolder(Path(sys.argv[1])), instance.Instance(1, "test", {}))
    print(is_ours, flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def data(tmp_path: Path) -> DataFolder:
    return DataFolder(tmp_path / ".data")


@pytest.fixture
def bare(tmp_path: Path) -> Iterator[dict[str, str]]:
    """The environment of a person who set nothing, with a data folder of its own; nothing of it is left running."""
    names = {"DATABASE_URL", "OWNER_DATABASE_URL", "REDIS_URL", "SECRET_KEY", "WUYOU_TEST", "WUYOU_DEMO"}
    environment = {name: value for name, value in os.environ.items() if name not in names}
    environment["DJANGO_SETTINGS_MODULE"] = "helpdesk.settings"
    yield environment | {"WUYOU_DATA_DIR": str(tmp_path / ".data")}
    assert processes_with(str(tmp_path / ".data")) == []


def manage(environment: dict[str, str], *words: str) -> subprocess.CompletedProcess[str]:
    """Run a command of manage.py to its end."""
    command = [sys.executable, "manage.py", *words]
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=120, check=False)


def shell(environment: dict[str, str], code: str) -> subprocess.Popen[str]:
    """Start a command that uses the database and waits for a line on its input."""
    command = [sys.executable, "manage.py", "shell", "--no-imports", "-c", code]
    return subprocess.Popen(
        command,
        cwd=ROOT,
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def test_one_process_holds_a_data_folder_and_a_killed_one_lets_go(data: DataFolder) -> None:
    command = [sys.executable, "-c", HOLD, str(data.path)]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "True\n"

        with instance.hold(data) as is_ours:
            assert is_ours is False
        assert instance.running(data) == Instance(1, "test", {})

        holder.kill()

    assert instance.running(data) is None  # its record is still there, but nobody holds the lock
    with instance.hold(data) as is_ours:
        assert is_ours is True


def test_whoever_ran_the_servers_waits_for_those_who_use_them(data: DataFolder) -> None:
    events: list[str] = []
    entered, leave = threading.Event(), threading.Event()

    def use() -> None:
        with instance.use(data) as found:
            assert found is not None
            entered.set()
            leave.wait()
            events.append("user ends")

    with instance.hold(data):
        instance.publish(data, Instance(os.getpid(), "test", {}))
        user = threading.Thread(target=use)
        user.start()
        entered.wait()
        threading.Timer(0.1, leave.set).start()

        instance.wait_for_users(data)
        events.append("holder stops the servers")
        user.join()

    assert events == ["user ends", "holder stops the servers"]


def test_nobody_to_use_is_known_at_once(data: DataFolder) -> None:
    data.create()

    with instance.use(data) as found:
        assert found is None


def test_the_secret_key_is_made_once_and_private(data: DataFolder) -> None:
    data.create()

    first, second = instance.secret_key(data), instance.secret_key(data)

    assert first == second
    assert len(first) > 60
    assert (data.path / "secret_key").stat().st_mode & 0o777 == 0o600


def test_a_command_that_needs_no_database_starts_and_leaves_nothing(bare: dict[str, str]) -> None:
    for words in (["version"], ["help"], ["migrate", "--help"], ["findstatic", "--help"]):
        assert manage(bare, *words).returncode == 0

    assert not Path(bare["WUYOU_DATA_DIR"]).exists()


def test_a_command_brings_its_servers_and_runs_in_the_role_of_the_product(bare: dict[str, str]) -> None:
    ran = manage(bare, "shell", "--no-imports", "-c", ROLE)

    assert ran.stdout.splitlines()[-1:] == ["wuyou_app"], ran.stderr


def test_commands_that_change_the_schema_run_as_its_owner(bare: dict[str, str]) -> None:
    migrated = manage(bare, "migrate", "core", "--verbosity", "0")
    assert migrated.returncode == 0, migrated.stderr

    ran = manage(bare, "shell", "--no-imports", "-c", ROLE.replace("current_user", "count(*) FROM core_agent"))

    assert ran.stdout.splitlines()[-1:] == ["0"], ran.stderr  # made by the owner, read by the role of the product


def test_a_shell_of_the_database_needs_nothing_installed(bare: dict[str, str]) -> None:
    ran = manage(bare, "dbshell", "--", "-Atc", "SELECT current_user")

    assert (ran.returncode, ran.stdout) == (0, "wuyou_owner\n"), ran.stderr


def test_a_second_command_uses_the_servers_of_the_first(bare: dict[str, str]) -> None:
    code = ROLE.replace("current_user", "pg_postmaster_start_time()::text") + "input()"
    with shell(bare, code) as first:
        assert first.stdout is not None
        assert first.stdin is not None
        started_at = first.stdout.readline()
        with shell(bare, code) as second:
            assert second.stdout is not None
            assert second.stdin is not None
            assert second.stdout.readline() == started_at

            first.stdin.write("\n")
            first.stdin.flush()
            record = Path(bare["WUYOU_DATA_DIR"]) / "instance.json"
            until(lambda: not record.exists(), what="the first command is about to end")
            assert first.poll() is None  # it waits for the second

            second.stdin.write("\n")
            second.stdin.flush()
            assert second.wait(30) == 0
        assert first.wait(30) == 0


def test_the_record_holds_no_secret(bare: dict[str, str]) -> None:
    with shell(bare, "print('ready', flush=True); input()") as command:
        assert command.stdout is not None
        assert command.stdin is not None
        assert command.stdout.readline() == "ready\n"
        record = json.loads((Path(bare["WUYOU_DATA_DIR"]) / "instance.json").read_text())
        command.communicate("\n")

    assert set(record["environment"]) == {
        "DATABASE_URL", "OWNER_DATABASE_URL", "REDIS_URL", "WUYOU_DATA_DIR", "WUYOU_DEMO"
    }  # fmt: skip
