"""How long data is kept, as every installation starts with it."""

import json
from pathlib import Path

from django.db import transaction

from players.models import RetentionRule

FILE = Path(__file__).resolve().parent.parent / "data" / "retention.json"


@transaction.atomic
def load_retention() -> None:
    """Bring the retention rules of players/data into the database; what an administrator changed stays."""
    for row in json.loads(FILE.read_text(encoding="utf-8")):
        RetentionRule.objects.get_or_create(data_class=row["data_class"], defaults=row)
