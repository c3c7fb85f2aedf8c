"""The auditor: looks at the invariants from outside the processes that keep them, and writes down what it saw."""

import logging
from datetime import UTC, datetime, timedelta

from django.db import connection

from core.models import AuditRun
from core.queries.invariants import count_broken, registered

log = logging.getLogger(__name__)

OVERLAP = timedelta(minutes=10)
KEPT_FOR = timedelta(days=14)
MOST_SKEW = timedelta(minutes=5)
BEGINNING = datetime(2000, 1, 1, tzinfo=UTC)


def run_audit() -> AuditRun:
    """Ask every invariant about what happened since the last look, by the database's real clock; keep the answer.

    `clock.suspect` is added when this machine's clock and the database's are more than five minutes apart.
    """
    last = AuditRun.objects.order_by("-pk").first()
    since = last.at - OVERLAP if last else BEGINNING
    findings = {invariant.code: count_broken(invariant, since) for invariant in registered()}
    now = _real_now()
    findings["clock.suspect"] = int(is_suspect(datetime.now(UTC), now))
    broken = {code: count for code, count in findings.items() if count}
    if broken:
        log.error("invariants are broken", extra={"findings": broken})
    AuditRun.objects.filter(at__lt=now - KEPT_FOR).delete()
    return AuditRun.objects.create(at=now, is_clean=not broken, findings=broken)


def is_suspect(machine: datetime, database: datetime) -> bool:
    """Whether the two clocks are so far apart that one of them must be wrong."""
    return abs(database - machine) > MOST_SKEW


def _real_now() -> datetime:
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        (now,) = cursor.fetchone()
    return now  # type: ignore[no-any-return]
