"""Which messages of a ticket may stand on another one."""

from django.db.models import Q

from core.enums import ActorKind
from tickets.enums import Visibility
from tickets.models import Message, Ticket

SHOWN = 100


def movable_messages(ticket: Ticket) -> list[Message]:
    """The last hundred of the player's messages and notes, without the words that opened the ticket; one statement."""
    own = Message.objects.filter(ticket=ticket, moved_to=None, seq__gt=1)
    rows = own.filter(Q(author_kind=ActorKind.PLAYER) | Q(visibility=Visibility.INTERNAL)).defer("search")
    return list(rows.order_by("-seq")[:SHOWN])[::-1]
