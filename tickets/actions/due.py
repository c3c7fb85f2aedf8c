"""What lists sort by, written by the app that knows the deadlines."""

from datetime import datetime

from tickets.models import Ticket


def set_due(ticket_id: int, due_at: datetime | None, kind: str) -> None:
    """Keep the ticket's nearest deadline for lists; the version stays, because nobody must read a clock to answer."""
    Ticket.objects.filter(pk=ticket_id).update(next_due_at=due_at, next_due_kind=kind if due_at else "")
