"""What was last said about what tickets are."""

import json
from collections.abc import Collection
from functools import lru_cache
from typing import Any, NamedTuple

from django.utils.translation import get_language

from core.plans import plan_of
from tickets.classifiers.rules import render
from tickets.classifiers.verdicts import Reason
from tickets.models import Classification

_NEWEST = """
SELECT DISTINCT ON (ticket_id) ticket_id, category_id, confidence, is_confident, alternatives::text, reasons::text
FROM tickets_classification WHERE ticket_id = ANY($1) ORDER BY ticket_id, id DESC
"""


class Said(NamedTuple):
    """What a list shows of a verdict; its reasons as they are stored, in JSON."""

    category: str
    confidence: float
    is_confident: bool
    alternatives: list[dict[str, Any]]
    reasons: str


def newest_verdicts(ticket_ids: Collection[int]) -> dict[int, Said]:
    """The newest verdict on each ticket, with one statement."""
    rows = plan_of(_NEWEST, "bigint[]").rows(list(ticket_ids))
    return {
        ticket_id: Said(category, confidence, is_confident, json.loads(alternatives), reasons)
        for ticket_id, category, confidence, is_confident, alternatives, reasons in rows
    }


def as_said(row: Classification) -> Said:
    """The same of a verdict that is at hand."""
    return Said(row.category_id, row.confidence, row.is_confident, row.alternatives, json.dumps(row.reasons))


def reason_texts(reasons: str) -> list[str]:
    """What drove a verdict, as sentences in the reader's language."""
    return list(_texts(reasons, get_language() or "zh-hans"))


@lru_cache(maxsize=1024)
def _texts(reasons: str, language: str) -> tuple[str, ...]:
    """Programs read the same tickets again and again, and a verdict is never edited."""
    rows = json.loads(reasons)
    return tuple(render(Reason(row["code"], row.get("params", {})), language) for row in rows)
