"""The rows that every installation starts with: how long data is kept."""

import json
from pathlib import Path

from django.db import transaction

from players.models import RetentionRule

DATA = Path(__file__).resolve().parent.parent / "data"


@transaction.atomic
def load_reference() -> None:
    """Bring the retention rules of players/data into the database; what an administrator changed stays."""
    for row in json.loads((DATA / "retention.json").read_text(encoding="utf-8")):
        RetentionRule.objects.get_or_create(data_class=row["data_class"], defaults=row)
