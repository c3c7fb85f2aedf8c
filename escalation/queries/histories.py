"""What happened on a ticket, as its clocks need it; read from the event log alone."""

from typing import Any

from core.enums import ActorKind
from core.models import Event
from escalation.clock import History, StatusSince, Turn
from tickets.enums import Status
from tickets.models import Ticket

TELLING = ("ticket.moved", "message.received", "message.sent", "ticket.reopened")
"""A player's "no" reopens without words: it asks for an answer all the same."""


def history_of(ticket: Ticket) -> History:
    """The ticket's statuses and words in the order of its events."""
    rows = (
        Event.objects.filter(subject_type="ticket", subject_id=ticket.pk, name__in=TELLING)
        .order_by("seq")
        .values_list("name", "at", "actor_kind", "data")
    )
    facts = [fact for row in rows if (fact := _fact(*row)) is not None]
    return History(ticket.created_at, (StatusSince(Status.NEW, ticket.created_at), *facts))


def _fact(name: str, at: Any, actor_kind: str, data: dict[str, Any]) -> StatusSince | Turn | None:
    if name == "ticket.moved":
        return StatusSince(Status(data["to"]), at)
    if name == "message.sent":
        return Turn(at, is_from_player=False) if data.get("is_human") else None
    if name == "ticket.reopened" and actor_kind != ActorKind.PLAYER:
        return None
    return Turn(at, is_from_player=True)
