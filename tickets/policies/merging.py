"""May these two tickets become one conversation. Checks raise; the reasons are sentences for people."""

from typing import NoReturn

from django.utils.translation import gettext as _

from tickets.enums import Move, Status
from tickets.errors import MoveNotAllowed
from tickets.models import Ticket
from tickets.workflow import TRANSITIONS

FAMILY_MAX = 50


def check_together(ticket: Ticket, other: Ticket, move: Move) -> None:
    """Raise `MoveNotAllowed` unless what stands on the one may be read by everybody who reads the other.

    That is one player, who reads both by their links, and one circle of colleagues. Two games never share a player.
    """
    if ticket.pk == other.pk:
        refuse(_("This is the same ticket."), ticket, move)
    if ticket.player_id != other.player_id:
        refuse(_("The two tickets belong to different players, who would read each other's words."), ticket, move)
    circles = {(row.is_restricted, row.group_id if row.is_restricted else None) for row in (ticket, other)}
    if len(circles) > 1:
        refuse(_("One of the two is restricted: others would read what only its group may read."), ticket, move)


def check_open_target(target: Ticket, ticket: Ticket, move: Move) -> None:
    """Raise `MoveNotAllowed` when the conversation could not go on in `target`: it has ended or is merged itself."""
    if target.is_merged:
        refuse(_("#%(number)d is merged itself. Choose the ticket in which it goes on.") % _of(target), ticket, move)
    if target.is_archived or Status(target.status) not in TRANSITIONS[Move.ABSORB]:
        refuse(
            _("#%(number)d has ended. Reopen it first, or choose one that is still open.") % _of(target), ticket, move
        )


def check_free(ticket: Ticket) -> None:
    """Raise `MoveNotAllowed` while a specialist has the ticket: the answer would come to a closed one."""
    if ticket.status == Status.ON_HOLD:
        text = _("A specialist is working on this ticket. Merge the other one into it, or wait for the answer.")
        refuse(text, ticket, Move.MERGE)


def refuse(text: str, ticket: Ticket, move: Move) -> NoReturn:
    """Raise `MoveNotAllowed` with these words."""
    raise MoveNotAllowed(text, move=move.value, status=ticket.status, allowed=[])


def _of(ticket: Ticket) -> dict[str, int]:
    return {"number": ticket.number}
