"""Which token a caller holds, and what it may be used for now."""

import hashlib

from django.db.models import Q

from core import clock
from core.enums import Scope
from core.models import Agent, ApiToken
from core.policies.permissions import rights_of


def digest_of(secret: str) -> str:
    """What is stored of a token. A token is 256 random bits, so one plain SHA-256 keeps it."""
    return hashlib.sha256(secret.encode("utf-8", "surrogateescape")).hexdigest()


def live_token(secret: str) -> ApiToken | None:
    """The token with its agent; none when it is unknown, revoked or expired or its agent has left. One statement."""
    return (
        ApiToken.objects.select_related("agent")
        .filter(Q(expires_at=None) | Q(expires_at__gt=clock.now()))
        .filter(digest=digest_of(secret), revoked_at=None, agent__is_active=True)
        .first()
    )


def scopes_of(token: ApiToken) -> frozenset[str]:
    """What the token may be used for now: its own scopes, as far as the agent's roles still allow them."""
    return frozenset(token.scopes) & rights_of(token.agent).scopes


def scopes_for(agent: Agent) -> list[str]:
    """Every scope that a token of the agent may have, in the order of the contract."""
    allowed = rights_of(agent).scopes
    return [scope.value for scope in Scope if scope.value in allowed]
