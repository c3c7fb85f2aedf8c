"""What waits for an answer on a ticket, by its own history."""

from datetime import datetime

from core.models import Event
from tickets.models import Ticket
from tickets.policies.waiting import TELLING, Deed, waits_after


def deed_of(event: Event) -> Deed:
    """The event as a plain value."""
    return Deed(event.name, event.at, event.actor_kind, event.data)


def waits_of(ticket: Ticket) -> dict[str, datetime]:
    """The player's words and questions that nobody has answered, and since when each waits; one statement."""
    rows = Event.objects.filter(subject_type="ticket", subject_id=ticket.pk, name__in=TELLING).order_by("seq")
    return waits_after(ticket.created_at, map(deed_of, rows))
