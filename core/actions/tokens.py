"""Tokens with which programs act for an agent."""

import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core import clock
from core.actions import events
from core.enums import Scope
from core.errors import InvalidInput, NotAllowed
from core.models import Actor, Agent, ApiToken
from core.queries.tokens import digest_of, scopes_for

PREFIX = "hd_live_"
_SHOWN = len(PREFIX) + 6
_TOUCH_EVERY = timedelta(minutes=1)


@transaction.atomic
def issue_token(
    agent: Agent,
    scopes: Iterable[str] | None = None,
    name: str = "",
    *,
    by: Actor | None = None,
    expires_at: datetime | None = None,
) -> tuple[ApiToken, str]:
    """A new token of the agent and its secret, which is shown this one time and not stored.

    Without `scopes` it has every scope that the agent's roles allow; one that they do not allow is refused.
    """
    allowed = scopes_for(agent)
    wanted = allowed if scopes is None else list(dict.fromkeys(scopes))
    _check_scopes(wanted, allowed)
    secret = PREFIX + secrets.token_urlsafe(32)
    token = ApiToken.objects.create(
        agent=agent,
        name=name.strip()[:80],
        prefix=secret[:_SHOWN],
        digest=digest_of(secret),
        scopes=wanted,
        created_at=clock.now(),
        expires_at=expires_at,
    )
    events.record("token.issued", subject=token, by=by or Actor.system(), data={"agent": agent.pk, "scopes": wanted})
    return token, secret


@transaction.atomic
def revoke_token(token: ApiToken, *, by: Actor) -> None:
    """End the token: from the next request on it opens nothing."""
    if ApiToken.objects.filter(pk=token.pk, revoked_at=None).update(revoked_at=clock.now()):
        events.record("token.revoked", subject=token, by=by, data={"agent": token.agent_id})


def touch_token(token: ApiToken) -> None:
    """Note that the token is in use, at most once a minute."""
    now = clock.now()
    if token.last_used_at is None or token.last_used_at < now - _TOUCH_EVERY:
        unused = Q(last_used_at=None) | Q(last_used_at__lt=now - _TOUCH_EVERY)
        ApiToken.objects.filter(unused, pk=token.pk).update(last_used_at=now)


def _check_scopes(wanted: list[str], allowed: list[str]) -> None:
    unknown = [scope for scope in wanted if scope not in set(Scope)]
    if unknown:
        raise InvalidInput({"scopes": [_("There is no scope %(scope)s.") % {"scope": unknown[0]}]})
    forbidden = [scope for scope in wanted if scope not in allowed]
    if forbidden:
        raise NotAllowed(_("The agent's roles do not allow the scope %(scope)s.") % {"scope": forbidden[0]})
    if not wanted:
        raise NotAllowed(_("The agent's roles allow no use of the interface."))
