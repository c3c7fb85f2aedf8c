"""What a row of results shows of its hit, and which row of a page comes first."""

import json
from collections.abc import Sequence
from typing import Any

from core import clock
from tickets.engines.excerpts import excerpt, stands_in
from tickets.engines.search_text import Phrase
from tickets.enums import Visibility
from tickets.queries.list_rows import Hit, Row

Json = dict[str, Any] | str | None
NUMBER_WEIGHT, PLAYER_WEIGHT, SUBJECT_WEIGHT, HALF_LIFE_DAYS = 4.0, 2.0, 1.0, 30.0
SUBJECT_LENGTH = 200
NEAR_MESSAGES = 100  # so many stand in an opened conversation at least, with the events between them


def hit_in(row: Row, own: Json, said: Json, wanted: Sequence[Phrase]) -> Hit:
    """What was found: the newest message with the words (`said`), else what the ticket says of itself (`own`)."""
    found = _read(said)
    subject = excerpt(row.subject, wanted, length=SUBJECT_LENGTH, before=SUBJECT_LENGTH)
    if not found:
        return Hit(subject, excerpt(row.snippet, wanted))
    texts = [found["body"], *_own_texts(_read(own))]
    text = next((text for text in texts if any(stands_in(text, phrase) for phrase in wanted)), found["body"])
    is_message = text is found["body"]
    return Hit(
        subject,
        excerpt(text, wanted),
        found["seq"] if is_message else 0,
        is_note=is_message and found["visibility"] == Visibility.INTERNAL,
        rank=float(found["rank"] or 0),
        is_far=row.message_seq - found["seq"] > NEAR_MESSAGES,
    )


def _read(value: Json) -> dict[str, Any]:
    return json.loads(value) if isinstance(value, str) else value or {}


def _own_texts(own: dict[str, Any]) -> list[str]:
    facts = " · ".join(str(value) for value in own.get("facts", {}).values())
    return [text for text in (own.get("resolution_summary", ""), facts, " · ".join(own.get("tags", []))) if text]


def by_relevance(rows: list[Row], *, number: int | None, players: Sequence[int], wanted: Sequence[Phrase]) -> list[Row]:
    """The rows of one page, the most relevant first.

    4 for the ticket whose number was typed, 2 for a player who is called so, 1 when every word stands in the subject,
    `ts_rank/(ts_rank+1)` of the newest hit, and ½^(age in days/30).
    """
    now = clock.now()
    meant = set(players)

    def score(row: Row) -> float:
        days = max(0.0, (now - row.created_at).total_seconds() / 86_400)
        in_subject = bool(wanted) and all(stands_in(row.subject, phrase) for phrase in wanted)
        fixed = NUMBER_WEIGHT * (row.pk == number) + PLAYER_WEIGHT * (row.player_id in meant)
        freshness: float = 0.5 ** (days / HALF_LIFE_DAYS)
        rank = row.hit.rank if row.hit else 0.0
        return fixed + SUBJECT_WEIGHT * in_subject + rank + freshness

    return sorted(rows, key=lambda row: (-score(row), -row.pk))
