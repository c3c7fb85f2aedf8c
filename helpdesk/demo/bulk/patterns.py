"""The played tickets that may be copied, and how often each is."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from tickets.enums import Status
from tickets.models import Ticket

ORDER = re.compile(r"(?<!\d)\d{8}-\d{6}(?!\d)")
ARCHIVED = "archived"
SHARES: Mapping[str, float] = {
    ARCHIVED: 0.70, Status.CLOSED: 0.15, Status.RESOLVED: 0.02, Status.PENDING: 0.095, Status.ON_HOLD: 0.012,
    Status.OPEN: 0.018, Status.NEW: 0.005,
}  # fmt: skip
"""Of all tickets, by where they stand: 85 of 100 are over. A pending one waits for its player and hurries nobody."""

LONG_SHARE, LONG_MESSAGES = 0.002, 40
"""So many copies are of tickets with so many messages; the others favour short ones, three messages on average."""


@dataclass(frozen=True, slots=True)
class Pattern:
    """A played ticket. `order` is the order number that its texts speak of; copies speak of their own."""

    ticket: Ticket
    stands: str
    messages: int
    order: str

    @property
    def pk(self) -> int:
        """The ticket's key, by which the database knows the pattern."""
        return int(self.ticket.pk)


def load_patterns(now: datetime) -> list[Pattern]:
    """Every played ticket that stands by itself, in the order of the plan: no files, no drafts, no links to others."""
    alone = Q(attachments=None, drafts=None, links=None)
    played = Ticket.objects.filter(alone, intake_key__startswith="demo:", created_at__lt=now)
    rows = played.select_related("player", "game").prefetch_related("messages").order_by("created_at", "intake_key")
    return [_pattern(ticket) for ticket in rows if not (ticket.intake_key or "").startswith("demo:bulk:")]


def _pattern(ticket: Ticket) -> Pattern:
    bodies = [message.body for message in ticket.messages.all()]
    found = next((match.group() for body in bodies for match in [ORDER.search(body)] if match), "")
    return Pattern(ticket, ARCHIVED if ticket.is_archived else ticket.status, len(bodies), found)


def weights_of(patterns: Iterable[Pattern]) -> list[float]:
    """How often each is copied: the shares above, and within each short conversations before long ones."""
    patterns = list(patterns)
    raw = [1.0 / max(1, pattern.messages - 1) ** 4 for pattern in patterns]
    sums: dict[tuple[str, bool], float] = {}
    for pattern, weight in zip(patterns, raw, strict=True):
        key = (pattern.stands, pattern.messages >= LONG_MESSAGES)
        sums[key] = sums.get(key, 0.0) + weight
    return [_share(pattern) * weight / sums[pattern.stands, pattern.messages >= LONG_MESSAGES]
            for pattern, weight in zip(patterns, raw, strict=True)]  # fmt: skip


def _share(pattern: Pattern) -> float:
    share = SHARES.get(pattern.stands, 0.0)
    return share * (LONG_SHARE if pattern.messages >= LONG_MESSAGES else 1 - LONG_SHARE)
