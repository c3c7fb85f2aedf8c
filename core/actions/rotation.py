"""Seal by the current key what former keys sealed, in small transactions that can be interrupted anywhere."""

from collections.abc import Callable

from django.db import transaction
from django.db.models import Q

from core.policies.keys import keyring
from core.policies.sealed import SealedColumn, sealed_columns

BATCH = 500
_others: dict[str, Callable[[], int]] = {}


def register_rotation(name: str, reseal: Callable[[], int]) -> None:
    """What is sealed elsewhere than in columns joins a rotation: `reseal()` seals all of it and returns how many."""
    _others[name] = reseal


def rotate_keys(batch: int = BATCH) -> dict[str, int]:
    """Seal everything anew that a former key sealed, with its keyed hashes; return how many for each place.

    What the current key sealed is not touched, so a second run after an interruption goes on where the first ended.
    """
    done = {column.name: _rotate(column, batch) for column in sealed_columns()}
    return done | {name: reseal() for name, reseal in sorted(_others.items())}


def left_to_rotate() -> dict[str, int]:
    """How many values of each column the current key has not sealed."""
    return {column.name: column.model._default_manager.filter(_former(column)).count() for column in sealed_columns()}


def _rotate(column: SealedColumn, batch: int) -> int:
    done = 0
    while part := _rotate_some(column, batch):
        done += part
    return done


@transaction.atomic
def _rotate_some(column: SealedColumn, batch: int) -> int:
    """A batch of rows, locked one after the other; a row that somebody writes meanwhile waits for its turn."""
    rows = list(column.model._default_manager.select_for_update().filter(_former(column)).order_by("pk")[:batch])
    for row in rows:
        text = column.open(getattr(row, column.field))
        setattr(row, column.field, column.seal(text))
        fields = [column.field]
        if column.index:
            setattr(row, column.index, column.indexed(text))
            fields.append(column.index)
        row.save(update_fields=fields)
    return len(rows)


def _former(column: SealedColumn) -> Q:
    return ~Q(**{column.field: ""}) & ~Q(**{f"{column.field}__startswith": keyring().current_prefix})
