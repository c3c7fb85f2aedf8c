"""What the tickets listen to: their own events become hints to open pages, and waiting tickets go to who is there."""

from core.actions.subscriptions import subscribe
from core.models import Event
from tickets.actions import contacting, crisis, giving_back, risk_signs, snoozes
from tickets.actions.assignment import assign_waiting
from tickets.actions.given import tell_given
from tickets.actions.hints import send_hint
from tickets.actions.watches import tell_mentioned, tell_watchers
from tickets.queries.hints import hints_of


def hint_pages(event: Event) -> None:
    """Wake the pages that show the subject of the event."""
    for channel, hint in hints_of(event):
        send_hint(channel, hint)


def give_one(_event: Event) -> None:
    """Something waits, or somebody is free: the most urgent ticket that fits anybody is given.

    One only, because a listener is one transaction and must hold no two agents' loads; the sweep gives the rest.
    """
    assign_waiting(limit=1)


def give_back(event: Event) -> None:
    """Somebody has agreed to leave unanswered work to colleagues, or may not do any more."""
    is_shut = event.name == "agent.deactivated"
    if is_shut or event.data.get("leaves_work"):
        giving_back.give_back_of(event.subject_id)
    if is_shut:
        giving_back.tell_leads(event.subject_id)


for pattern in (
    "ticket.*",
    "message.*",
    "promise.*",
    "clock.*",
    "sla.*",
    "survey.*",
    "case.*",
    "crisis.*",
    "agent.notified",
    "risk.*",
    "play.*",
    "spend.*",
    "alert.*",
    "intervention.*",
):
    subscribe(pattern, hint_pages)
for name in (
    "ticket.classified",
    "ticket.handed_over",
    "ticket.given_back",
    "ticket.reopened",
    "ticket.resolved",
    "agent.availability_changed",
):
    subscribe(name, give_one)
subscribe("agent.availability_changed", give_back)
subscribe("agent.deactivated", give_back)
for name in (
    "message.received", "ticket.handed_over", "ticket.assigned", "ticket.follow_up_due", "ticket.resolved",
    "ticket.changed", "ticket.classified", "ticket.moved", "ticket.merged", "message.moved",
):  # fmt: skip
    subscribe(name, snoozes.heed)
subscribe("ticket.assigned", tell_given)
subscribe("message.noted", tell_mentioned)
for name in ("message.received", "ticket.resolved"):
    subscribe(name, tell_watchers)
for name in ("ticket.opened", "message.received"):
    subscribe(name, risk_signs.read_for_risk)
subscribe("ticket.classified", risk_signs.heed_category)
subscribe("ticket.reopened", risk_signs.heed_reopening)
subscribe("message.received", contacting.heed_answer)
for name in ("message.sent", "ticket.resolved", "ticket.closed"):
    subscribe(name, crisis.settle_pages)
