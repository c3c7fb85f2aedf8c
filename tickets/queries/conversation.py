"""A ticket's conversation and timeline: messages and events in one statement, in the order in which they happened."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext as _

from core import clock
from core.enums import ActorKind
from core.models import Agent
from tickets.enums import ScanState, Visibility
from tickets.models import Ticket
from tickets.models.tickets import NUMBER_OFFSET
from tickets.queries.others import hide_others
from tickets.queries.scope import tickets_for
from tickets.queries.sentences import Sentence, Told, sentence_of

SHOWN = 300
MOST = 3_000
FOLD_FROM = 4
PREVIEW_BYTES = 4_000_000


@dataclass(frozen=True)
class File:
    """A file of a message as a page shows it."""

    id: str
    name: str
    size: int
    content_type: str
    state: str

    @property
    def url(self) -> str:
        """Where the desk opens it, or empty for one that stays shut."""
        return "" if self.state == ScanState.QUARANTINED else f"/desk/files/{self.id}"

    @property
    def warning(self) -> str:
        return "" if self.state == ScanState.CLEAN else str(ScanState(self.state).label)

    @property
    def is_preview(self) -> bool:
        """Whether the picture itself may stand in the conversation."""
        return self.state == ScanState.CLEAN and self.content_type.startswith("image/") and self.size <= PREVIEW_BYTES


@dataclass(frozen=True)
class Said:
    """A message. `version` is the ticket's version that it made; `is_new` says that the reader has not seen it yet."""

    seq: int
    side: str  # player, agent, bot, note
    at: datetime
    name: str
    key: str
    body: str
    files: tuple[File, ...] = ()
    version: int = 0
    is_new: bool = False
    id: int = 0
    origin: int | None = None  # number of the ticket that it was written on, where that is another one
    is_own: bool = True  # stands on this ticket, not on one that is merged into it
    kind: str = "message"

    @property
    def place(self) -> str:
        """Where its covered numbers are kept, on the ticket that it was written on."""
        return f"message:{self.seq}"

    @property
    def anchor(self) -> str:
        return f"m{self.seq}" if self.is_own else f"m{self.id}x"

    @property
    def can_move(self) -> bool:
        """Whether it may leave the ticket: the player's words and notes may, but never those that opened it."""
        return self.is_own and self.side in {"player", "note"} and self.seq > 1


@dataclass(frozen=True)
class Happened:
    """An event as a sentence."""

    id: int
    at: datetime
    sentence: Sentence
    version: int = 0
    is_new: bool = False
    kind: str = "event"

    @property
    def anchor(self) -> str:
        return f"e{self.id}"


@dataclass(frozen=True)
class Fold:
    """Several events in a row that are shown on demand."""

    events: tuple[Happened, ...]
    kind: str = "fold"

    @property
    def anchor(self) -> str:
        return f"f{self.events[0].id}"

    @property
    def at(self) -> datetime:
        return self.events[-1].at


@dataclass(frozen=True)
class DayMark:
    """From here on it is another day."""

    at: datetime
    kind: str = "day"

    @property
    def anchor(self) -> str:
        return f"d{timezone.localtime(self.at):%Y%m%d}"


Entry = Said | Happened


@dataclass(frozen=True)
class Conversation:
    """Everything in order. `entries` is the whole; `has_earlier` says that older ones were left out."""

    entries: Sequence[Entry]
    has_earlier: bool = False
    fresh: int = 0  # how many messages and changes the reader has not seen

    @property
    def talk(self) -> list[Said | Happened | Fold | DayMark]:
        """Messages with the events between them, runs of events folded, days marked."""
        shown = [entry for entry in self.entries if isinstance(entry, Said) or entry.sentence.in_talk]
        return list(_with_days(_folded(shown)))

    @property
    def why(self) -> str:
        """On what grounds the present assignee has the ticket; empty where a person decided, or it was long ago."""
        told = (entry.sentence.why for entry in reversed(self.entries) if isinstance(entry, Happened))
        return next((why for why in told if why is not None), "")

    @property
    def timeline(self) -> list[Entry]:
        """Every event and message, the newest first."""
        return list(reversed(self.entries))


def conversation_of(
    ticket: Ticket, *, seen: int | None = None, reader: Agent | None = None, everything: bool = False
) -> Conversation:
    """The ticket's last messages and events; one statement, and one more where an event names another ticket.

    Messages of tickets that are merged into it stand among them; their events stay on their own timelines. One that is
    restricted is left out of a conversation that everybody reads (ADR 13).

    What is newer than version `seen` is marked as new, except what the reader did. Other tickets are named as
    far as the reader may see them; without a reader all are.
    """
    limit = MOST if everything else SHOWN
    with connection.cursor() as cursor:
        cursor.execute(_BOTH, {"ticket": ticket.pk, "limit": limit + 1})
        rows = [_Row._make([*values[:-1], json.loads(values[-1] or "null")]) for values in cursor.fetchall()]
    if reader is not None:
        hide_others((row for row in rows if row.rank == 1), tickets_for(reader))
    has_earlier = len(rows) > limit
    rows = rows[:limit][::-1]
    versions = {row.data["message_seq"]: row.data.get("version", 0) for row in rows if row.is_about_message}
    entries = [
        entry for row in rows if (entry := _entry(row, versions, None if row.is_by(reader) else seen)) is not None
    ]
    return Conversation(entries, has_earlier, sum(entry.is_new for entry in entries))


_BOTH = """
WITH RECURSIVE family(id, head_is_open, is_hidden) AS (
  SELECT id, NOT is_restricted, false FROM tickets_ticket WHERE id = %(ticket)s
  UNION SELECT t.id, f.head_is_open, f.head_is_open AND t.is_restricted
  FROM tickets_ticket t JOIN family f ON t.merged_into_id = f.id)
SELECT 0 AS rank, 'message' AS name, m.created_at AS at, m.seq AS seq, m.id, m.author_kind, m.author_id, m.author_name,
       m.body, m.visibility, m.ticket_id = %(ticket)s,
       CASE WHEN m.ticket_id <> %(ticket)s THEN m.ticket_id
            ELSE (SELECT o.ticket_id FROM tickets_message o WHERE o.moved_to_id = m.id) END,
       (SELECT jsonb_agg(jsonb_build_object('id', a.id, 'name', a.name, 'size', a.size, 'content_type', a.content_type,
                                            'state', a.state) ORDER BY a.created_at, a.id)
        FROM tickets_attachment a WHERE a.message_id = m.id)
FROM tickets_message m WHERE m.ticket_id IN (SELECT id FROM family WHERE NOT is_hidden) AND m.moved_to_id IS NULL
UNION ALL
SELECT 1, e.name, e.at, e.seq, e.id, e.actor_kind, e.actor_id, e.actor_name, '', '', true, NULL, e.data
FROM core_event e WHERE e.subject_type = 'ticket' AND e.subject_id = %(ticket)s
ORDER BY at DESC, rank DESC, seq DESC LIMIT %(limit)s
"""


class _Row(NamedTuple):
    rank: int
    name: str
    at: datetime
    seq: int
    id: int
    actor_kind: str
    actor_id: int | None
    actor_name: str
    body: str
    visibility: str
    is_own: bool
    origin_id: int | None
    data: Any

    @property
    def is_about_message(self) -> bool:
        return self.rank == 1 and "message_seq" in self.data and self.name.startswith("message.")

    def is_by(self, agent: Agent | None) -> bool:
        return agent is not None and self.actor_kind == ActorKind.AGENT and self.actor_id == agent.pk


def _entry(row: _Row, versions: Mapping[int, int], seen: int | None) -> Entry | None:
    if row.rank == 0:
        version = versions.get(row.seq, 0) if row.is_own else 0
        return _said(row, version, is_new=seen is not None and version > seen)
    sentence = sentence_of(Told(row.name, row.at, row.actor_kind, row.actor_name, row.data))
    if sentence is None:
        return None
    version = row.data.get("version", 0)
    is_new = seen is not None and sentence.in_talk and version > seen
    return Happened(row.id, row.at, sentence, version, is_new=is_new)


def _said(row: _Row, version: int, *, is_new: bool) -> Said:
    side = _side(row)
    nameless = {"player": _("Player"), "bot": _("Bot")}
    name = row.actor_name or str(nameless.get(side, _("Support")))
    key = f"{row.actor_kind}{row.actor_id or ''}"
    files = tuple(File(**file) for file in row.data or ())
    origin = None if row.origin_id is None else row.origin_id + NUMBER_OFFSET
    return Said(row.seq, side, row.at, name, key, row.body, files, version, is_new, row.id, origin, row.is_own)


def _side(row: _Row) -> str:
    if row.visibility == Visibility.INTERNAL:
        return "note"
    if row.actor_kind in {ActorKind.PLAYER, ActorKind.AGENT}:
        return row.actor_kind
    return "bot"


def _folded(entries: Iterable[Entry]) -> Iterator[Said | Happened | Fold]:
    """Four and more unimportant events in a row become one line."""
    run: list[Happened] = []
    for entry in entries:
        if isinstance(entry, Happened) and not entry.sentence.is_key and not entry.is_new:
            run.append(entry)
            continue
        yield from _as_fold(run)
        run = []
        yield entry
    yield from _as_fold(run)


def _as_fold(run: list[Happened]) -> list[Happened] | list[Fold]:
    return [Fold(tuple(run))] if len(run) >= FOLD_FROM else run


def _with_days(entries: Iterable[Said | Happened | Fold]) -> Iterator[Said | Happened | Fold | DayMark]:
    """A mark wherever another day begins, unless everything happened today."""
    day = timezone.localtime(clock.now()).date()
    for entry in entries:
        own = timezone.localtime(entry.at).date()
        if own != day:
            yield DayMark(entry.at)
        day = own
        yield entry
