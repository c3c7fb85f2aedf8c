"""Earlier tickets that read like this one, as far as the agent may see them."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from core import clock
from core.models import Agent
from tickets.models import Ticket, TicketVector
from tickets.models.tickets import ALIVE
from tickets.queries.scope import tickets_for

SHOWN = 5
SAME_MATTER = 80
"""Likeness in percent from which two tickets of one player are taken for the same matter."""
LATELY = timedelta(days=14)


@dataclass(frozen=True)
class Alike:
    """An earlier ticket, how alike it is in percent, and how it ended. `is_duplicate`: the player said it twice."""

    number: int
    subject: str
    status: str
    status_name: str
    summary: str
    created_at: datetime
    likeness: int
    is_duplicate: bool


def alike_tickets(agent: Agent, ticket: Ticket) -> tuple[Alike, ...]:
    """The most alike first, possible duplicates before all. Two statements; nothing that the agent may not see."""
    vector = TicketVector.objects.filter(pk=ticket.pk).values_list("like", "likeness").first()
    if vector is None:
        return ()
    percents = dict(zip(*vector, strict=True))
    rows = tickets_for(agent).filter(pk__in=list(percents)).exclude(pk=ticket.pk)
    found = [_alike(ticket, row, percents[row.pk]) for row in rows]
    return tuple(sorted(found, key=lambda alike: (not alike.is_duplicate, -alike.likeness, -alike.number))[:SHOWN])


def _alike(ticket: Ticket, other: Ticket, percent: int) -> Alike:
    is_late = other.status in ALIVE or other.created_at >= clock.now() - LATELY
    return Alike(
        number=other.number,
        subject=other.subject,
        status=other.status,
        status_name=other.get_status_display(),
        summary=other.resolution_summary,
        created_at=other.created_at,
        likeness=percent,
        is_duplicate=percent >= SAME_MATTER and other.player_id == ticket.player_id and is_late,
    )
