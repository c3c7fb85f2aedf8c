"""The deeds of the desk with good answers to their questions, and where a ticket must be for them."""

from collections.abc import Callable
from typing import Any

from django.test import Client

from core.models import Group
from tests.factories.people import make_agent
from tests.tickets.browser import by_htmx, url_of
from tickets.enums import Status
from tickets.models import Ticket

CANARY = "canary-91be-deed"


def group(code: str) -> int:
    return Group.objects.get(code=code).pk


def do(client: Client, ticket: Ticket, deed: str, *, target: str = "deed", **data: Any) -> Any:
    return client.post(url_of(ticket, deed), data, headers=by_htmx(target, on=url_of(ticket)))


def answers(deed: str) -> dict[str, Any]:
    """Good answers to the questions of each deed that has some."""
    given: dict[str, Callable[[], dict[str, Any]]] = {
        "assign": lambda: {"agent_id": make_agent().pk},
        "hand-over": lambda: {"group": group("SEC"), "note": CANARY},
        "escalate": lambda: {"group": group("SEC"), "kind": "account_security", "note": CANARY},
        "follow-up": lambda: {"when": "2h", "note": CANARY},
        "priority": lambda: {"priority": 0, "reason": CANARY},
        "category": lambda: {"category": "PY-01", "reason": CANARY},
        "details": lambda: {"subject": CANARY, "tags": f"{CANARY}，two、Three"},
        "facts": lambda: {"fact_issue_time": "2026-01-02T03:04"},
        "resolve": lambda: {"summary": CANARY, "root_cause": "cause"},
        "reopen": lambda: {"reason": CANARY},
    }
    return given[deed]() if deed in given else {}


TO_DO = {
    "take": (Status.NEW, "status", Status.OPEN),
    "hand-over": (Status.OPEN, "group.code", "SEC"),
    "escalate": (Status.OPEN, "status", Status.ON_HOLD),
    "follow-up": (Status.OPEN, "follow_up_note", CANARY),
    "priority": (Status.OPEN, "priority", 0),
    "category": (Status.OPEN, "category_id", "PY-01"),
    "details": (Status.OPEN, "tags", [CANARY, "two", "three"]),
    "resolve": (Status.OPEN, "root_cause", "cause"),
    "reopen": (Status.RESOLVED, "status", Status.OPEN),
    "close": (Status.RESOLVED, "status", Status.CLOSED),
}
COMPARED = ["assign", "hand-over", "escalate", "priority", "category", "details", "resolve"]


def value(ticket: Ticket, path: str) -> Any:
    found: Any = Ticket.objects.get(pk=ticket.pk)
    for name in path.split("."):
        found = getattr(found, name)
    return found
