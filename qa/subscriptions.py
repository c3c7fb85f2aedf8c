"""What quality listens to."""

from core.actions.subscriptions import subscribe
from core.models import Event
from qa.actions import surveys
from tickets.models import Ticket


def ask_after_resolve(event: Event) -> None:
    """A resolved ticket opens its survey."""
    ticket = Ticket.objects.filter(pk=event.subject_id).first()
    if ticket is not None:
        surveys.open_survey(ticket)


subscribe("ticket.resolved", ask_after_resolve)
