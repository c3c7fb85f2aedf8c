"""From a tracking token to its ticket."""

import hashlib

from core import clock
from tickets.errors import LinkInvalid
from tickets.models import Ticket, TrackingLink
from tickets.queries.scope import RELATED


def ticket_by_token(token: str) -> Ticket:
    """Return the ticket that the token opens; raises `LinkInvalid` for a wrong, expired or revoked one alike."""
    if not 20 <= len(token) <= 64 or not token.isascii():
        raise LinkInvalid
    digest = hashlib.sha256(token.encode()).hexdigest()
    link = TrackingLink.objects.filter(digest=digest, revoked_at=None, expires_at__gt=clock.now()).first()
    if link is None:
        raise LinkInvalid
    return Ticket.objects.select_related(*RELATED).get(pk=link.ticket_id)
