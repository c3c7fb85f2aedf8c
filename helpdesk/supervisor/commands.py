"""Surround a command of manage.py with what it needs: the servers of this checkout, the right role, a secret key."""

import os
import secrets
import signal
import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress

from helpdesk.supervisor import instance
from helpdesk.supervisor.embedded import EmbeddedServers
from helpdesk.supervisor.errors import CannotStart
from helpdesk.supervisor.instance import Instance
from helpdesk.supervisor.paths import ROOT, DataFolder
from helpdesk.supervisor.postgres import binaries

# Commands that change or read the schema itself; all others run in the role that runs the product.
OWNER_COMMANDS = {
    "backup", "dbshell", "flush", "inspectdb", "makemigrations", "migrate", "optimizemigration", "prepare", "restore",
    "showmigrations", "sqlflush", "sqlmigrate", "sqlsequencereset", "squashmigrations",
}  # fmt: skip
# Commands that look at code alone: no server is started for them.
OFFLINE_COMMANDS = {
    "", "check", "collectstatic", "compile_catalogues", "compilemessages", "diffsettings", "export_openapi",
    "findstatic", "generate_docs", "help", "makemessages", "reset_data", "spectacular", "startapp", "startproject",
    "up", "version",
}  # fmt: skip
OFFLINE_OPTIONS = {"--help", "-h", "--version", "--files-only"}


def data_folder() -> DataFolder:
    """Return the data folder of this checkout."""
    return DataFolder((ROOT / os.environ.get("WUYOU_DATA_DIR", ".data")).resolve())


def is_given(name: str) -> bool:
    """Say whether a setting comes from the environment, by value or by file."""
    return bool(os.environ.get(name) or os.environ.get(f"{name}_FILE"))


def fill_environment(found: dict[str, str]) -> None:
    """Set what the environment does not say itself."""
    for name, value in found.items():
        if not is_given(name):
            os.environ[name] = value


def local_environment(data: DataFolder, servers: EmbeddedServers) -> dict[str, str]:
    """Return what processes need to know of the embedded servers; using the embedded database is demo mode."""
    urls = servers.urls()
    return urls | {"WUYOU_DEMO": "1", "WUYOU_DATA_DIR": str(data.path)} if "DATABASE_URL" in urls else urls


def offer_tools() -> None:
    """Let `dbshell` and `backup` find the `psql` and `pg_dump` of the embedded server's own version."""
    with suppress(ModuleNotFoundError):
        os.environ["PATH"] = f"{binaries()}{os.pathsep}{os.environ.get('PATH', os.defpath)}"


@contextmanager
def surroundings(argv: Sequence[str]) -> Iterator[None]:
    """Give one command its servers and settings; what was started here is stopped at the end."""
    command = argv[1] if len(argv) > 1 else ""
    with ExitStack() as stack:
        if not is_given("DATABASE_URL"):
            if command in OFFLINE_COMMANDS or OFFLINE_OPTIONS & set(argv):
                plan_environment()
            else:
                stack.enter_context(local_servers(" ".join(["manage.py", *argv[1:2]])))
                offer_tools()
        if command in OWNER_COMMANDS:
            become_owner()
        yield


def plan_environment() -> None:
    """Name the servers without starting them, for commands that only read the settings."""
    data = data_folder()
    fill_environment(local_environment(data, EmbeddedServers(data)))
    key = data.path / "secret_key"
    fill_environment({"SECRET_KEY": key.read_text() if key.exists() else secrets.token_urlsafe(50)})


def become_owner() -> None:
    """Connect as the owner of the tables where its address is known."""
    owner = os.environ.get("OWNER_DATABASE_URL")
    if owner:
        os.environ["DATABASE_URL"] = owner
        os.environ.pop("DATABASE_URL_FILE", None)


@contextmanager
def local_servers(command: str) -> Iterator[None]:
    """Use the servers of the running instance of this checkout, or run them for as long as this command takes."""
    data = data_folder()
    for _ in range(3):  # an instance may end between two looks
        with instance.hold(data) as is_ours:
            if is_ours:
                with own_servers(data, command):
                    yield
                return
        with instance.use(data) as found:
            if found is not None:
                fill_environment(found.environment | {"SECRET_KEY": instance.secret_key(data)})
                yield
                return
    raise CannotStart(f"Another command is starting or stopping the servers in {data.path}. Try again in a moment.")


@contextmanager
def own_servers(data: DataFolder, command: str) -> Iterator[None]:
    """Run the servers for one command; commands that came to use them meanwhile are waited for."""
    servers = EmbeddedServers(data, valkey=not is_given("REDIS_URL"))
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    servers.start()
    try:
        environment = local_environment(data, servers)
        fill_environment(environment | {"SECRET_KEY": instance.secret_key(data)})
        instance.publish(data, Instance(os.getpid(), command, environment))
        try:
            yield
        finally:
            instance.wait_for_users(data)
    finally:
        servers.stop()
