"""What happened on a ticket since somebody last looked."""

from typing import Any

from core.models import Event
from tickets.models import Message, Ticket


def news_since(ticket: Ticket, version: int, *, limit: int = 20) -> list[dict[str, Any]]:
    """Return the changes that raised the ticket's version above `version`, oldest first, ready for JSON.

    Each is `{version, kind, at, actor, actor_kind, data}`; messages also carry their text.
    """
    events = Event.objects.filter(subject_type="ticket", subject_id=ticket.pk, data__version__gt=version).order_by(
        "seq"
    )[:limit]
    found = list(events)
    bodies = {
        message.seq: message
        for message in Message.objects.filter(
            ticket=ticket, seq__in=[e.data["message_seq"] for e in found if "message_seq" in e.data]
        )
    }
    return [_item(event, bodies) for event in found]


def _item(event: Event, bodies: dict[int, Message]) -> dict[str, Any]:
    message = bodies.get(event.data.get("message_seq", 0))
    item: dict[str, Any] = {
        "version": event.data["version"],
        "kind": event.name,
        "at": event.at.isoformat().replace("+00:00", "Z"),
        "actor": event.actor_name,
        "actor_kind": event.actor_kind,
        "data": {key: value for key, value in event.data.items() if key not in {"version", "message_seq"}},
    }
    if message is not None:
        item["body"] = message.body
        item["visibility"] = message.visibility
    return item
