"""Plans that the database keeps: to plan the long statement of a page takes it longer than to answer.

A statement is prepared once on each connection, with everything in it but its holes, so that the one plan is as good as
a plan for each call: what decides between indexes, such as a status, stands in its text. ADR 22.
"""

import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from itertools import count
from secrets import token_hex
from typing import Any, Self, TypeVar
from weakref import WeakKeyDictionary, WeakSet

from django.conf import settings
from django.db import DatabaseError, connection
from psycopg2.extensions import AsIs

T = TypeVar("T")
Statement = tuple[str, tuple[Any, ...]]
"""SQL with its values."""

PLANS_MOST = 60
"""How many plans a connection keeps; the database holds each in memory, some hundred kilobytes for a long one."""
LOST = frozenset({"0A000", "26000"})
"""How PostgreSQL says that a plan's columns have changed, and that it knows no plan of this name."""
_MARK = f"hole_{token_hex(8)}_"
_numbers = count(1)
_known: "WeakKeyDictionary[Any, dict[str, str]]" = WeakKeyDictionary()  # of each connection: texts and names
_lost: "WeakSet[Any]" = WeakSet()  # connections that may hold plans of which nothing is known any more


def filled(statement: Statement, holes: Mapping[int, Any]) -> Statement:
    """The statement with another value wherever a hole stands among its values."""
    sql, values = statement
    return sql, tuple(holes.get(value, value) if type(value) is int else value for value in values)


class Plan:
    """A question that is asked again and again, `text` with `$1`, `$2` … for what differs.

    `types` are theirs, as PostgreSQL calls them; `plain` is the same question with a `%(p1)s` for each `$1`.
    """

    def __init__(self, text: str, types: tuple[str, ...], plain: str = "") -> None:
        self.text, self.types = text, types
        self.plain = plain or re.sub(r"\$(\d+)", lambda n: self._plain(int(n[1])), text.replace("%", "%%"))

    @classmethod
    def of(cls, statement: Statement, holes: tuple[int, ...], types: tuple[str, ...]) -> Self:
        """The plan of a statement in whose values these numbers stand for others."""
        marks = {hole: f"{_MARK}{n}x" for n, hole in enumerate(holes, 1)}
        text = _written(statement, marks)
        plain = text.replace("%", "%%")
        for n, mark in enumerate(marks.values(), 1):
            text, plain = text.replace(mark, f"${n}"), plain.replace(mark, f"%(p{n})s::{types[n - 1]}")
        return cls(text, types, plain)

    def _plain(self, n: int) -> str:
        return f"%(p{n})s::{self.types[n - 1]}"

    def asking(self, values: tuple[Any, ...]) -> tuple[str, Any]:
        """What to execute, with these values in the holes: it uses the plan of this connection, or makes it first.

        Who meets an error must `forget`: whether it was prepared is not known then.
        """
        if not settings.KEEP_PLANS:
            return self.plain, {f"p{n}": value for n, value in enumerate(values, 1)}
        connection.ensure_connection()
        known = _known.setdefault(connection.connection, {})
        call = f"({', '.join(['%s'] * len(values))})" if values else ""
        if self.text in known:
            return f"EXECUTE {known[self.text]}{call}", values
        first = ["SET plan_cache_mode = force_generic_plan"]  # for prepared statements alone
        if len(known) >= PLANS_MOST or connection.connection in _lost:
            known.clear()
            _lost.discard(connection.connection)
            first.append("DEALLOCATE ALL")
        name = known[self.text] = f"kept_{next(_numbers)}"
        types = f"({', '.join(self.types)})" if self.types else ""
        prepare = f"PREPARE {name}{types} AS {self.text.replace('%', '%%')}"
        return "; ".join([*first, prepare, f"EXECUTE {name}{call}"]), values

    def rows(self, *values: Any) -> list[tuple[Any, ...]]:
        """What the database answers, as it stands there; one statement."""
        return asked_anew_when_lost(lambda: self._rows(values))

    def _rows(self, values: tuple[Any, ...]) -> list[tuple[Any, ...]]:
        with connection.cursor() as cursor:
            cursor.execute(*self.asking(values))
            return list(cursor.fetchall())


@lru_cache(maxsize=200)
def plan_of(text: str, *types: str) -> Plan:
    """The plan of a statement that was written by hand, with `$1`, `$2` … of these types."""
    return Plan(text, types)


def asked_anew_when_lost(ask: Callable[[], T]) -> T:
    """What `ask` answers, asked once more where a plan was lost: other columns under it, or another connection.

    Inside a transaction, which has failed with the question, and for every other error it is raised; what the
    connection has prepared is forgotten either way.
    """
    try:
        return ask()
    except (DatabaseError, ValueError) as error:  # a value that cannot be sent is no error of the database
        forget()
        if connection.in_atomic_block or getattr(error.__cause__, "pgcode", "") not in LOST:
            raise
    return ask()


def forget() -> None:
    """Nothing is known any more of what this connection has prepared: it is prepared anew, under other names."""
    if connection.connection is not None:
        _known[connection.connection] = {}
        _lost.add(connection.connection)


def _written(statement: Statement, marks: Mapping[int, str]) -> str:
    """The statement with its values written into it, and these marks where holes are."""
    with connection.cursor() as cursor:
        text: bytes = cursor.mogrify(*filled(statement, {hole: AsIs(mark) for hole, mark in marks.items()}))
    return text.decode()
