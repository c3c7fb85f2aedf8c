"""Show a number that was taken out of a ticket's texts, for a reason that is written down before anybody sees it."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from core.actions import events, rates
from core.actions.originals import PURPOSE
from core.enums import Permission
from core.errors import DomainError, NotThere, TooMany
from core.models import Actor, SealedNumber
from core.policies.keys import keyring
from core.policies.permissions import has
from players.actions.access_log import log_access
from players.enums import AccessDeed, AgeBand
from players.queries.law import band_of
from tickets.models import Ticket
from tickets.policies.access import check_can
from tickets.policies.texts import checked_text
from tickets.queries.numbers import numbers_of

REASON_MAX = 500
RATE = rates.Rate(limit=20, seconds=3600, burst=20)
MINORS = {AgeBand.U8, AgeBand.FROM_8_TO_15, AgeBand.FROM_16_TO_17}


class RevealNeedsApproval(DomainError):
    """The numbers of a child's ticket are shown to nobody alone."""

    code = "reveal.approval_needed"
    status = 403
    message = _("The player is under 18. Somebody who may approve it has to look at this number.")


@transaction.atomic
def reveal_number(ticket: Ticket, number: int, *, by: Actor, reason: str) -> str:
    """The number as it was written, after an event and the log of accesses have said who saw which token and why.

    A minor's numbers open only for those who may approve a reveal (domain 2.5: approval by a responsible person).
    Raises `NotThere`, `NotAllowed`, `RevealNeedsApproval`, `InvalidInput` without a reason, and `TooMany` after 20 in
    an hour: who needs more of them is not helping one player.
    """
    check_can(by, Permission.PLAYER_REVEAL, ticket)
    why = checked_text(reason, "reason", longest=REASON_MAX)
    found = numbers_of(ticket).filter(pk=number).first()
    if found is None:
        raise NotThere
    if band_of(ticket.player) in MINORS:
        _check_approver(ticket, by)
    allowance = rates.hit(f"reveal:{by.id}", RATE)
    if not allowance.is_allowed:
        raise TooMany(allowance.retry_after)
    data = {"number": found.pk, "kind": found.kind, "place": found.place, "reason": why}
    events.record("number.revealed", subject=ticket, by=by, data=data)
    told = f"{found.kind} in {found.place}"[:80]
    log_access(ticket.player_id, by=by, deed=AccessDeed.REVEALED, what=told, purpose=why, ticket=str(ticket.number))
    return _opened(found)


def _opened(number: SealedNumber) -> str:
    return keyring().unseal(number.sealed, purpose=PURPOSE)


def _check_approver(ticket: Ticket, by: Actor) -> None:
    if by.agent is not None and not has(by.agent, Permission.REVEAL_APPROVE, ticket.game_id):
        raise RevealNeedsApproval
