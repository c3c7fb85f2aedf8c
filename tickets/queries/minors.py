"""What the yearly audit of minors' data counts among tickets."""

from core.models import Event
from players.queries.minors_audit import AuditYear
from tickets.models import Ticket

LEAKS = "PV-0"  # categories about personal data begin so


def minors_in_tickets(of: AuditYear) -> dict[str, int]:
    """Covered numbers that were looked at, and tickets about personal data, of minors."""
    tickets = Ticket.objects.filter(player__in=of.minors)
    seen = Event.objects.filter(
        name="number.revealed",
        subject_type="ticket",
        subject_id__in=tickets.values("pk"),
        at__gte=of.start,
        at__lt=of.end,
    )
    about = tickets.filter(category__code__startswith=LEAKS, created_at__gte=of.start, created_at__lt=of.end)
    return {"accesses.covered_numbers": seen.count(), "incidents.tickets_about_personal_data": about.count()}
