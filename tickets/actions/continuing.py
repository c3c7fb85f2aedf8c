"""What a player says after the first word: on the ticket while it lives, else on a new one that is linked to it."""

from collections.abc import Iterable
from uuid import UUID

from django.db import transaction

from core.models import Actor
from tickets.actions.intake import Intake, open_ticket
from tickets.actions.pairs import locked_head
from tickets.actions.replies import receive_message
from tickets.enums import Channel, Status
from tickets.models import Message, Ticket


@transaction.atomic
def hear_player(
    ticket: Ticket | int,
    *,
    by: Actor,
    body: str,
    channel: Channel,
    attachment_ids: Iterable[UUID | str] = (),
    uploader_key: str = "",
) -> Message:
    """Take the player's message in and return it; `message.ticket` is where it stands now.

    Pending and resolved tickets become open again. A closed one is left as it is (the player may reopen it by an
    explicit word while the days for it last): the message opens a new ticket that is linked to it. A merged one goes
    on in another: there it is said.
    """
    row = locked_head(ticket)
    if row.status != Status.CLOSED:
        return receive_message(ticket, by=by, body=body, attachment_ids=attachment_ids, uploader_key=uploader_key)
    opened = open_ticket(
        Intake(
            game=row.game,
            player=row.player,
            channel=channel,
            subject="",
            body=body,
            category=row.category_id,
            contact_email=row.contact_email,
            is_player_verified=row.is_player_verified,
            attachment_ids=attachment_ids,
            uploader_key=uploader_key,
            follows=row,
        ),
        by=by,
    )
    return Message.objects.select_related("ticket").get(ticket=opened.ticket, seq=1)
