"""Look at a new ticket and say what it is, how urgent, and who should have it."""

from core.actions import events
from core.models import Actor
from tickets.models import Ticket


def triage(ticket: Ticket, *, text: str, chosen_category: str = "", in_game_now: bool | None = None, by: Actor) -> None:
    """Classify the ticket inside the caller's transaction and record `ticket.classified`."""
    if chosen_category:
        Ticket.objects.filter(pk=ticket.pk).update(category_id=chosen_category)
    events.record("ticket.classified", subject=ticket, by=by, data={"category": ticket.category_id})


def correct_category(ticket: Ticket, *, code: str, by: Actor, reason: str = "") -> None:
    """A person says what the ticket really is; no machine overrules it afterwards."""
    Ticket.objects.filter(pk=ticket.pk).update(category_id=code, version=ticket.version + 1)
    ticket.version += 1
    events.record(
        "ticket.classified", subject=ticket, by=by, data={"category": code, "reason": reason, "version": ticket.version}
    )
