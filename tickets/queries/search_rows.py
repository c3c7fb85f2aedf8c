"""What a row of results shows of its hit, and which row of a page comes first."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from core import clock
from tickets.engines.excerpts import Piece, excerpt, stands_in
from tickets.engines.search_text import Phrase
from tickets.enums import Visibility
from tickets.models import Ticket

NUMBER_WEIGHT, PLAYER_WEIGHT, SUBJECT_WEIGHT, HALF_LIFE_DAYS = 4.0, 2.0, 1.0, 30.0
SUBJECT_LENGTH = 200
NEAR_MESSAGES = 100  # so many stand in an opened conversation at least, with the events between them


@dataclass(frozen=True)
class Hit:
    """Where the words stand: `pieces` of a text; `seq` of its message, 0 when it is none; a note is marked as one."""

    subject: list[Piece]
    pieces: list[Piece]
    seq: int = 0
    is_note: bool = False
    rank: float = 0.0
    is_far: bool = False  # the conversation shows it only when everything is asked for

    @property
    def anchor(self) -> str:
        """Where the conversation shows it."""
        return f"#m{self.seq}" if self.seq else ""


def show_hit(row: Ticket, wanted: Sequence[Phrase]) -> None:
    """Give the row its `hit`: the newest message with the words, else what the ticket says of itself."""
    said: Any = getattr(row, "said", None)
    said = json.loads(said) if isinstance(said, str) else said
    subject = excerpt(row.subject, wanted, length=SUBJECT_LENGTH, before=SUBJECT_LENGTH)
    if said is None:
        row.hit = Hit(subject, excerpt(row.snippet, wanted))  # type: ignore[attr-defined]  # for the list
        return
    texts = [said["body"], *_own_texts(row)]
    text = next((text for text in texts if any(stands_in(text, phrase) for phrase in wanted)), said["body"])
    is_message = text is said["body"]
    row.hit = Hit(  # type: ignore[attr-defined]
        subject,
        excerpt(text, wanted),
        said["seq"] if is_message else 0,
        is_note=is_message and said["visibility"] == Visibility.INTERNAL,
        rank=float(said["rank"] or 0),
        is_far=row.message_seq - said["seq"] > NEAR_MESSAGES,
    )


def _own_texts(row: Ticket) -> list[str]:
    own: Any = getattr(row, "own", {})
    own = json.loads(own) if isinstance(own, str) else own
    facts = " · ".join(str(value) for value in own.get("facts", {}).values())
    return [text for text in (own.get("resolution_summary", ""), facts, " · ".join(own.get("tags", []))) if text]


def by_relevance(
    rows: list[Ticket], *, number: int | None, players: Sequence[int], wanted: Sequence[Phrase]
) -> list[Ticket]:
    """The rows of one page, the most relevant first.

    4 for the ticket whose number was typed, 2 for a player who is called so, 1 when every word stands in the subject,
    `ts_rank/(ts_rank+1)` of the newest hit, and ½^(age in days/30).
    """
    now = clock.now()
    meant = set(players)

    def score(row: Ticket) -> float:
        days = max(0.0, (now - row.created_at).total_seconds() / 86_400)
        in_subject = bool(wanted) and all(stands_in(row.subject, phrase) for phrase in wanted)
        hit: Hit = row.hit  # type: ignore[attr-defined]
        fixed = NUMBER_WEIGHT * (row.pk == number) + PLAYER_WEIGHT * (row.player_id in meant)
        freshness: float = 0.5 ** (days / HALF_LIFE_DAYS)
        return fixed + SUBJECT_WEIGHT * in_subject + hit.rank + freshness

    return sorted(rows, key=lambda row: (-score(row), -row.pk))
