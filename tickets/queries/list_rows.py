"""What a row of a list shows: plain values, because a page shows fifty rows and an object for each part costs more."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from django.db.models import F, OuterRef, QuerySet, Subquery
from django.utils.translation import get_language

from core.models import Agent
from players.models import Player
from tickets.engines.excerpts import Piece
from tickets.models import ReadMark, Ticket


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


class Row(NamedTuple):
    """A ticket in a list. `seen_version` is how far this agent has read it, `hit` what a search found there."""

    pk: int
    number: int
    subject: str
    snippet: str
    status: str
    priority: int
    channel: str
    version: int
    is_restricted: bool
    created_at: datetime
    updated_at: datetime
    next_due_at: datetime | None
    next_due_kind: str
    waiting_since: datetime | None
    message_seq: int
    snoozed_until: datetime | None
    game_zh: str
    game_en: str
    player_id: int
    nickname: str
    uid: str
    region_zh: str | None
    region_en: str | None
    assignee_id: int | None
    holder: str | None
    seen_version: int | None
    hit: Hit | None = None

    @property
    def id(self) -> int:
        """The key, as the orders of lists name it."""
        return self.pk

    @property
    def is_unread(self) -> bool:
        """Whether the player waits for an answer to something that the agent has not seen."""
        return is_unread(self.waiting_since, self.version, self.seen_version)

    @property
    def player(self) -> str:
        """The player's name."""
        return self.nickname or self.uid or str(Player(pk=self.player_id))

    @property
    def place(self) -> str:
        """The game, and the server or region where the player is at home."""
        is_english = (get_language() or "").startswith("en")
        game, region = (self.game_en, self.region_en) if is_english else (self.game_zh, self.region_zh)
        return f"{game} · {region}" if region is not None else game


_ELSEWHERE = {
    "game_zh": "game__name_zh",
    "game_en": "game__name_en",
    "nickname": "player__nickname",
    "uid": "player__uid",
    "region_zh": "player__region__name_zh",
    "region_en": "player__region__name_en",
    "holder": "assignee__name",
}
_FIELDS = [_ELSEWHERE.get(name, name) for name in Row._fields if name != "hit"]


def is_unread(waiting_since: datetime | None, version: int, seen_version: int | None) -> bool:
    """Whether the player waits for an answer to something newer than the version that the agent has seen."""
    return waiting_since is not None and version > (seen_version or 0)


def row_values(tickets: QuerySet[Ticket], agent: Agent, *more: str) -> QuerySet[Ticket, tuple[Any, ...]]:
    """The tickets as the values of `Row`, then those of the annotations `more`."""
    mark = ReadMark.objects.filter(ticket=OuterRef("pk"), agent=agent).values("version")[:1]
    return tickets.annotate(seen_version=Subquery(mark)).values_list(*_FIELDS, *(F(name) for name in more))


def rows_of(values: Iterable[tuple[Any, ...]]) -> list[Row]:
    """Rows of what `row_values` gave."""
    return [Row(*found) for found in values]
