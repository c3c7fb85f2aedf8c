"""What must never be true, each as a question that counts the rows which break it. The auditor asks them all.

Upper apps add their own with `register` when they start.
"""

from dataclasses import dataclass
from datetime import datetime

from django.db import connection


@dataclass(frozen=True)
class Invariant:
    """`sql` returns one number, 0 when all is well; `%(since)s` in it is the moment from which rows are looked at."""

    code: str
    sql: str


_registry: dict[str, Invariant] = {}


def register(code: str, sql: str) -> None:
    """From now on the auditor asks this too; the last one of a code wins."""
    _registry[code] = Invariant(code, sql)


def registered() -> tuple[Invariant, ...]:
    """Every invariant, in the order of the codes."""
    return tuple(_registry[code] for code in sorted(_registry))


def count_broken(invariant: Invariant, since: datetime) -> int:
    """How many rows break it since then."""
    with connection.cursor() as cursor:
        cursor.execute(invariant.sql, {"since": since})
        (count,) = cursor.fetchone()
    return int(count)


register("outbox.parked", "SELECT count(*) FROM core_outboxentry WHERE parked_at IS NOT NULL")
register(
    "outbox.behind",
    "SELECT count(*) FROM core_outboxentry WHERE parked_at IS NULL"
    " AND next_try_at < clock_timestamp() - interval '5 minutes'",
)
