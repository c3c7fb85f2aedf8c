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
    return waits_after(ticket.created_at, _deeds_of(ticket))


def waits_before_resolve(ticket: Ticket) -> dict[str, datetime]:
    """The same as of the moment before the ticket was resolved last; one statement."""
    deeds = _deeds_of(ticket)
    ends = [place for place, deed in enumerate(deeds) if deed.name == "ticket.resolved"]
    return waits_after(ticket.created_at, deeds[: ends[-1]] if ends else deeds)


def _deeds_of(ticket: Ticket) -> list[Deed]:
    rows = Event.objects.filter(subject_type="ticket", subject_id=ticket.pk, name__in=TELLING).order_by("seq")
    return [deed_of(row) for row in rows]
