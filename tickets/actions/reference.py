"""The rows that every installation starts with: views of the desk, macros and needed skills."""

import json
from pathlib import Path
from typing import Any

from django.db import transaction

from core.models import Group, Skill
from tickets.actions.learning import note_release
from tickets.models import Macro, RoutingPolicy, SkillNeed, View

DATA = Path(__file__).resolve().parent.parent / "data"


@transaction.atomic
def load_reference() -> None:
    """Bring the views, macros and needed skills of tickets/data into the database; safe to repeat after every upgrade.

    A row is only added when it is missing: what an administrator changed stays. Needed skills are loaded once, because
    an administrator may take them away.
    """
    groups = dict(Group.objects.values_list("code", "pk"))
    for row in reference_rows("views"):
        View.objects.get_or_create(slug=row["slug"], defaults=row)
    for row in reference_rows("macros"):
        values = {name: value for name, value in row.items() if name != "group"}
        group_id = groups[row["group"]] if row.get("group") else None
        Macro.objects.get_or_create(code=row["code"], defaults=values | {"group_id": group_id})
    skills = dict(Skill.objects.values_list("code", "pk"))
    for row in reference_rows("needs") if not SkillNeed.objects.exists() else ():
        of = {"category_id": row.get("category"), "tier": row.get("tier", "")}
        SkillNeed.objects.get_or_create(**of, skill_id=skills[row["skill"]])
    RoutingPolicy.objects.get_or_create(game=None)
    note_release()


def reference_rows(name: str) -> list[dict[str, Any]]:
    """The rows of one file of tickets/data as plain values."""
    rows: list[dict[str, Any]] = json.loads((DATA / f"{name}.json").read_text(encoding="utf-8"))
    return rows
