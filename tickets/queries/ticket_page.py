"""One ticket as the desk shows it: the row, what belongs to it, and what this agent may do. One statement."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef, QuerySet, Subquery
from django.db.models.functions import JSONObject

from core.clock import parse_iso
from core.enums import Permission
from core.errors import NotThere
from core.models import Agent
from core.policies.permissions import has
from core.queries.compiled import NUMBER, READER, KeptModels, rights_key, stand_in
from tickets.enums import DraftState, Move, Status
from tickets.models import Classification, Draft, ReadMark, Ticket, Watch
from tickets.models.tickets import ALIVE
from tickets.queries.cards import reason_sentences
from tickets.queries.relations import Relations, relations_of, with_relations
from tickets.queries.scope import RELATED, tickets_for
from tickets.queries.sentences import category_name
from tickets.workflow import allowed_moves

EARLIER_SHOWN = 20
_pages = KeptModels[Ticket](most=200)
OPEN_DRAFTS = [DraftState.WRITING, DraftState.REFUSED, DraftState.QUEUED]
RIGHTS = {
    Move.TAKE: Permission.TICKET_TAKE,
    Move.ASSIGN: Permission.TICKET_ASSIGN,
    Move.REPLY: Permission.TICKET_REPLY,
    Move.ASK_PLAYER: Permission.TICKET_REPLY,
    Move.HAND_OVER: Permission.TICKET_CHANGE,
    Move.ESCALATE: Permission.CASE_OPEN,
    Move.FOLLOW_UP: Permission.TICKET_CHANGE,
    Move.PROMISE: Permission.PROMISE_MAKE,
    Move.CHANGE: Permission.TICKET_CHANGE,
    Move.RESOLVE: Permission.TICKET_RESOLVE,
    Move.REOPEN: Permission.TICKET_RESOLVE,
    Move.CLOSE: Permission.TICKET_CLOSE,
    Move.ARCHIVE: Permission.TICKET_ARCHIVE,
    Move.MERGE: Permission.TICKET_CHANGE,
    Move.UNMERGE: Permission.TICKET_CHANGE,
    Move.SPLIT: Permission.TICKET_CHANGE,
    Move.MOVE_MESSAGES: Permission.TICKET_CHANGE,
    Move.LINK: Permission.TICKET_CHANGE,
}


@dataclass(frozen=True)
class DraftLine:
    """A text of this agent that is not sent yet: being written, refused, or still to be taken back."""

    id: int
    state: str
    visibility: str
    body: str
    seen_version: int
    then: str
    attachment_ids: tuple[str, ...]
    promise_due_at: datetime | None
    updated_at: datetime
    release_at: datetime | None


@dataclass(frozen=True)
class Verdict:
    """The newest classification, with names instead of codes."""

    source: str
    category: str
    confidence: float
    is_confident: bool
    alternatives: tuple[tuple[str, str, float], ...]  # code, name, confidence
    reasons: tuple[str, ...]

    @property
    def percent(self) -> int:
        return round(100 * self.confidence)


@dataclass(frozen=True)
class EarlierTicket:
    number: int
    subject: str
    status: str
    created_at: datetime

    @property
    def status_name(self) -> str:
        return str(Status(self.status).label)


@dataclass(frozen=True)
class TicketPage:
    """What the page needs besides the conversation. `can` names the moves that are possible here for this agent."""

    ticket: Ticket
    seen_version: int
    drafts: tuple[DraftLine, ...]
    verdict: Verdict | None
    earlier: tuple[EarlierTicket, ...]
    can: frozenset[str]
    relations: Relations
    is_watched: bool = False

    @property
    def earlier_count(self) -> str:
        """How many other tickets of the player there are, as far as a page says it."""
        return f"{EARLIER_SHOWN}+" if len(self.earlier) > EARLIER_SHOWN else str(len(self.earlier))

    @property
    def open_drafts(self) -> list[DraftLine]:
        """The texts that the agent was writing, and those that could not be sent; of each kind at most one of both."""
        return [draft for draft in self.drafts if draft.state in {DraftState.WRITING, DraftState.REFUSED}]

    @property
    def queued(self) -> list[DraftLine]:
        """Sent texts that can still be taken back."""
        return [draft for draft in self.drafts if draft.state == DraftState.QUEUED]

    @property
    def refused(self) -> list[DraftLine]:
        """Texts that could not be sent because the ticket had changed."""
        return [draft for draft in self.drafts if draft.state == DraftState.REFUSED]


def ticket_page(agent: Agent, number: int) -> TicketPage:
    """The ticket of this number, or `NotThere` when there is none or the agent may not know."""

    def rows() -> QuerySet[Ticket]:
        reader = stand_in(agent)
        return _with_all(tickets_for(reader), reader).filter(number=NUMBER)[:1]

    found = _pages.get(rights_key(agent), rows, {READER: agent.pk, NUMBER: number}) if 0 < number < NUMBER else []
    if not found:
        raise NotThere
    [ticket] = found
    return TicketPage(
        ticket=ticket,
        seen_version=ticket.page_seen or 0,  # type: ignore[attr-defined]
        drafts=tuple(_draft(row) for row in ticket.page_drafts),  # type: ignore[attr-defined]
        verdict=_verdict(ticket.page_verdict),  # type: ignore[attr-defined]
        earlier=tuple(_earlier(row) for row in ticket.page_earlier),  # type: ignore[attr-defined]
        can=possible_moves(agent, ticket),
        relations=relations_of(ticket),
        is_watched=ticket.page_watched,  # type: ignore[attr-defined]
    )


def possible_moves(agent: Agent, ticket: Ticket) -> frozenset[str]:
    """The moves that the table allows from here and the agent's role includes; `note` where a note may be left.

    `snooze` is there for a ticket of one's own, or of nobody, that is not solved; `resolve_later` for a new one, which
    somebody has to take or answer before.
    """
    moves = allowed_moves(ticket.status, is_archived=ticket.is_archived, is_merged=ticket.is_merged)
    found = {move.value for move in moves if move in RIGHTS and has(agent, RIGHTS[move], ticket.game_id)}
    if not ticket.is_archived and not ticket.is_merged and has(agent, Permission.TICKET_NOTE, ticket.game_id):
        found.add("note")
    if Move.FOLLOW_UP.value in found and ticket.status in ALIVE and ticket.assignee_id in {None, agent.pk}:
        found.add("snooze")
    if ticket.status == Status.NEW and has(agent, RIGHTS[Move.RESOLVE], ticket.game_id):
        found.add("resolve_later")
    if ticket.assignee_id is not None:
        found.discard(Move.TAKE.value)
    return frozenset(found)


def _with_all(tickets: QuerySet[Ticket], agent: Agent) -> QuerySet[Ticket]:
    mark = ReadMark.objects.filter(ticket=OuterRef("pk"), agent=agent).values("version")[:1]
    drafts = Draft.objects.filter(ticket=OuterRef("pk"), agent=agent, state__in=OPEN_DRAFTS).order_by(
        "updated_at", "pk"
    )
    verdict = Classification.objects.filter(ticket=OuterRef("pk")).order_by("-pk")
    others = tickets_for(agent).filter(player=OuterRef("player")).exclude(pk=OuterRef("pk"))
    return with_relations(tickets.select_related(*RELATED, "snoozed_by"), agent).annotate(
        page_watched=Exists(Watch.objects.filter(ticket=OuterRef("pk"), agent=agent, is_on=True)),
        page_seen=Subquery(mark),
        page_drafts=ArraySubquery(
            drafts.values(
                row=JSONObject(
                    id="id", state="state", visibility="visibility", body="body", seen_version="seen_version",
                    then="then", attachment_ids="attachment_ids", promise_due_at="promise_due_at",
                    updated_at="updated_at", release_at="release_at",
                )
            )
        ),
        page_verdict=Subquery(
            verdict.values(
                row=JSONObject(
                    source="source", category="category_id", confidence="confidence", is_confident="is_confident",
                    alternatives="alternatives", reasons="reasons",
                )
            )[:1]
        ),
        page_earlier=ArraySubquery(
            others.order_by("-pk").values(
                row=JSONObject(number="number", subject="subject", status="status", created_at="created_at")
            )[: EARLIER_SHOWN + 1]
        ),
    )  # fmt: skip


def _draft(row: Mapping[str, Any]) -> DraftLine:
    moments = {key: _moment(row[key]) for key in ("promise_due_at", "release_at")}
    return DraftLine(
        id=row["id"],
        state=row["state"],
        visibility=row["visibility"],
        body=row["body"],
        seen_version=row["seen_version"],
        then=row["then"],
        attachment_ids=tuple(row["attachment_ids"]),
        updated_at=parse_iso(row["updated_at"]),
        **moments,
    )


def _moment(text: str | None) -> datetime | None:
    return parse_iso(text) if text else None


def _verdict(row: Mapping[str, Any] | None) -> Verdict | None:
    if row is None:
        return None
    return Verdict(
        source=row["source"],
        category=row["category"],
        confidence=row["confidence"],
        is_confident=row["is_confident"],
        alternatives=tuple(
            (a["category"], category_name(a["category"]), a.get("confidence", 0.0)) for a in row["alternatives"]
        ),
        reasons=tuple(reason_sentences(row["reasons"])),
    )


def _earlier(row: Mapping[str, Any]) -> EarlierTicket:
    return EarlierTicket(row["number"], row["subject"], row["status"], parse_iso(row["created_at"]))
