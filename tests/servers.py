"""The servers of a test session: those of DATABASE_URL and REDIS_URL, else embedded ones that vanish afterwards."""

import atexit
import os
import secrets
import tempfile
from contextlib import closing
from pathlib import Path
from urllib.parse import quote

import psycopg2

from helpdesk.supervisor import roles
from helpdesk.supervisor.catalogues import compile_stale
from helpdesk.supervisor.embedded import EmbeddedServers
from helpdesk.supervisor.paths import DataFolder


def prepare_environment() -> None:
    """Point the environment at servers and test settings; xdist's workers inherit what their controller found."""
    if "PYTEST_XDIST_WORKER" in os.environ:
        return
    compile_stale()
    os.environ["WUYOU_TEST"] = "1"
    os.environ.setdefault("SECRET_KEY", secrets.token_urlsafe(50))
    missing = {name for name in ("DATABASE_URL", "REDIS_URL") if name not in os.environ}
    if missing:
        start_servers(missing)
    with closing(psycopg2.connect(os.environ["DATABASE_URL"])) as connection, connection, connection.cursor() as cursor:
        roles.ensure_app_role(cursor)


def start_servers(missing: set[str]) -> None:
    """Start what no URL was given for in a temporary folder, until this process ends."""
    folder = tempfile.TemporaryDirectory(prefix="wuyou-test-")
    servers = EmbeddedServers(
        DataFolder(Path(folder.name) / "data"),
        postgres="DATABASE_URL" in missing,
        valkey="REDIS_URL" in missing,
        durable=False,
    )
    atexit.register(folder.cleanup)
    atexit.register(servers.stop)  # runs first
    servers.start()
    urls = servers.urls()
    if "OWNER_DATABASE_URL" in urls:
        urls["DATABASE_URL"] = urls.pop("OWNER_DATABASE_URL")  # the owner makes the test database; see conftest.py
    os.environ.update(urls)


def worker_number() -> int:
    """Return the number of this xdist worker, 0 without xdist."""
    return int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))


def app_role_url(database: dict[str, str]) -> str:
    """Return the URL that gives another process the test database in the role that runs everything."""
    login = quote(database["USER"], safe="")
    if database["PASSWORD"]:
        login += ":" + quote(database["PASSWORD"], safe="")
    host = quote(database["HOST"], safe="") + (f":{database['PORT']}" if database["PORT"] else "")
    return f"postgres://{login}@{host}/{quote(database['NAME'])}?options={quote(f'-c role={roles.APP}')}"
