"""What browsers report about our content policy: one line of the log each, without the secrets of an address."""

import json
import logging
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from core.actions.rates import Rate, hit
from core.engines.text import address_parts
from core.queries.clients import client_bucket

log = logging.getLogger(__name__)
PER_ADDRESS = Rate(limit=20, seconds=60, burst=20)
REPORT_MAX = 8_192


@csrf_exempt
@require_POST
def policy_report(request: HttpRequest) -> HttpResponse:
    """Note which directive was violated where; whatever is sent, the answer is empty."""
    raw = request.read(REPORT_MAX + 1)
    report = _report(raw) if len(raw) <= REPORT_MAX else {}
    if report and hit(f"csp:{client_bucket(request)}", PER_ADDRESS).is_allowed:
        log.warning("content policy violated", extra=report)
    return HttpResponse(status=204)


def _report(raw: bytes) -> dict[str, str]:
    """Directive, kind of page and host of what was blocked; a path may be somebody's key and is cut."""
    try:
        told: Any = json.loads(raw).get("csp-report")
    except (ValueError, AttributeError, RecursionError):
        return {}
    if not isinstance(told, dict):
        return {}
    page, blocked = (address_parts(str(told.get(name) or "")) for name in ("document-uri", "blocked-uri"))
    return {
        "directive": str(told.get("effective-directive") or told.get("violated-directive") or "")[:80],
        "page": page.path.strip("/").partition("/")[0][:40],
        "blocked": (blocked.netloc or blocked.path)[:80],
    }
