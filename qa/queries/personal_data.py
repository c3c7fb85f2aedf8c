"""What a person may have back of the surveys they answered."""

from collections.abc import Collection
from typing import Any

from qa.models import Survey


def surveys_of(ids: Collection[int]) -> list[dict[str, Any]]:
    """The answers of these accounts, oldest first."""
    fields = ("ticket__number", "score", "comment", "asked_at", "answered_at")
    answered = Survey.objects.filter(ticket__player__in=ids).exclude(answered_at=None)
    return list(answered.order_by("answered_at", "pk").values(*fields))
