"""The two roles of the database: one owns the tables and migrates, the other runs everything."""

from typing import Any, Protocol

OWNER, APP = "wuyou_owner", "wuyou_app"


class Cursor(Protocol):
    """A cursor of psycopg2 or of Django."""

    def execute(self, query: str, /, parameters: Any = None) -> Any:
        """Run one statement."""

    def fetchone(self) -> Any:
        """Return the next row."""


def ensure_app_role(cursor: Cursor) -> None:
    """Make the role that runs everything: no superuser, and short limits on what may block others."""
    cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [APP])
    if cursor.fetchone() is not None:
        return
    cursor.execute(f"CREATE ROLE {APP} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE")
    cursor.execute(f"ALTER ROLE {APP} SET statement_timeout = '15s'")
    cursor.execute(f"ALTER ROLE {APP} SET lock_timeout = '2s'")
    cursor.execute(f"ALTER ROLE {APP} SET idle_in_transaction_session_timeout = '10s'")


def grant_future_tables(cursor: Cursor) -> None:
    """Let the app's role read and write every table that the current role will make in this database.

    To be run before the migrations: these take rights away from append-only tables afterwards.
    """
    cursor.execute(f"GRANT USAGE ON SCHEMA public TO {APP}")
    default = "ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT"
    cursor.execute(f"{default} SELECT, INSERT, UPDATE, DELETE ON TABLES TO {APP}")
    cursor.execute(f"{default} USAGE, SELECT ON SEQUENCES TO {APP}")
