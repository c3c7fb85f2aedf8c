"""What happened on a ticket since somebody last looked."""

from typing import Any

from core.enums import ActorKind
from core.models import Agent, Event
from tickets.models import Message, Ticket
from tickets.queries.others import hide_others


def news_since(ticket: Ticket, version: int, *, limit: int = 20) -> list[dict[str, Any]]:
    """Return the changes that raised the ticket's version above `version`, oldest first, ready for JSON.

    Each is `{version, kind, at, actor, actor_kind, data}`; messages also carry their text.
    """
    events = Event.objects.filter(subject_type="ticket", subject_id=ticket.pk, data__version__gt=version).order_by(
        "seq"
    )[:limit]
    found = list(events)
    hide_others(found, Ticket.objects.filter(is_restricted=False))  # joined ones are of one game; who asks is not known
    bodies = {
        message.seq: message
        for message in Message.objects.filter(
            ticket=ticket, moved_to=None, seq__in=[e.data["message_seq"] for e in found if "message_seq" in e.data]
        )
    }
    return [_item(event, bodies) for event in found]


def known_to(agent: Agent, ticket_id: int, seen: int) -> int:
    """Return the version that the agent knows who has read `seen`: what the same agent changed after it is no news.

    It stops before the first change by somebody else, and before one that no event tells of.
    """
    changes = Event.objects.filter(subject_type="ticket", subject_id=ticket_id, data__version__gt=seen)
    known = seen
    for version, kind, actor in changes.order_by("seq").values_list("data__version", "actor_kind", "actor_id"):
        if (kind, actor) != (ActorKind.AGENT, agent.pk) or version > known + 1:
            break
        known = version
    return known


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
