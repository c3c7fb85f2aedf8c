"""docs/reference/personal-data.md: every field about a person, and what becomes of it, read out of the models."""

import json
from pathlib import Path
from typing import Any

from django.apps import apps
from django.db import models

from players.models import Player
from players.queries.personal_fields import path_to

RULES = Path(__file__).resolve().parents[2] / "players" / "data" / "retention.json"
HEAD = """# Personal data

Every model sorts its fields (`class Privacy`) into `personal` and `plain`; of the personal ones those are `sensitive`
that say who somebody is, or that hold data of minors. A test fails for a field that is in neither. The way to the
player is the chain of foreign keys by which an erasure finds the rows; tables without one are about colleagues, or
belong to no person. What is `kept` is a proof that an erasure leaves as it is; a field that is `bound` stays until its
span is over. This page is generated: `manage.py generate_docs`.

Numbers of persons stand in no text: [decision 24](../adr/0024-numbers-in-texts-are-tokens.md). What is kept how long,
given out and erased: [decision 29](../adr/0029-spans-copies-and-erasure.md), [how to](../how-to/privacy.md).

## How long

| what | days | then | because |
|---|---|---|---|
"""
FIELDS = """
## Which fields

| table | personal | sensitive | way to the player |
|---|---|---|---|
"""


def page() -> str:
    """The whole page."""
    rules = json.loads(RULES.read_text(encoding="utf-8"))
    return HEAD + "".join(_rule(rule) for rule in rules) + FIELDS + "".join(_tables())


def _rule(rule: dict[str, Any]) -> str:
    days = rule["days"] or "as long as the account"
    return f"| `{rule['data_class']}` | {days} | {rule['action']} | {rule['basis']} |\n"


def _tables() -> list[str]:
    found = [model for model in apps.get_models() if getattr(getattr(model, "Privacy", None), "personal", None)]
    return [_table(model) for model in sorted(found, key=lambda model: model._meta.label_lower)]


def _table(model: type[models.Model]) -> str:
    privacy: Any = getattr(model, "Privacy")  # noqa: B009 -- a class that only ours have
    sensitive: set[str] = getattr(privacy, "sensitive", set())
    path = path_to(model, Player)
    way = "–" if path is None else f"`{path}`" if path else "itself"
    way += f"; kept: {privacy.kept}" if getattr(privacy, "kept", "") else ""
    return f"| `{model._meta.label_lower}` | {_names(privacy.personal - sensitive)} | {_names(sensitive)} | {way} |\n"


def _names(names: set[str]) -> str:
    return ", ".join(f"`{name}`" for name in sorted(names)) or "–"
