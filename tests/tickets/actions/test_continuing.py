"""What a player says after the first word."""

import pytest

from core.models import Actor
from tests.factories.tickets import make_ticket
from tickets.actions import lifecycle
from tickets.actions.continuing import hear_player
from tickets.enums import Channel, Status
from tickets.models import Ticket, TicketLink

pytestmark = pytest.mark.django_db


def say(ticket: Ticket, body: str = "又遇到了") -> Ticket:
    by = Actor.of_player(ticket.player_id)
    return hear_player(ticket, by=by, body=body, channel=Channel.WEB).ticket


@pytest.mark.parametrize("status", [s for s in Status if s != Status.CLOSED])
def test_a_living_ticket_takes_the_message_itself(status: Status) -> None:
    ticket = make_ticket(status)

    assert say(ticket).pk == ticket.pk


@pytest.mark.parametrize("archived", [False, True])
def test_a_closed_ticket_stays_closed_and_a_linked_one_is_opened(archived: bool) -> None:
    ticket = make_ticket(Status.CLOSED)
    if archived:
        lifecycle.archive(ticket, by=Actor.system())

    new = say(ticket)

    ticket.refresh_from_db()
    assert (ticket.status, new.status, new.player_id) == (Status.CLOSED, Status.NEW, ticket.player_id)
    assert TicketLink.objects.filter(ticket=new, other=ticket, kind="follows").exists()
