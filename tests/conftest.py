"""The database, the servers and the browser of a test session; factories and fakes have folders of their own.

The test database is made and migrated by its owner. Then every connection, also in other threads and processes, takes
the role that runs the product, so a test meets the same refusals (append-only tables) as a deployment.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.db import OperationalError, connection
from django.db.backends.signals import connection_created
from django.utils import translation
from pytest_django import DjangoDbBlocker
from pytest_django.plugin import blocking_manager_key

from helpdesk.supervisor import roles
from tests.factories.people import load_reference
from tests.servers import app_role_url

CHROMIUM = Path("/usr/bin/chromium")
CHROMIUM_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
FLUSH_ATTEMPTS = 5
_emptied: set[str] = set()  # databases whose tables a test has emptied since they were filled


def grant_to_app_role(connection: Any, **_: Any) -> None:
    """Give the app's role its rights on the tables to come, as soon as the fresh database is entered."""
    if (connection.settings_dict["NAME"] or "").startswith("test_"):
        with connection.cursor() as cursor:
            roles.grant_future_tables(cursor)


@contextmanager
def owner_role() -> Iterator[None]:
    """Be the owner of the tables on this thread's connection, which must not be in a broken transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SET ROLE NONE")
        # who waits for it in a circle notices first and steps back; on a busy machine it would be the owner for ever
        cursor.execute("SET deadlock_timeout = '30s'")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("RESET deadlock_timeout")
            cursor.execute(f"SET ROLE {roles.APP}")


def end_other_sessions() -> None:
    """End what processes of the tests left behind: the database cannot be dropped while somebody is in it."""
    others = "FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
    connection.close()  # the next one is the owner's
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT pg_terminate_backend(pid, 5000) {others}")


def flush_as_owner(flush: Callable[[Any, Iterable[str]], None]) -> Callable[[Any, Iterable[str]], None]:
    """Empty the tables after a transactional test: the app's role may not; a running relay may be in the way."""

    def run(operations: Any, statements: Iterable[str]) -> None:
        for attempt in range(1, FLUSH_ATTEMPTS + 1):
            try:
                with owner_role():
                    flush(operations, statements)
            except OperationalError:
                connection.close()
                if attempt == FLUSH_ATTEMPTS:
                    raise
            else:
                _emptied.add(connection.settings_dict["NAME"])
                return

    return run


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings: None) -> Iterator[None]:
    """Prepare the grants before the first migration."""
    connection_created.connect(grant_to_app_role)
    yield
    connection_created.disconnect(grant_to_app_role)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Give the whole session the migrated test database, in the role that runs the product."""
    connection_created.disconnect(grant_to_app_role)
    operations: Any = type(connection.ops)  # for every connection: the browser's loop has one of its own
    options, flush = connection.settings_dict["OPTIONS"], operations.execute_sql_flush
    connection.settings_dict["OPTIONS"] = options | {"options": f"-c role={roles.APP}"}
    operations.execute_sql_flush = flush_as_owner(flush)
    with django_db_blocker.unblock():
        connection.close()
        load_reference()  # once; a test that emptied the tables has them filled again for the next one
    yield
    connection.settings_dict["OPTIONS"] = options
    operations.execute_sql_flush = flush
    with django_db_blocker.unblock():
        end_other_sessions()
        connection.close()


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Fill the tables that a transactional test has emptied, before a test that rolls back what it does."""
    if _emptied and not is_transactional(item):
        with item.config.stash[blocking_manager_key].unblock():
            load_reference()
        _emptied.clear()


def is_transactional(item: pytest.Item) -> bool:
    """Whether the test commits, and so finds and leaves empty tables."""
    marker = item.get_closest_marker("django_db")
    return (marker is not None and bool(marker.kwargs.get("transaction"))) or "transactional_db" in item.fixturenames  # type: ignore[attr-defined]  # every test function has them


@pytest.fixture(autouse=True)
def _house_language() -> None:
    """Begin in the language of the house: a request leaves its own behind in the thread."""
    translation.deactivate()


@pytest.fixture
def as_owner(db: None) -> Callable[[], AbstractContextManager[None]]:
    """Return a context in which this test is the owner of the tables."""
    return owner_role


@pytest.fixture(scope="session")
def database_url(django_db_setup: None) -> str:
    """Return the URL of the test database for processes that a test starts."""
    return app_role_url(connection.settings_dict)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Use the system's Chromium."""
    if not CHROMIUM.exists():
        pytest.fail(f"{CHROMIUM} is missing. Debian: apt-get install chromium fonts-noto-cjk libatomic1", pytrace=False)
    return browser_type_launch_args | {"executable_path": str(CHROMIUM), "args": CHROMIUM_FLAGS}
