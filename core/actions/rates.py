"""Limits on how often somebody may do something, kept in PostgreSQL: they survive a flushed cache.

The generic cell rate algorithm: one row per caller holds the moment at which its allowance would be whole again. One
statement reads and moves it, so fifty requests in the same millisecond cannot pass twice.
"""

import math
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection

from core import clock
from core.errors import TooMany
from core.models import RateBucket

# The inner row turns off waiting for the disk, for this one statement alone: a crash may forgive a second of counting.
_LAZY = "SELECT set_config('synchronous_commit', 'off', true)"
_HIT = """
WITH moved AS (
  INSERT INTO core_ratebucket AS b (key, tat)
  SELECT %(key)s, %(now)s::timestamptz + %(step)s::interval FROM ({source}) AS s
  ON CONFLICT (key) DO UPDATE SET tat = GREATEST(b.tat, %(now)s) + %(step)s::interval
  WHERE GREATEST(b.tat, %(now)s) + %(step)s::interval - %(tolerance)s::interval <= %(now)s
  RETURNING b.tat
)
SELECT tat, true FROM moved
UNION ALL
SELECT tat, false FROM core_ratebucket WHERE key = %(key)s AND NOT EXISTS (SELECT 1 FROM moved)
"""


@dataclass(frozen=True)
class Rate:
    """`limit` requests per `seconds` on average, of which `burst` may come at once."""

    limit: int
    seconds: int
    burst: int

    @property
    def step(self) -> timedelta:
        return timedelta(seconds=self.seconds) / self.limit


@dataclass(frozen=True)
class Decision:
    """Whether the request may pass, and what is left: `remaining` at once, all of it again in `reset` seconds."""

    is_allowed: bool
    rate: Rate
    remaining: int
    reset: int
    retry_after: int


def hit(key: str, rate: Rate) -> Decision:
    """Count one request of the caller that `key` names, if its allowance permits, and say so.

    Call it outside of the transaction of the deed itself, which would take the counting back when it fails.
    """
    now = clock.now()
    source = "SELECT 1" if connection.in_atomic_block else _LAZY
    with connection.cursor() as cursor:
        cursor.execute(
            _HIT.format(source=source),
            {"key": key[:160], "now": now, "step": str(rate.step), "tolerance": str(rate.step * rate.burst)},
        )
        row = cursor.fetchone()
    # No row: refused by a row that is younger than the statement's view of the table.
    tat, is_allowed = row or (now + rate.step * rate.burst, False)
    return _decision(rate, now, tat, is_allowed)


def check(key: str, rate: Rate) -> None:
    """Count one request or raise `TooMany`."""
    decision = hit(key, rate)
    if not decision.is_allowed:
        raise TooMany(decision.retry_after)


def purge() -> int:
    """Forget the callers whose allowance has long been whole; return how many."""
    return RateBucket.objects.filter(tat__lt=clock.now() - timedelta(hours=1)).delete()[0]


def _decision(rate: Rate, now: datetime, tat: datetime, is_allowed: bool) -> Decision:
    used = max(tat - now, timedelta()) / rate.step
    wait = 0 if is_allowed else max(1, math.ceil((tat + rate.step - rate.step * rate.burst - now).total_seconds()))
    return Decision(
        is_allowed=is_allowed,
        rate=rate,
        remaining=max(0, math.floor(rate.burst - used + 1e-9)) if is_allowed else 0,
        reset=max(0, math.ceil((tat - now).total_seconds())),
        retry_after=wait,
    )
