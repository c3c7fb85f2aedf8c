"""docker-compose.yml: every command of it is started here, against real servers; no container engine is needed."""

import http.client
import json
import signal
import subprocess
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from email.message import Message
from pathlib import Path
from urllib.parse import quote

import psycopg2
import pytest

from helpdesk.supervisor import children
from helpdesk.supervisor.paths import ROOT, DataFolder
from helpdesk.supervisor.postgres import Postgres, binaries
from helpdesk.supervisor.valkey import Valkey
from tests.helpdesk.supervisor.compose import Service, here, plain_environment, services, variables_of_the_settings
from tests.processes import free_port, until

ENV_FILE = {
    "SITE": "desk.example.com",
    "SECRET_KEY": "a-secret-key-of-a-test-0123456789-abcdefghijklmnopqrstuvwxyz",
    "OWNER_DB_PASSWORD": "owner-password",
    "APP_DB_PASSWORD": "app-password",
    "TIME_ZONE": "Asia/Shanghai",
}
# Not for a deployment, or given by the file itself.
LEFT_OUT = {"WUYOU_DEMO", "WUYOU_DEBUG", "WUYOU_TEST", "PORT", "FILES_DIR", "SECURE_SSL_REDIRECT"}
pytestmark = pytest.mark.slow


@dataclass(frozen=True)
class Answer:
    """What the web process said."""

    status: int
    headers: Message
    body: bytes


@dataclass
class Server:
    """The machine of the compose file, without containers: its servers, its services, its port."""

    data: DataFolder
    services: dict[str, Service]
    port: int

    def environment(self, service: Service) -> dict[str, str]:
        """Return a service's environment with the names of containers replaced by addresses here."""
        sockets = quote(str(self.data.sockets), safe="")
        replaced = {"@postgres/": f"@{sockets}/", "redis://valkey:6379": self.data.redis_url()}
        environment = plain_environment() | service.environment | {"PORT": str(self.port)}
        environment["WUYOU_DATA_DIR"] = str(self.data.path)
        for name, value in environment.items():
            for old, new in replaced.items():
                environment[name] = environment[name].replace(old, new) if old in value else environment[name]
        return environment

    def start(self, name: str) -> subprocess.Popen[bytes]:
        """Start a service's very command."""
        service = self.services[name]
        with (self.data.logs / name).open("wb") as log:
            command = [
                word.replace("=/tmp/", f"={self.data.path}/")  # a container has that folder for itself
                for word in here(service.command, self.port)
            ]
            return children.spawn(command, output=log, environment=self.environment(service), folder=ROOT)

    def run(self, name: str, words: list[str]) -> subprocess.CompletedProcess[str]:
        """Run a command as in a service's container, to its end."""
        environment = self.environment(self.services[name])
        command = here(words, self.port)
        return subprocess.run(
            command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False, timeout=120
        )

    def get(self, path: str, **headers: str) -> Answer:
        """Ask the web process as the proxy does."""
        with closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)) as connection:
            connection.request("GET", path, headers={"Host": ENV_FILE["SITE"], **headers})
            with connection.getresponse() as answer:
                return Answer(answer.status, answer.headers, answer.read())


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The servers of the compose file with the roles that its script makes, migrated by its job."""
    data = DataFolder(tmp_path_factory.mktemp("compose") / "data")
    data.create()
    postgres, valkey = Postgres(data, durable=False), Valkey(data)
    found = Server(data, services(ENV_FILE), free_port())
    try:
        valkey.start()
        postgres.start()
        forget_roles(postgres)
        make_roles(found)
        migrated = found.run("migrate", found.services["migrate"].command)
        assert migrated.returncode == 0, migrated.stdout + migrated.stderr
        yield found
    finally:
        valkey.stop()
        postgres.stop()


def forget_roles(postgres: Postgres) -> None:
    """Leave the database as the image of PostgreSQL leaves it before its scripts run."""
    with closing(postgres.connect("wuyou")) as connection, connection.cursor() as cursor:
        cursor.execute("DROP OWNED BY wuyou_app; DROP ROLE wuyou_app")


def make_roles(server: Server) -> None:
    """Run the script that the image of PostgreSQL runs once."""
    variables = {**server.services["postgres"].environment, "PGHOST": str(server.data.sockets)}
    environment = plain_environment() | variables
    environment["PATH"] = f"{binaries()}:{environment['PATH']}"
    subprocess.run(["sh", "deploy/postgres/roles.sh"], cwd=ROOT, env=environment, check=True)


def test_the_web_service_answers_its_health_check_and_wants_https(server: Server) -> None:
    web = server.start("web")
    try:
        health = server.services["web"].health
        until(lambda: server.run("web", health).returncode == 0, 60, "the web service is healthy")

        plain, secure = server.get("/accounts/login/"), server.get("/accounts/login/", **{"X-Forwarded-Proto": "https"})

        assert (plain.status, plain.headers["Location"]) == (301, f"https://{ENV_FILE['SITE']}/accounts/login/")
        assert secure.status == 200
        assert "__Host-" in secure.headers["Set-Cookie"]
        assert web.poll() is None
    finally:
        children.stop(web, signal.SIGTERM)


def test_worker_beat_and_timers_work_together(server: Server) -> None:
    names = ["web", "worker", "beat", "timers"]
    running = {name: server.start(name) for name in names}
    try:
        until(lambda: parts(server) == {"redis": "ok", "worker": "ok", "timers": "ok"}, 90, "every part reports itself")
        alive = server.run("worker", server.services["worker"].health)

        assert alive.returncode == 0, alive.stdout + alive.stderr
        assert {name: process.poll() for name, process in running.items()} == dict.fromkeys(names)
    finally:
        for process in reversed(running.values()):
            children.stop(process, signal.SIGTERM)


def parts(server: Server) -> dict[str, str]:
    """Return what /readyz says of the other parts; empty while nobody answers."""
    try:
        answer = json.loads(server.get("/readyz").body)
    except (OSError, http.client.HTTPException, ValueError):
        return {}
    return {name: answer.get(name, "") for name in ("redis", "worker", "timers")}


def test_a_backup_can_be_restored(server: Server, tmp_path: Path) -> None:
    backups, files = tmp_path / "backups", tmp_path / "files"
    backups.mkdir()
    files.mkdir()
    (files / "upload").write_text("a file of a player")
    environment = server.environment(server.services["backup"]) | {"PGHOST": str(server.data.sockets)}
    environment["PATH"] = f"{binaries()}:{environment['PATH']}"
    assert server.services["backup"].command == ["sh", "/backup.sh", "/backups", "/files"]

    def run(*words: str) -> str:
        return subprocess.run(words, cwd=ROOT, env=environment, check=True, capture_output=True, text=True).stdout

    run("sh", "deploy/backup.sh", str(backups), str(files), "once")
    dump, archive = sorted(backups.iterdir())
    run("createdb", "restored")
    run("pg_restore", "--dbname=restored", "--exit-on-error", str(dump))

    counts = "SELECT count(*) FROM django_migrations"
    assert run("psql", "-At", "-d", "restored", "-c", counts) == run("psql", "-At", "-d", "wuyou", "-c", counts)
    assert "./upload" in run("tar", "-tzf", str(archive))


def test_the_role_of_the_compose_file_is_the_role_of_the_supervisor(server: Server) -> None:
    """deploy/postgres/roles.sh says in SQL what helpdesk/supervisor/roles.py says in Python."""
    settings = (
        "SELECT setconfig FROM pg_db_role_setting s JOIN pg_roles r ON r.oid = setrole WHERE rolname = 'wuyou_app'"
    )
    rights = "SELECT defaclobjtype, defaclacl::text FROM pg_default_acl ORDER BY 1"

    def facts(data: DataFolder) -> list[object]:
        with closing(psycopg2.connect(data.database_url("wuyou_owner"))) as connection, connection.cursor() as cursor:
            cursor.execute(f"{settings}; ")
            found: list[object] = [cursor.fetchall()]
            cursor.execute(rights)
            return [*found, cursor.fetchall()]

    by_script = facts(server.data)
    data = DataFolder(server.data.path / "beside")
    data.create()
    beside = Postgres(data, durable=False)
    beside.start()
    by_supervisor = facts(data)
    beside.stop()

    assert by_script == by_supervisor


def test_every_setting_can_be_given_to_the_containers() -> None:
    given = set(services(dict.fromkeys([*ENV_FILE, *variables_of_the_settings()], "x"))["web"].environment)

    assert variables_of_the_settings() - LEFT_OUT - given == set()


def test_the_example_names_what_the_file_demands() -> None:
    names = {line.partition("=")[0] for line in (ROOT / ".env.example").read_text().splitlines() if "=" in line}

    assert {"SITE", "SECRET_KEY", "OWNER_DB_PASSWORD", "APP_DB_PASSWORD"} <= names


def test_no_service_of_the_product_knows_the_password_of_the_owner_but_the_one_that_migrates() -> None:
    knowing = {
        name
        for name, found in services(ENV_FILE).items()
        if ENV_FILE["OWNER_DB_PASSWORD"] in "".join(found.environment.values())
    }

    assert knowing == {"postgres", "migrate", "backup"}
