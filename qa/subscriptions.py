"""What quality listens to."""

from core.actions.subscriptions import subscribe
from core.models import Event
from qa.actions import surveys
from tickets.actions.risk_signs import add_service_sign
from tickets.models import Ticket
from tickets.policies.crisis import is_in_crisis


def ask_at_the_end(event: Event) -> None:
    """A resolved ticket opens its survey; one that is closed has the whole seven days again.

    Who was in danger is not asked for points.
    """
    ticket = Ticket.objects.select_related("group").filter(pk=event.subject_id).first()
    if ticket is not None and not is_in_crisis(ticket):
        surveys.open_survey(ticket)


def ask_no_more(event: Event) -> None:
    """A merged ticket is asked about where it goes on: its own open question is over."""
    if event.data.get("role") == "source":
        surveys.withdraw_survey(event.subject_id)


def count_for_risk(event: Event) -> None:
    """The lowest score is a sign that the matter may escalate (ES6)."""
    if event.data.get("score") == 1:
        add_service_sign(event.subject_id, "ES6", f"score:{event.pk}", at=event.at)


subscribe("survey.answered", count_for_risk)
subscribe("ticket.merged", ask_no_more)
subscribe("ticket.resolved", ask_at_the_end)
subscribe("ticket.closed", ask_at_the_end)
