"""The player's key to the tracking page."""

import base64
import hashlib
import hmac
from datetime import timedelta

from django.conf import settings
from django.db import transaction

from core import clock
from core.actions import events
from core.actions.rows import reserve_keys
from core.models import Actor
from tickets.actions.changing import locked
from tickets.models import Ticket, TrackingLink
from tickets.queries.family import in_family

LINK_LIFE = timedelta(days=400)


def token_for(link: TrackingLink) -> str:
    """Return the link's token: 192 bits that only this installation can compute, so it can be shown again.

    The database holds its SHA-256 alone; a stolen dump opens no page. A link that was made under a former key of the
    installation keeps that key's token, as long as the key is among the fallbacks.
    """
    tokens = [_token(link, key) for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)]
    return next((token for token in tokens if digest_of(token) == link.digest), tokens[0])


def _token(link: TrackingLink, key: str) -> str:
    text = f"tracking:{link.pk}:{link.ticket_id}".encode()
    mac = hmac.new(key.encode(), text, hashlib.sha256).digest()
    return base64.urlsafe_b64encode(mac[:24]).decode()


def digest_of(token: str) -> str:
    """What is stored of a token, so that a stolen database opens no page."""
    return hashlib.sha256(token.encode()).hexdigest()


def url_for(link: TrackingLink) -> str:
    """Return the absolute address of the tracking page, built from PUBLIC_URL and never from a request's host."""
    return f"{settings.PUBLIC_URL}/support/t/{token_for(link)}"


@transaction.atomic
def make_link(ticket: Ticket, *, by: Actor) -> TrackingLink:
    """Make a new tracking link and revoke the old one: from now on only the new one opens the page.

    The links of tickets that are merged into this one open its page as well, so they are revoked too.
    """
    ticket = locked(ticket)
    opening = TrackingLink.objects.filter(ticket__in=in_family(ticket), revoked_at=None)
    revoked = opening.update(revoked_at=clock.now())
    link = new_link(ticket, *reserve_keys(TrackingLink))
    link.save(force_insert=True)
    events.record("ticket.link_made", subject=ticket, by=by, data={"revoked": revoked})
    return link


def new_link(ticket: Ticket, key: int) -> TrackingLink:
    """A link with this reserved key, not yet written; `ticket` has its key already."""
    now = clock.now()
    link = TrackingLink(id=key, ticket=ticket, created_at=now, expires_at=now + LINK_LIFE)
    link.digest = digest_of(token_for(link))
    return link


def live_link(ticket: Ticket) -> TrackingLink | None:
    """The link that opens the ticket's page now, if there is one."""
    return TrackingLink.objects.filter(ticket=ticket, revoked_at=None, expires_at__gt=clock.now()).first()
