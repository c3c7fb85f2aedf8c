"""Show a number that was taken out of a ticket's texts, for a reason that is written down before anybody sees it."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from core.actions import events, rates
from core.actions.originals import PURPOSE
from core.enums import Permission
from core.errors import DomainError, NotThere
from core.models import Actor, SealedNumber
from core.policies.keys import keyring
from players.actions.access_log import log_access
from players.actions.reveals import ask_number, may_open_number
from players.enums import AccessDeed
from players.errors import TooManyNumbers
from players.models import RevealRequest
from tickets.models import Ticket
from tickets.policies.access import check_can
from tickets.policies.texts import checked_text
from tickets.queries.numbers import numbers_of

REASON_MAX = 500
RATE = rates.Rate(limit=20, seconds=3600, burst=20)


class RevealNeedsApproval(DomainError):
    """Nobody opens alone a number of somebody who is not known to be an adult."""

    code = "reveal.approval_needed"
    status = 403
    message = _("The player may be under 18. A colleague has to allow this look.")


@transaction.atomic
def reveal_number(ticket: Ticket, number: int, *, by: Actor, reason: str) -> str:
    """The number as it was written, after an event and the log of accesses have said who saw which token and why.

    A number of somebody who is not known to be an adult opens for fifteen minutes after a colleague has allowed it,
    whoever asks (domain 2.5: approval by a responsible person). Raises `NotThere`, `NotAllowed`,
    `RevealNeedsApproval`, `InvalidInput` without a reason, and `TooManyNumbers` after 20 in an hour: who needs more of
    them is not helping one player.
    """
    found = _found(ticket, number, by)
    why = checked_text(reason, "reason", longest=REASON_MAX)
    if not may_open_number(ticket.player, found, by=by):
        raise RevealNeedsApproval
    allowance = rates.hit(f"reveal:{by.id}", RATE)
    if not allowance.is_allowed:
        raise TooManyNumbers(allowance.retry_after)
    data = {"number": found.pk, "kind": found.kind, "place": found.place, "reason": why}
    events.record("number.revealed", subject=ticket, by=by, data=data)
    told = f"{found.kind} in {found.place}"[:80]
    log_access(ticket.player_id, by=by, deed=AccessDeed.REVEALED, what=told, purpose=why, ticket=str(ticket.number))
    return keyring().unseal(found.sealed, purpose=PURPOSE)


@transaction.atomic
def ask_for_number(ticket: Ticket, number: int, *, by: Actor, reason: str) -> RevealRequest:
    """A colleague is asked to allow the look. Raises `NotThere`, `NotAllowed`, `InvalidInput` without a reason."""
    found = _found(ticket, number, by)
    why = checked_text(reason, "reason", longest=REASON_MAX)
    return ask_number(ticket.player, found, by=by, reason=why, ticket=str(ticket.number))


def _found(ticket: Ticket, number: int, by: Actor) -> SealedNumber:
    check_can(by, Permission.PLAYER_REVEAL, ticket)
    found = numbers_of(ticket).filter(pk=number).first()
    if found is None:
        raise NotThere
    return found
