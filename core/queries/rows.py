"""Models out of a statement that is written by hand, where it is asked so often that composing it anew costs most."""

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import Any

from django.db import connection, models


def columns_of(kind: type[models.Model], alias: str) -> str:
    """Every column of the model's table, for a SELECT in which it is called `alias`."""
    return ", ".join(f"{alias}.{connection.ops.quote_name(str(field.column))}" for field in kind._meta.concrete_fields)


def models_in(row: Sequence[Any], kinds: Iterable[type[models.Model]]) -> Iterator[models.Model]:
    """One instance of each model, from a row with the columns of all in this order, as `columns_of` lists them."""
    at = 0
    for kind in kinds:
        names, converters = _reading(kind)
        values = list(row[at : at + len(names)])
        for place, convert in converters:
            values[place] = convert(values[place], None, connection)
        at += len(names)
        yield kind.from_db(connection.alias, names, values)


@lru_cache(maxsize=32)
def _reading(kind: type[models.Model]) -> tuple[list[str], list[tuple[int, Any]]]:
    """The names under which an instance takes its columns, and what makes Python's values of some of them."""
    fields = kind._meta.concrete_fields
    converters = [(n, convert) for n, field in enumerate(fields) for convert in field.get_db_converters(connection)]
    return [field.attname for field in fields], converters
