"""What the tickets listen to: their own events and notices to agents become hints to open pages."""

from core.actions.subscriptions import subscribe
from core.models import Event
from tickets.actions import snoozes
from tickets.actions.hints import send_hint
from tickets.actions.watches import tell_mentioned, tell_watchers
from tickets.queries.hints import hints_of


def hint_pages(event: Event) -> None:
    """Wake the pages that show the subject of the event."""
    for channel, hint in hints_of(event):
        send_hint(channel, hint)


for pattern in ("ticket.*", "message.*", "promise.*", "clock.*", "sla.*", "survey.*", "agent.notified"):
    subscribe(pattern, hint_pages)
for name in (
    "message.received", "ticket.handed_over", "ticket.assigned", "ticket.follow_up_due", "ticket.resolved",
    "ticket.changed", "ticket.classified", "ticket.moved",
):  # fmt: skip
    subscribe(name, snoozes.heed)
subscribe("message.noted", tell_mentioned)
for name in ("message.received", "ticket.resolved"):
    subscribe(name, tell_watchers)
