"""How the house is, as numbers: for the readiness page, for metrics, for the doctor."""

from collections.abc import Mapping
from dataclasses import dataclass

import redis
from django.conf import settings
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from core import clock

STALE_SECONDS = {"timers": 30, "worker": 90}
AUDIT_STALE_SECONDS = 180
REDIS_SECONDS = 0.5
_migrated: list[bool] = []

# One look at everything: by the database's real clock, because heartbeats are written by it.
_PULSE = """
SELECT 'heartbeat', name, extract(epoch FROM clock_timestamp() - at), NULL::boolean FROM core_heartbeat
UNION ALL (
  SELECT 'audit', '', extract(epoch FROM clock_timestamp() - at), is_clean FROM core_auditrun ORDER BY id DESC LIMIT 1)
"""
_OUTBOX = """
SELECT count(*) FILTER (WHERE parked_at IS NULL), count(*) FILTER (WHERE parked_at IS NOT NULL),
       coalesce(extract(epoch FROM clock_timestamp() - min(e.at) FILTER (WHERE parked_at IS NULL)), 0)
FROM core_outboxentry o JOIN core_event e ON e.id = o.event_id
"""
_AGENTS = "SELECT availability, count(*) FROM core_agent WHERE is_active GROUP BY availability"
_SESSIONS = "SELECT count(*) FROM django_session WHERE expire_date > %s"


@dataclass(frozen=True)
class Pulse:
    """Seconds since each process gave a sign of life, and since the auditor looked; None = never."""

    heartbeats: Mapping[str, float]
    audit_age: float | None
    is_audit_clean: bool

    def is_alive(self, name: str) -> bool:
        """Whether the process gave a sign of life lately."""
        return self.heartbeats.get(name, float("inf")) <= STALE_SECONDS[name]

    @property
    def is_audited(self) -> bool:
        """Whether the auditor looked lately and found nothing."""
        return self.audit_age is not None and self.audit_age <= AUDIT_STALE_SECONDS and self.is_audit_clean


def pulse() -> Pulse:
    """The signs of life; raises the database's own error when it does not answer."""
    with connection.cursor() as cursor:
        cursor.execute(_PULSE)
        rows = cursor.fetchall()
    audit = next(((float(age), bool(clean)) for kind, _name, age, clean in rows if kind == "audit"), None)
    beats = {name: float(age) for kind, name, age, _clean in rows if kind == "heartbeat"}
    return Pulse(beats, audit[0] if audit else None, bool(audit and audit[1]))


def is_migrated() -> bool:
    """Whether the database has every migration of this code; the code does not change, so a yes is remembered."""
    if not _migrated:
        loader = MigrationLoader(connection)
        if set(loader.graph.nodes) - set(loader.applied_migrations):
            return False
        _migrated.append(True)
    return True


def answers_redis() -> bool:
    """Whether Redis answers within half a second; everything true is in PostgreSQL, so a no only degrades."""
    client = redis.Redis.from_url(
        settings.REDIS_URL, socket_timeout=REDIS_SECONDS, socket_connect_timeout=REDIS_SECONDS, retry=None
    )
    try:
        return bool(client.ping())
    except (redis.RedisError, OSError):
        return False
    finally:
        client.close()


@dataclass(frozen=True)
class Load:
    """What is under way now."""

    outbox_waiting: int
    outbox_parked: int
    outbox_oldest_seconds: float
    agents: Mapping[str, int]
    sessions: int


def load() -> Load:
    """Count what is under way; the tables are small by nature (waiting rows, people, living sessions)."""
    with connection.cursor() as cursor:
        cursor.execute(_OUTBOX)
        waiting, parked, oldest = cursor.fetchone()
        cursor.execute(_AGENTS)
        agents = dict(cursor.fetchall())
        cursor.execute(_SESSIONS, [clock.now()])
        (sessions,) = cursor.fetchone()
    return Load(int(waiting), int(parked), float(oldest), agents, int(sessions))
