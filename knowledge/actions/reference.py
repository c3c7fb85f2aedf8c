"""The taxonomy that every installation starts with."""

import json
from collections.abc import Collection
from pathlib import Path
from typing import Any

from django.db import transaction

from core.models import Event, Group
from knowledge.models import Category

DATA = Path(__file__).resolve().parent.parent / "data" / "taxonomy.json"


@transaction.atomic
def load_reference() -> None:
    """Bring the categories of knowledge/data/taxonomy.json into the database; safe to repeat after every upgrade.

    Names, icons, facts and form choices follow the file, but for names and icons that an administrator has changed;
    group, urgency and impact are set when a category is new and then belong to the administrators.
    """
    own = _changed_here()
    taxonomy = json.loads(DATA.read_text(encoding="utf-8"))
    groups = dict(Group.objects.values_list("code", "pk"))
    ranks = _form_ranks(taxonomy["form_choices"])
    for first in taxonomy["categories"]:
        children = first["subcategories"]
        group = groups[children[0]["group"]]
        first_row, kept = first | {"urgency": 3, "impact": 3}, own.get(first["code"], set())
        _save(first_row, taxonomy, group_id=group, parent=None, rank={}, kept=kept)
        for second in children:
            rank = ranks.get(second["code"], {})
            icon = second.get("icon") or first.get("icon", "")
            values = {"group_id": groups[second["group"]], "parent": first["code"], "rank": rank}
            _save(second | {"icon": icon}, taxonomy, **values, kept=own.get(second["code"], set()))


def _changed_here() -> dict[str, set[str]]:
    """The fields that administrators have changed, by category."""
    found: dict[str, set[str]] = {}
    for data in Event.objects.filter(name="category.changed").values_list("data", flat=True):
        found.setdefault(str(data["code"]), set()).update(data["changes"])
    return found


def _save(
    row: dict[str, Any],
    taxonomy: dict[str, Any],
    *,
    group_id: int,
    parent: str | None,
    rank: dict[str, Any],
    kept: Collection[str],
) -> None:
    follows_file = {
        "parent_id": parent,
        "name_zh": row["zh"],
        "name_en": row["en"],
        "facts": [_fact(fact, taxonomy["facts"]) for fact in row.get("facts", [])],
        "form_rank": rank,
        "icon": row.get("icon", ""),
    }
    own = {"group_id": group_id, "urgency": row["urgency"], "impact": row["impact"]}
    follows = {name: value for name, value in follows_file.items() if name not in kept}
    Category.objects.update_or_create(code=row["code"], defaults=follows, create_defaults=follows_file | own)


def _fact(use: dict[str, Any], known: dict[str, dict[str, Any]]) -> dict[str, Any]:
    """One fact of a category as the form needs it, labels and options included."""
    fact = known[use["fact"]]
    return {
        "code": use["fact"],
        "input": fact["kind"],
        "label_zh": fact["zh"],
        "label_en": fact["en"],
        "help_zh": fact.get("help_zh", ""),
        "help_en": fact.get("help_en", ""),
        "options": fact.get("options", []),
        "required": bool(use.get("required", False)),
    }


def _form_ranks(choices: dict[str, list[dict[str, Any]]]) -> dict[str, dict[str, Any]]:
    """Category code → game kind → its place, words and icon among the form's first choices."""
    ranks: dict[str, dict[str, Any]] = {}
    for kind, rows in choices.items():
        for place, row in enumerate(rows):
            words = {"rank": place, "zh": row["zh"], "en": row["en"], "icon": row["icon"]}
            ranks.setdefault(row["category"], {})[kind] = words
    return ranks
