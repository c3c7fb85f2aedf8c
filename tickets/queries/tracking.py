"""From a tracking token to its ticket."""

import hashlib

from core import clock
from tickets.errors import LinkInvalid
from tickets.models import Ticket, TrackingLink
from tickets.queries.family import head_id
from tickets.queries.scope import RELATED


def ticket_by_token(token: str) -> Ticket:
    """Return the ticket that the token opens; raises `LinkInvalid` for a wrong, expired or revoked one alike.

    The link of a merged ticket opens the one that it goes on in, which is the same player's.
    """
    if not 20 <= len(token) <= 64 or not token.isascii():
        raise LinkInvalid
    digest = hashlib.sha256(token.encode()).hexdigest()
    link = TrackingLink.objects.filter(digest=digest, revoked_at=None, expires_at__gt=clock.now()).first()
    if link is None:
        raise LinkInvalid
    ticket = Ticket.objects.select_related(*RELATED).get(pk=link.ticket_id)
    return Ticket.objects.select_related(*RELATED).get(pk=head_id(ticket.pk)) if ticket.is_merged else ticket
