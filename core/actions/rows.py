"""Rows of several tables with one statement, for a deed that begins with many of them.

A row that names another one needs its key beforehand, so keys are reserved first. Foreign keys are checked at the end
of the statement or later, whatever the order in which the rows are given.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connection, connections, models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models.expressions import BaseExpression
from django.db.models.sql import Query


def reserve_keys(*kinds: type[models.Model]) -> list[int]:
    """A new primary key of each model, in their order; what is not used leaves a gap, as a rolled back insert does."""
    with connection.cursor() as cursor:
        cursor.execute(reserving(*kinds))
        return list(cursor.fetchone())


def reserving(*kinds: type[models.Model]) -> str:
    """The statement behind `reserve_keys`, for those who read something else on the way: one row, a key each."""
    asked = (
        f"nextval(pg_get_serial_sequence('{kind._meta.db_table}', 'id')) AS key_{n}" for n, kind in enumerate(kinds)
    )
    return f"SELECT {', '.join(asked)}"


def insert_rows(rows: Sequence[models.Model]) -> None:
    """Insert these rows; each keeps the key that it has or gets one, and has what the database computes for it.

    Raises what a single insert raises (`IntegrityError`); then none of the rows is there.
    """
    parts, values, asked = [], list[Any](), list[tuple[models.Model, str]]()
    database = connections[DEFAULT_DB_ALIAS]  # looked up once: the proxy asks the thread for it at every turn
    for place, row in enumerate(rows):
        own = [_value(row, field, database) for field in _fields(type(row), has_key=row.pk is not None)]
        into, told = _places(type(row), has_key=row.pk is not None)
        marks = ", ".join(mark for mark, _ in own)
        parts.append(f"row_{place} AS (INSERT INTO {into} VALUES ({marks}) RETURNING {told})")  # noqa: S608 -- our own names
        values += [value for _, values_of_it in own for value in values_of_it]
        asked += [(row, field.attname) for field in row._meta.db_returning_fields]
    sources = ", ".join(f"row_{place}" for place in range(len(rows)))
    with database.cursor() as cursor:
        cursor.execute(f"WITH {', '.join(parts)} SELECT * FROM {sources}", values)  # noqa: S608 -- our own names
        for (row, name), value in zip(asked, cursor.fetchone(), strict=True):
            setattr(row, name, value)
    for row in rows:
        row._state.adding, row._state.db = False, database.alias


@lru_cache(maxsize=64)
def _fields(kind: type[models.Model], *, has_key: bool) -> tuple[models.Field[Any, Any], ...]:
    return tuple(
        field for field in kind._meta.concrete_fields if not field.generated and (has_key or not field.primary_key)
    )


@lru_cache(maxsize=64)
def _places(kind: type[models.Model], *, has_key: bool) -> tuple[str, str]:
    """The table with the columns that are written, and the columns that are told afterwards."""
    quote = connection.ops.quote_name
    names, told = (
        ", ".join(quote(str(field.column)) for field in fields)
        for fields in (_fields(kind, has_key=has_key), kind._meta.db_returning_fields)
    )
    return f"{quote(kind._meta.db_table)} ({names})", told


def _value(row: models.Model, field: models.Field[Any, Any], database: BaseDatabaseWrapper) -> tuple[str, list[Any]]:
    """What stands in the column's place in the statement, and the values of that."""
    value = getattr(row, field.attname)
    if not isinstance(value, BaseExpression):
        return "%s", [field.get_db_prep_save(value, database)]
    query = Query(None)
    sql, values = query.get_compiler(connection=database).compile(value.resolve_expression(query, for_save=True))
    return sql, list(values)
