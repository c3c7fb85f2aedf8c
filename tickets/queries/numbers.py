"""The tokens of a ticket, behind which numbers are kept."""

from django.db.models import QuerySet

from core.models import SealedNumber
from tickets.models import Ticket


def numbers_of(ticket: Ticket) -> QuerySet[SealedNumber]:
    """What was taken out of the ticket's texts; who may see the ticket sees the tokens, not what they stand for."""
    return SealedNumber.objects.filter(subject_type="ticket", subject_id=ticket.pk)


def numbers_at(ticket: Ticket, place: str) -> list[SealedNumber]:
    """Those of one text of the ticket, such as `message:3`; all of them where no place is named."""
    found = numbers_of(ticket).order_by("pk")
    return list(found.filter(place=place) if place else found)[:50]
