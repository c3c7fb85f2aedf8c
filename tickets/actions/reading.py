"""What an agent has seen."""

from core.models import Agent
from tickets.models import ReadMark, Ticket


def mark_read(ticket: Ticket, agent: Agent) -> None:
    """The agent has seen the ticket as it is now; one statement, and no event, because nobody else cares."""
    ReadMark.objects.bulk_create(
        [ReadMark(ticket=ticket, agent=agent, version=ticket.version)],
        update_conflicts=True,
        unique_fields=["ticket", "agent"],
        update_fields=["version"],
    )
