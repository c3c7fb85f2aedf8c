"""Two and more tickets of one player, and who joins them."""

from typing import Any

from core.models import Actor, Event
from players.models import Player
from tests.factories.people import make_agent, make_player
from tests.factories.tickets import make_ticket
from tickets.actions.replies import add_note, receive_message, send_reply
from tickets.enums import Status
from tickets.models import Message, Ticket


def two_of_one(at: Status = Status.NEW, into: Status = Status.NEW, **fields: Any) -> tuple[Ticket, Ticket]:
    """A source and a target of one player."""
    player = make_player()
    return make_ticket(at, player=player, subject="来源", **fields), make_ticket(into, player=player, subject="去处")


def one_more(player: Player, at: Status = Status.NEW, **fields: Any) -> Ticket:
    """Another ticket of the player."""
    return make_ticket(at, player=player, **fields)


def colleague() -> Actor:
    """An agent of the front line."""
    return Actor.of_agent(make_agent("agent"))


def hear(ticket: Ticket, body: str = "还有一件事") -> Message:
    """The player writes again."""
    return receive_message(ticket.pk, by=Actor.of_player(ticket.player_id, "青衫落拓"), body=body)


def answer(ticket: Ticket, by: Actor, body: str = "查好了") -> Message:
    """A person of ours answers."""
    return send_reply(ticket.pk, by=by, body=body)


def note(ticket: Ticket, by: Actor, body: str = "内部备注") -> Message:
    """A colleague leaves a note."""
    return add_note(ticket.pk, by=by, body=body)


def told(ticket: Ticket, name: str) -> list[dict[str, Any]]:
    """The data of the ticket's events of this name."""
    events = Event.objects.filter(subject_type="ticket", subject_id=ticket.pk, name=name).order_by("seq")
    return [event.data for event in events]


def again(ticket: Ticket) -> Ticket:
    """The ticket as it is in the database."""
    return Ticket.objects.get(pk=ticket.pk)
