"""What a player says and answers on the tracking page."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from core.actions import idempotency
from core.actions.idempotency import Answer, answer_once
from core.errors import KeyReused
from core.models import Actor
from tickets.actions.changing import locked
from tickets.actions.continuing import hear_player
from tickets.actions.lifecycle import reopen
from tickets.actions.tracking import live_link, token_for
from tickets.enums import Channel, Status
from tickets.models import Ticket


@dataclass(frozen=True)
class Said:
    """What the player wrote, under the key of the form that it was written in.

    `reopens` says that it is about the same matter: a closed ticket opens again, while its days for it last.
    """

    body: str
    key: str
    attachment_ids: Iterable[str] = ()
    reopens: bool = False


def actor_of(ticket: Ticket) -> Actor:
    """The ticket's player: who holds the link speaks for this one ticket, and for nothing else."""
    return Actor.of_player(ticket.player_id, ticket.player.nickname)


def say(ticket: Ticket, said: Said) -> str:
    """Take the message in, once, and return the token of the page where it stands.

    On a closed ticket it opens a new one that is linked to it, unless the player wants this one again. The same form
    sent twice says it once; sent again with another text it is a second message.
    """
    ids = list(said.attachment_ids)
    fingerprint = idempotency.fingerprint_of(said.body, *ids)
    owner = f"ticket:{ticket.pk}"

    def work() -> Answer:
        if said.reopens:
            _open_again(ticket)
        return Answer(200, body=_take_in(ticket, said.body, ids))

    try:
        return answer_once(owner, said.key, fingerprint, work, waits=True).body
    except KeyReused:
        return answer_once(
            owner, f"{said.key}:{idempotency.guarded(fingerprint)[0][:32]}", fingerprint, work, waits=True
        ).body


def _open_again(ticket: Ticket) -> None:
    """Raises `MoveNotAllowed` when the days for it are over; a ticket that is open already stays as it is."""
    row = locked(ticket)
    if row.status == Status.CLOSED:
        reopen(row, by=actor_of(row), reason=_("The player says it is not solved."), comment="")


def _take_in(ticket: Ticket, body: str, ids: list[str]) -> str:
    message = hear_player(
        ticket,
        by=actor_of(ticket),
        body=body,
        channel=Channel.WEB,
        attachment_ids=ids,
        uploader_key=f"ticket:{ticket.pk}",
    )
    link = live_link(message.ticket)
    return token_for(link) if link else ""
