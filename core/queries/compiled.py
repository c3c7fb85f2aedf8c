"""SQL of questions that every page asks again: building it out of querysets takes longer than the answer.

A statement is built once for all readers with the same rights: `stand_in` is such a reader, and where its key stands in
the values the key of the real one is put in. `NUMBER` stands for the number of whatever a page is about.
"""

from collections.abc import Callable, Hashable, Mapping
from copy import copy
from datetime import date
from typing import Any, Generic, TypeVar

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Model, QuerySet
from django.db.models.expressions import RawSQL
from django.db.models.sql.compiler import SQLCompiler

from core.models import Agent
from core.plans import Plan, Statement, asked_anew_when_lost, filled
from core.policies.permissions import rights_of

UNKNOWN: Statement = "", ()
READER, NUMBER, SOME = 4_611_686_018_427_387_846, 4_611_686_018_427_387_847, 4_611_686_018_427_387_848
"""Keys that no row has; `SOME` stands for a list of them."""
Question = QuerySet[Any, Any] | Statement
M = TypeVar("M", bound=Model)


def compiled(rows: QuerySet[Any, Any]) -> Statement | None:
    """The SQL of the rows; None when there can be none."""
    try:
        return rows.query.sql_with_params()
    except EmptyResultSet:
        return None


def fetched(statement: Statement | None) -> list[tuple[Any, ...]]:
    """What the database answers, as it stands there: no conversion of Django's fields takes place."""
    if statement is None:
        return []
    with connection.cursor() as cursor:
        cursor.execute(*statement)
        return list(cursor.fetchall())


def rights_key(agent: Agent) -> Hashable:
    """What two agents have in common for whom the same SQL is true."""
    rights = rights_of(agent)
    return frozenset(rights.by_game.items()), rights.groups


def stand_in(agent: Agent) -> Agent:
    """Somebody with the agent's rights and the key `READER`, to build a statement with."""
    reader = Agent(pk=READER)
    reader._rights = rights_of(agent)  # type: ignore[attr-defined]  # where rights_of keeps them
    return reader


def among_some() -> RawSQL:
    """The keys that `SOME` stands for, as what a `pk__in` is compared with."""
    return RawSQL("SELECT unnest(%s::bigint[])", (SOME,))


def holds_moment(values: tuple[Any, ...]) -> bool:
    """Whether a statement with these values follows from the time of day."""
    return any(isinstance(value, date) for value in values)


class KeptStatements:
    """Statements by a key that names everything they follow from. What holds a moment is true once and is not kept."""

    def __init__(self, most: int) -> None:
        self.most = most
        self._kept: dict[Hashable, Statement | None] = {}
        self._plans: dict[Hashable, Plan] = {}

    def get(
        self, key: Hashable, build: Callable[[], Question], holes: Mapping[int, Any] | None = None
    ) -> Statement | None:
        """The statement of the key, built where it is not known yet, its holes filled; None: there can be no row."""
        statement = self._kept.get(key, UNKNOWN)
        if statement is UNKNOWN:
            made = build()
            statement = made if isinstance(made, tuple) else compiled(made)
            if statement is None or not holds_moment(statement[1]):
                if len(self._kept) >= self.most:
                    self._kept.clear()
                    self._plans.clear()
                self._kept[key] = statement
        return filled(statement, holes) if statement and holes else statement

    def fetch(
        self, key: Hashable, build: Callable[[], Question], holes: Mapping[int, int | list[int]]
    ) -> list[tuple[Any, ...]]:
        """What the database answers to the statement of the key, by a plan that it keeps."""
        statement = self.get(key, build)
        if statement is None or key not in self._kept:
            return fetched(filled(statement, holes) if statement else None)
        plan = self._plans.get(key) or Plan.of(statement, tuple(holes), _types_of(holes))
        self._plans[key] = plan  # another thread may begin anew at any moment
        return plan.rows(*holes.values())


def _types_of(holes: Mapping[int, int | list[int]]) -> tuple[str, ...]:
    return tuple("bigint[]" if isinstance(value, list) else "bigint" for value in holes.values())


class KeptModels(Generic[M]):
    """The same for rows that become objects with their relatives, by Django's own way of making them."""

    def __init__(self, most: int) -> None:
        self.most = most
        self._kept: dict[Hashable, tuple[QuerySet[M], SQLCompiler, Plan]] = {}

    def get(self, key: Hashable, build: Callable[[], QuerySet[M]], holes: Mapping[int, int]) -> list[M]:
        """The rows of what `build` says, its holes filled; one statement, none where there can be no row."""
        kept = self._kept.get(key)  # another thread may begin anew at any moment
        if kept is None:
            queryset = build()
            compiler = queryset.query.get_compiler(queryset.db)
            try:
                sql, values = compiler.as_sql()
            except EmptyResultSet:
                return []
            if holds_moment(values):
                raise ValueError("A moment is true once: this cannot be kept.")
            if len(self._kept) >= self.most:
                self._kept.clear()
            plan = Plan.of((sql, tuple(values)), tuple(holes), _types_of(holes))
            kept = self._kept[key] = queryset, compiler, plan
        found = kept
        return asked_anew_when_lost(lambda: self._rows(*found, tuple(holes.values())))

    def _rows(self, queryset: QuerySet[M], kept: SQLCompiler, plan: Plan, values: tuple[int, ...]) -> list[M]:
        compiler = copy(kept)
        compiler.connection = connection
        asked = plan.asking(values)
        compiler.as_sql = lambda *_args, **_named: asked  # type: ignore[method-assign]  # it is known already
        rows = queryset.all()
        rows.query.get_compiler = lambda *_args, **_named: compiler  # type: ignore[method-assign]
        return list(rows)
