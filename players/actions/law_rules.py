"""The law of play that every installation starts with, as rows."""

import json
from pathlib import Path
from typing import Any

from django.db import transaction

from players.engines.rule_values import check_value
from players.models import JurisdictionRule

DATA = Path(__file__).resolve().parent.parent / "data" / "jurisdictions.json"
KEY = ("jurisdiction", "code", "kind", "age_from", "effective_from")


@transaction.atomic
def load_law() -> None:
    """Add the rules of players/data/jurisdictions.json that are missing; safe to repeat after every upgrade.

    A rule that stands is left as it is: after the first load the law of an installation belongs to its administrators.
    """
    for row in rule_rows():
        check_value(row["kind"], row["value"])
        JurisdictionRule.objects.get_or_create(
            **{name: row[name] for name in KEY},
            defaults={name: value for name, value in row.items() if name not in KEY},
        )


def rule_rows() -> list[dict[str, Any]]:
    """The rows of the file as plain values."""
    rows: list[dict[str, Any]] = json.loads(DATA.read_text(encoding="utf-8"))["rules"]
    return rows
