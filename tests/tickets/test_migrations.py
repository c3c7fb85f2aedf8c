"""Tickets and messages are many: no migration holds their tables while it reads or builds something over all rows."""

from collections.abc import Sequence

import pytest
from django.db import migrations
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations.base import Operation

BIG = {"ticket", "message"}
HOLDING = (migrations.AddIndex, migrations.RemoveIndex, migrations.AddConstraint)
FIRST = "0005"  # until then there was no installation


def later_migrations() -> list[migrations.Migration]:
    graph = MigrationLoader(None).disk_migrations
    return [row for (app, name), row in sorted(graph.items()) if app == "tickets" and name > FIRST]


def of_database(operations: Sequence[Operation]) -> list[Operation]:
    """What is done to tables, without what changes Django's picture of them alone."""
    found: list[Operation] = []
    for operation in operations:
        is_apart = isinstance(operation, migrations.SeparateDatabaseAndState)
        found += of_database(operation.database_operations) if is_apart else [operation]  # type: ignore[attr-defined]
    return found


@pytest.mark.parametrize("migration", later_migrations(), ids=lambda migration: migration.name)
def test_nothing_is_built_or_checked_while_the_big_tables_are_held(migration: migrations.Migration) -> None:
    for operation in of_database(migration.operations):
        if getattr(operation, "model_name", "") in BIG and type(operation) in HOLDING:
            pytest.fail(f"{operation.describe()}: use the concurrent form, or NOT VALID and VALIDATE")
