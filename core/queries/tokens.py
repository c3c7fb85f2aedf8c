"""Which token a caller holds, and what it may be used for now."""

import hashlib
from functools import lru_cache

from core import clock
from core.enums import Scope
from core.models import Agent, ApiToken
from core.plans import plan_of
from core.policies.permissions import GRANTS, keep_rights, rights_of
from core.queries.rows import columns_of, models_in

_LIVE = """
SELECT {token}, {agent}, {grants}
FROM core_apitoken t JOIN core_agent a ON a.id = t.agent_id
WHERE t.digest = $1 AND t.revoked_at IS NULL AND (t.expires_at IS NULL OR t.expires_at > $2)
  AND a.is_active
"""


def digest_of(secret: str) -> str:
    """What is stored of a token. A token is 256 random bits, so one plain SHA-256 keeps it."""
    return hashlib.sha256(secret.encode("utf-8", "surrogateescape")).hexdigest()


def live_token(secret: str) -> ApiToken | None:
    """The token with its agent and the agent's rights; none when it is unknown, revoked, expired or of a leaver.

    One statement, written by hand: every request of a program begins with it.
    """
    rows = plan_of(_statement(), "text", "timestamptz").rows(digest_of(secret), clock.now())
    if not rows:
        return None
    [row] = rows
    token, agent = models_in(row, (ApiToken, Agent))
    assert isinstance(token, ApiToken) and isinstance(agent, Agent)  # noqa: PT018 -- one fact
    token.agent = agent
    keep_rights(agent, *row[-2:])
    return token


@lru_cache(maxsize=1)
def _statement() -> str:
    token, agent = columns_of(ApiToken, "t"), columns_of(Agent, "a")
    return _LIVE.format(token=token, agent=agent, grants=GRANTS.format(agent="a.id"))


def scopes_of(token: ApiToken) -> frozenset[str]:
    """What the token may be used for now: its own scopes, as far as the agent's roles still allow them."""
    return frozenset(token.scopes) & rights_of(token.agent).scopes


def scopes_for(agent: Agent) -> list[str]:
    """Every scope that a token of the agent may have, in the order of the contract."""
    allowed = rights_of(agent).scopes
    return [scope.value for scope in Scope if scope.value in allowed]
