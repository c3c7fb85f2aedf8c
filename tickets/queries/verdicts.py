"""What was last said about what tickets are."""

from collections.abc import Iterable

from django.utils.translation import get_language

from tickets.classifiers.rules import render
from tickets.classifiers.verdicts import Reason
from tickets.models import Classification


def newest_verdicts(ticket_ids: Iterable[int]) -> dict[int, Classification]:
    """The newest classification of each ticket, with one statement."""
    rows = (
        Classification.objects.filter(ticket_id__in=list(ticket_ids)).order_by("ticket_id", "-id").distinct("ticket_id")
    )
    return {row.ticket_id: row for row in rows}


def reason_texts(verdict: Classification) -> list[str]:
    """What drove the verdict, as sentences in the reader's language."""
    language = get_language() or "zh-hans"
    return [render(Reason(row["code"], row.get("params", {})), language) for row in verdict.reasons]
