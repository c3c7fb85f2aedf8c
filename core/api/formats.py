"""How single values look on the wire, in both directions."""

import re
from datetime import UTC, datetime
from typing import Any

from core.errors import NotThere

_ID = re.compile(r"[0-9]{1,19}")
_MAX_ID = 2**63 - 1


def moment(at: datetime | None) -> str | None:
    """UTC with `Z`, or null."""
    if at is None:
        return None
    if at.tzinfo is not UTC:
        at = at.astimezone(UTC)
    return at.isoformat()[:-6] + "Z"


def text_id(pk: Any) -> str | None:
    """An id as text, or null."""
    return None if pk is None else str(pk)


def id_or_none(text: str) -> int | None:
    """The number behind an id as a caller writes it: ASCII digits that fit a bigint, else None."""
    if not _ID.fullmatch(text) or int(text) > _MAX_ID:
        return None
    return int(text)


def path_id(text: str) -> int:
    """The number behind an id in a path; what cannot be an id is simply not there."""
    number = id_or_none(text)
    if number is None:
        raise NotThere
    return number
