"""Plans that the database keeps: to plan the long statement of a page takes it longer than to answer.

A statement is prepared once on each connection, with everything in it but its holes, so that the one plan is as good as
a plan for each call: what decides between indexes, such as a status, stands in its text.
"""

from collections.abc import Mapping
from itertools import count
from typing import Any
from weakref import WeakKeyDictionary

from django.conf import settings
from django.db import connection
from psycopg2.extensions import AsIs

Statement = tuple[str, tuple[Any, ...]]
"""SQL with its values."""

PLANS_MOST = 60
"""How many plans a connection keeps; the database holds each in memory, some hundred kilobytes for a long one."""
_numbers = count(1)
_known: "WeakKeyDictionary[Any, dict[str, str]]" = WeakKeyDictionary()  # of each connection: texts and names


def filled(statement: Statement, holes: Mapping[int, Any]) -> Statement:
    """The statement with another value wherever a hole stands among its values."""
    sql, values = statement
    return sql, tuple(holes.get(value, value) if type(value) is int else value for value in values)


class Plan:
    """A statement with holes (numbers that stand for other numbers) that is asked again and again."""

    def __init__(self, statement: Statement, holes: tuple[int, ...]) -> None:
        self.statement, self.holes = statement, holes
        sql, values = statement
        places = {hole: AsIs(f"${n}") for n, hole in enumerate(holes, 1)}
        with connection.cursor() as cursor:
            text: bytes = cursor.mogrify(sql, tuple(places.get(v, v) if type(v) is int else v for v in values))
        self.text = text.decode()

    def asking(self, values: tuple[int, ...]) -> Statement:
        """What to execute, with these values in the holes: it uses the plan of this connection, or makes it first.

        Who meets an error must `forget`: whether it was prepared is not known then.
        """
        if not settings.KEEP_PLANS:
            return filled(self.statement, dict(zip(self.holes, values, strict=True)))
        connection.ensure_connection()
        known = _known.setdefault(connection.connection, {})
        call = f"({', '.join(['%s'] * len(values))})" if values else ""
        if self.text in known:
            return f"EXECUTE {known[self.text]}{call}", values
        first = ["SET plan_cache_mode = force_generic_plan"]  # for prepared statements alone
        if len(known) >= PLANS_MOST:
            known.clear()
            first.append("DEALLOCATE ALL")
        name = known[self.text] = f"kept_{next(_numbers)}"
        types = f"({', '.join(['bigint'] * len(values))})" if values else ""
        prepare = f"PREPARE {name}{types} AS {self.text.replace('%', '%%')}"
        return "; ".join([*first, prepare, f"EXECUTE {name}{call}"]), values


def forget() -> None:
    """Nothing is known any more of what this connection has prepared: it is prepared anew, under other names."""
    _known.pop(connection.connection, None)
