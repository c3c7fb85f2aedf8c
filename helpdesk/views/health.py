"""For the operator: alive, ready, and numbers. None of them says anything about people or matters."""

import hmac
import ipaddress
import os
from collections.abc import Mapping
from pathlib import Path

from django.conf import settings
from django.db import Error as DatabaseError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from core.errors import NotThere
from core.queries import health
from tickets.queries.learned import is_well

OK, DEGRADED, DOWN = "ok", "degraded", "down"
PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8"
PAGE_BYTES = os.sysconf("SC_PAGE_SIZE")


@never_cache
@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """Alive: the process answers. It asks nobody, so a dead database does not restart the web."""
    return JsonResponse({"status": OK})


@never_cache
@require_safe
def readyz(request: HttpRequest) -> HttpResponse:
    """Ready: the database answers and has every migration. The rest is named, because pages work without it."""
    try:
        pulse, is_migrated = health.pulse(), health.is_migrated()
        parts = _parts(pulse, has_tables=is_migrated)
    except DatabaseError:
        return JsonResponse({"status": DOWN, "database": DOWN}, status=503)
    named = {name: OK if is_well else DEGRADED for name, is_well in parts.items()}
    checks = {"database": OK, "migrations": OK if is_migrated else DOWN, **named}
    status = DOWN if not is_migrated else OK if all(parts.values()) else DEGRADED
    return JsonResponse({"status": status, **checks}, status=200 if is_migrated else 503)


def _parts(pulse: health.Pulse, *, has_tables: bool) -> dict[str, bool]:
    """What pages work without, and whether it is well."""
    return {
        "redis": health.answers_redis(),
        "worker": pulse.is_alive("worker"),
        "timers": pulse.is_alive("timers"),
        "auditor": pulse.is_audited,
        "classifier": has_tables and is_well(),
    }


@never_cache
@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """Numbers for Prometheus: asked from this machine, or with METRICS_TOKEN; for others the page does not exist."""
    if not _may_read_metrics(request):
        raise NotThere
    return HttpResponse(_exposition(), content_type=PROMETHEUS)


def _may_read_metrics(request: HttpRequest) -> bool:
    given = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if settings.METRICS_TOKEN and hmac.compare_digest(given.encode(), settings.METRICS_TOKEN.encode()):
        return True
    is_forwarded = any(name in request.headers for name in ("X-Forwarded-For", "Forwarded", "X-Real-Ip"))
    return not is_forwarded and _is_loopback(request.META.get("REMOTE_ADDR", ""))


def _is_loopback(address: str) -> bool:
    try:
        return ipaddress.ip_address(address).is_loopback
    except ValueError:
        return False


def _exposition() -> str:
    pulse, load = health.pulse(), health.load()
    lines = [
        *_gauge("wuyou_outbox_waiting", "Events whose subscribers have not all been served.", load.outbox_waiting),
        *_gauge("wuyou_outbox_parked", "Events given up after many attempts.", load.outbox_parked),
        *_gauge("wuyou_outbox_oldest_seconds", "Age of the oldest waiting event.", load.outbox_oldest_seconds),
        *_family("wuyou_heartbeat_age_seconds", "Since the last sign of life.", "process", pulse.heartbeats),
        *_family("wuyou_agents", "Active agents by availability.", "availability", load.agents),
        *_gauge("wuyou_sessions", "Living sign-ins.", load.sessions),
        *_gauge("wuyou_audit_clean", "1 when the auditor's last look found nothing.", int(pulse.is_audit_clean)),
        *_gauge("wuyou_audit_age_seconds", "Since the auditor looked; -1 = never.", _or_never(pulse.audit_age)),
        *_gauge("process_resident_memory_bytes", "Memory of this web process.", _resident_bytes()),
    ]
    return "\n".join(lines) + "\n"


def _or_never(age: float | None) -> float:
    return -1 if age is None else age


def _gauge(name: str, help_text: str, value: float) -> list[str]:
    return [f"# HELP {name} {help_text}", f"# TYPE {name} gauge", f"{name} {_number(value)}"]


def _family(name: str, help_text: str, label: str, values: Mapping[str, float]) -> list[str]:
    rows = [f'{name}{{{label}="{key}"}} {_number(value)}' for key, value in sorted(values.items())]
    return [f"# HELP {name} {help_text}", f"# TYPE {name} gauge", *rows]


def _number(value: float) -> str:
    return str(value) if isinstance(value, int) else f"{value:.3f}"


def _resident_bytes() -> int:
    """Resident memory as Linux tells it; 0 where it does not."""
    try:
        return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1]) * PAGE_BYTES
    except OSError:
        return 0
