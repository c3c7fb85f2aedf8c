"""What counts as danger to a person: these tickets have a group, a protocol and people of their own (domain.md 3.7)."""

from typing import Final

from django.db.models import Q

from core.enums import ActorKind
from core.models import Actor
from tickets.models import Ticket

CRISIS_GROUP: Final = "CRI"
CRISIS_ROLE: Final = "crisis"
CRISIS_CATEGORY: Final = "SF"


def is_in_crisis(ticket: Ticket) -> bool:
    """Whether the ticket is treated as danger to a person."""
    return ticket.category_id.startswith(CRISIS_CATEGORY) or (
        ticket.is_restricted and ticket.group.code == CRISIS_GROUP
    )


def in_crisis() -> Q:
    """The same as a condition on tickets."""
    return Q(category__code__startswith=CRISIS_CATEGORY) | Q(is_restricted=True, group__code=CRISIS_GROUP)


def may_end_talk(by: Actor, ticket: Ticket) -> bool:
    """Whether this actor may close the ticket: a talk about danger is ended by a person of ours, never by time alone.

    A player's "solved" is kept as an answer and shuts no door either.
    """
    return by.kind == ActorKind.AGENT or not is_in_crisis(ticket)
