"""Say where an agent is, and take it back. Nothing here waits for long or fails: see tickets/queries/presence.py."""

import time
from dataclasses import dataclass

from django.conf import settings

from core.errors import NotThere
from core.models import Agent
from core.queries.attention import preference_of
from tickets.actions.hints import send_hint
from tickets.queries.hints import Hint, channels_of
from tickets.queries.presence import store
from tickets.queries.scope import ticket_for


@dataclass(frozen=True)
class Place:
    """A ticket that one page shows, and the channels of those who may hear of it."""

    ticket_id: int
    agent_id: int
    page: str
    channels: tuple[str, ...]


def place_for(agent: Agent, ticket_id: int, page: str) -> Place | None:
    """Where the agent may be seen; None on a ticket out of sight, and for somebody who does not want to be seen."""
    try:
        ticket = ticket_for(agent, pk=ticket_id)
    except NotThere:
        return None
    if not preference_of(agent).shows_presence:
        return None
    return Place(ticket.pk, agent.pk, page, tuple(channels_of(ticket)))


def show(place: Place, state: str) -> bool:
    """The agent is there in this state for `PRESENCE_SECONDS` from now; False when Redis cannot keep it."""
    keep, span = store(), settings.PRESENCE_SECONDS
    key, page = keep.key(place.ticket_id), f"{place.agent_id}:{place.page}"
    value = f"{state}:{time.time() + span:.1f}"
    return keep.ask(lambda ask: (ask.hset(key, page, value), ask.expire(key, 2 * span))) is not None


def leave(place: Place) -> None:
    """The page shows the ticket no more; other pages of the same agent count on."""
    keep = store()
    keep.ask(lambda ask: ask.hdel(keep.key(place.ticket_id), f"{place.agent_id}:{place.page}"))


def tell(place: Place) -> None:
    """Wake the pages that show the ticket, so that they ask who is there."""
    for channel in place.channels:
        send_hint(channel, Hint("presence", str(place.ticket_id), 0))
