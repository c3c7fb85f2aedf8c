"""We turn to a player: on the ticket that is open anyway, else on a new one that waits for the answer."""

from collections.abc import Mapping
from typing import Any, Final

from django.db import transaction

from core.actions import events
from core.enums import Permission
from core.errors import DomainError
from core.models import Actor, Event
from players.actions.contacts import Contact
from players.actions.interventions import hear_answer
from tickets.actions.changing import advance, locked
from tickets.actions.intake import FIRST_CATEGORY, Intake, open_ticket
from tickets.actions.replies import send_reply
from tickets.enums import Channel, Move
from tickets.models import Ticket
from tickets.policies.access import can
from tickets.policies.outgoing import check_outgoing
from tickets.workflow import ALIVE

CATEGORIES: Final[Mapping[str, str]] = {
    "account_theft": "AC-05",
    "health": "RN-06",
    "minor": "MR-02",
    "fraud": "PY-04",
    "self_harm": "SF-01",
    "escalation": "CP-03",
}
"""Where a new ticket about a dimension stands; anything else with the front line."""
APART: Final = frozenset({"self_harm", "minor"})
"""What never goes onto a ticket about something else, where other colleagues would read it."""


@transaction.atomic
def contact_player(contact: Contact, by: Actor) -> int:
    """The words reach the player as a message of ours; return the id of the ticket that carries them.

    Raises `NotAllowed` for somebody who may open no tickets, `InvalidInput` for words that we never send.
    """
    check_outgoing(contact.text)
    ticket = None if contact.dimension in APART else _open_ticket_of(contact.player.pk, by)
    if ticket is not None:
        send_reply(ticket, by=by, body=contact.text, data={"contact": contact.key})
        return ticket.pk
    return _opened(contact, by)


def heed_answer(event: Event) -> None:
    """The player has answered: whoever waits to be heard is heard now."""
    hear_answer(event.subject_id)


def _open_ticket_of(player_id: int, by: Actor) -> Ticket | None:
    """The newest ticket of the player that is alive and that this colleague may answer on; none that is merged."""
    rows = Ticket.objects.filter(player=player_id, status__in=list(ALIVE), merged_into=None, is_restricted=False)
    newest = rows.select_related("player", "game", "group").order_by("-created_at", "-pk")[:20]
    return next((ticket for ticket in newest if can(by, Permission.TICKET_REPLY, ticket)), None)


def _opened(contact: Contact, by: Actor) -> int:
    intake = Intake(
        game=contact.player.game,
        player=contact.player,
        channel=Channel.API,
        subject="",
        body=contact.text,
        category=CATEGORIES.get(contact.dimension, FIRST_CATEGORY),
        written_by=by,
        key=contact.key,
    )
    opened = open_ticket(intake, by=by)
    if not opened.is_new:
        raise DomainError
    row = locked(opened.ticket.pk)
    data = {"message_seq": 1, "contact": contact.key}
    now = row.created_at
    who: dict[str, Any] = {"owner_id": by.id, "assignee_id": by.id} if by.is_agent else {}
    advance(row, Move.ASK_PLAYER, by=by, data=data, at=now, waiting_since=None, first_response_at=now, **who)
    told = data | {"version": row.version, "is_human": by.is_agent}
    events.record("message.sent", subject=row, by=by, data=told, at=now)
    return row.pk
