"""Tell people what was given to them by itself: nobody pressed anything, so nobody would know."""

from core.actions.notifications import notify
from core.models import Event
from tickets.models import Ticket

GIVEN = "ticket.given"
AUTO = "auto"


def tell_given(event: Event) -> None:
    """Who was given a ticket automatically, and has it still, is told once, with the grounds of that decision."""
    if event.data.get("how") != AUTO:
        return
    ticket = Ticket.objects.filter(pk=event.subject_id, assignee=event.data.get("agent")).first()
    if ticket is None or ticket.assignee_id is None:
        return
    params = {"number": ticket.number, "subject": ticket.subject, "reasons": event.data.get("reasons", [])}
    url, topic = f"/desk/tickets/{ticket.number}", f"ticket:{ticket.pk}"
    notify([ticket.assignee_id], key=f"{GIVEN}:{event.pk}", kind=GIVEN, params=params, url=url, topic=topic)
