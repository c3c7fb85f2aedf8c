"""The player's other tickets, for who wants to merge, move or link: those that look alike first."""

from dataclasses import dataclass
from datetime import datetime

from core.models import Agent
from tickets.engines.search_text import Phrase, tokens_of
from tickets.enums import Move, Status
from tickets.models import Ticket
from tickets.queries.scope import tickets_for
from tickets.workflow import TRANSITIONS

SHOWN = 8
LOOKED_AT = 40
ALIKE = 0.3


@dataclass(frozen=True)
class Candidate:
    """One of the player's other tickets."""

    number: int
    subject: str
    status: str
    created_at: datetime
    is_alike: bool

    @property
    def status_name(self) -> str:
        return str(Status(self.status).label)


def candidates_for(ticket: Ticket, agent: Agent, *, are_open: bool = True) -> list[Candidate]:
    """At most eight of the player's other tickets that the agent may see; one statement.

    `are_open` keeps those in which a conversation can go on. Those whose words are alike come first, then the newest.
    """
    rows = tickets_for(agent).filter(player=ticket.player_id, merged_into=None).exclude(pk=ticket.pk)
    if are_open:
        rows = rows.filter(status__in=list(TRANSITIONS[Move.ABSORB]))
    found = [
        Candidate(row.number, row.subject, row.status, row.created_at, is_alike(ticket, row))
        for row in rows.only("number", "subject", "snippet", "status", "created_at").order_by("-pk")[:LOOKED_AT]
    ]
    return sorted(found, key=lambda candidate: not candidate.is_alike)[:SHOWN]


def ticket_with_number(agent: Agent, text: str) -> Ticket | None:
    """The ticket that the agent means by `#100123`, or None when there is none or the agent may not know."""
    digits = text.strip().removeprefix("#").strip()
    if not (digits.isascii() and digits.isdigit() and len(digits) < 16):
        return None
    return tickets_for(agent).select_related("game", "player", "group").filter(number=int(digits)).first()


def is_alike(ticket: Ticket, other: Ticket) -> bool:
    """Whether the subjects, or subjects with last words, have enough in common to be looked at together."""
    pairs = (
        (ticket.subject, other.subject),
        (f"{ticket.subject} {ticket.snippet}", f"{other.subject} {other.snippet}"),
    )
    return any(likeness(_words(one), _words(two)) >= ALIKE for one, two in pairs)


def likeness(words: frozenset[str], others: frozenset[str]) -> float:
    """The share of the shorter text's words that stand in the other one, too."""
    shorter = min(len(words), len(others))
    return len(words & others) / shorter if shorter else 0.0


def _words(text: str) -> frozenset[str]:
    return frozenset(token.text for token in tokens_of(Phrase(text)))
