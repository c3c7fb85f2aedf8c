"""The rows that every installation starts with: roles, skill groups, teams and skills."""

import json
from pathlib import Path
from typing import Any

from django.db import transaction

from core.models import Group, Role, Skill, Team

DATA = Path(__file__).resolve().parent.parent / "data"


@transaction.atomic
def load_reference() -> None:
    """Bring roles, groups, teams and skills of core/data into the database; safe to repeat after every upgrade.

    A role of the house is always as its file says, so that the published permission matrix is true. A group, team or
    skill is only added when it is missing: what an administrator changed there stays.
    """
    for row in reference_rows("roles"):
        Role.objects.update_or_create(code=row["code"], defaults=row)
    for row in reference_rows("groups"):
        Group.objects.get_or_create(code=row["code"], defaults=row)
    for row in reference_rows("teams"):
        Team.objects.get_or_create(code=row["code"], defaults=row)
    for row in reference_rows("skills"):
        Skill.objects.get_or_create(code=row["code"], defaults=row)


def reference_rows(name: str) -> list[dict[str, Any]]:
    """The rows of one file of core/data as plain values."""
    rows: list[dict[str, Any]] = json.loads((DATA / f"{name}.json").read_text(encoding="utf-8"))
    return rows
