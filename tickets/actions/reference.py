"""The rows that every installation starts with: views of the desk and macros."""

import json
from pathlib import Path
from typing import Any

from django.db import transaction

from core.models import Group
from tickets.actions.learning import note_release
from tickets.models import Macro, View

DATA = Path(__file__).resolve().parent.parent / "data"


@transaction.atomic
def load_reference() -> None:
    """Bring the views and macros of tickets/data into the database; safe to repeat after every upgrade.

    A row is only added when it is missing: what an administrator changed stays.
    """
    groups = dict(Group.objects.values_list("code", "pk"))
    for row in reference_rows("views"):
        View.objects.get_or_create(slug=row["slug"], defaults=row)
    for row in reference_rows("macros"):
        values = {name: value for name, value in row.items() if name != "group"}
        group_id = groups[row["group"]] if row.get("group") else None
        Macro.objects.get_or_create(code=row["code"], defaults=values | {"group_id": group_id})
    note_release()


def reference_rows(name: str) -> list[dict[str, Any]]:
    """The rows of one file of tickets/data as plain values."""
    rows: list[dict[str, Any]] = json.loads((DATA / f"{name}.json").read_text(encoding="utf-8"))
    return rows
