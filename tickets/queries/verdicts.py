"""What was last said about what tickets are."""

from collections.abc import Iterable
from typing import Any

from tickets.models import Classification


def newest_verdicts(ticket_ids: Iterable[int]) -> dict[int, Classification]:
    """The newest classification of each ticket, with one statement."""
    rows = (
        Classification.objects.filter(ticket_id__in=list(ticket_ids)).order_by("ticket_id", "-id").distinct("ticket_id")
    )
    return {row.ticket_id: row for row in rows}


def reason_texts(verdict: Classification) -> list[str]:
    """What drove the verdict, for people."""
    return [_text(reason) for reason in verdict.reasons]


def _text(reason: dict[str, Any]) -> str:
    params = ", ".join(str(value) for value in reason.get("params", {}).values())
    return f"{reason['code']}: {params}" if params else str(reason["code"])
