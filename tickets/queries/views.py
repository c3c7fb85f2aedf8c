"""Views of the desk: which tickets a named list holds, and in which order.

A view is a row with filters out of the allowlist of tickets.queries.filters.
"""

import base64
import binascii
import json
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from core import clock
from core.models import Agent
from tickets.models import Ticket, View
from tickets.queries.filters import add_filter, condition_of, holds_alive_only, known_filters
from tickets.queries.list_rows import Row

__all__ = [
    "DEFAULT_VIEW",
    "ORDERS",
    "Order",
    "add_filter",
    "is_alive_only",
    "known_filters",
    "order_named",
    "view_condition",
]

DEFAULT_VIEW = "all"


def view_condition(view: View, agent: Agent) -> Q:
    """The view's condition for this agent; nothing when a part of it does not work any more."""
    return Q(pk__in=()) if view.problems else condition_of(view.filters, agent)


def is_alive_only(view: View) -> bool:
    """Whether the view holds unresolved tickets alone; only such lists are short enough to be counted."""
    return holds_alive_only(view.filters)


@dataclass(frozen=True)
class Order:
    """A sort order that can be paged without counting: `field` ascending with empty ones last (or by age), then id."""

    field: str
    is_descending: bool = False

    def sort(self, tickets: QuerySet[Ticket]) -> QuerySet[Ticket]:
        return tickets.order_by("-pk") if self.is_descending else tickets.order_by(self.field, "pk")

    def after(self, cursor: str) -> Q:
        """The rows after the one that the cursor names; everything when the cursor cannot be read."""
        value, pk = _decoded(cursor)
        if pk is None:
            return Q()
        if self.is_descending:
            return Q(pk__lt=pk)
        if value is None:
            return Q(**{f"{self.field}__isnull": True}, pk__gt=pk)
        later = Q(**{f"{self.field}__gt": value}) | Q(**{f"{self.field}__isnull": True})
        return later | Q(**{self.field: value}, pk__gt=pk)

    def cursor(self, last: Ticket | Row) -> str:
        """What names the last row of a page."""
        value = None if self.is_descending else getattr(last, self.field)
        packed = json.dumps([value.isoformat() if value else None, last.pk])
        return base64.urlsafe_b64encode(packed.encode()).decode().rstrip("=")


ORDERS = {
    "due": Order("next_due_at"),
    "waiting": Order("waiting_since"),
    "newest": Order("id", is_descending=True),
}


def order_named(name: str, fallback: str = "due") -> str:
    """The name if it is an order we know, else the fallback."""
    return name if name in ORDERS else fallback if fallback in ORDERS else "due"


def _decoded(cursor: str) -> tuple[datetime | None, int | None]:
    try:
        value, pk = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        moment = clock.parse_iso(value) if value is not None else None
        return (moment, pk) if isinstance(pk, int) and 0 < pk < 2**63 else (None, None)
    except (ValueError, TypeError, AttributeError, binascii.Error):
        return None, None
