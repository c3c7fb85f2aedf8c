"""Views of the desk: which tickets a named list holds, and in which order.

A view is a row with filters out of the allowlist below. Upper apps add filters of their own by `add_filter`.
"""

import base64
import binascii
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q, QuerySet

from core import clock
from core.models import Agent
from core.policies.permissions import rights_of
from tickets.models import Ticket, View
from tickets.models.tickets import ALIVE, IN_HAND
from tickets.queries.leaving import gone_agents

Filter = Callable[[Agent, Any], Q]
DEFAULT_VIEW = "all"


def _category(_agent: Agent, codes: list[str]) -> Q:
    found = Q()
    for code in codes:
        found |= Q(category_id=code) if "-" in code else Q(category__code__startswith=f"{code}-")
    return found


_filters: dict[str, Filter] = {
    "status": lambda _agent, values: Q(status__in=values),
    "assigned_to_me": lambda agent, yes: Q(assignee=agent) if yes else ~Q(assignee=agent),
    "owned_by_me": lambda agent, yes: Q(owner=agent) if yes else ~Q(owner=agent),
    "mine": lambda agent, _yes: Q(assignee=agent) | Q(owner=agent),
    "holder_gone": lambda _agent, _yes: Q(status__in=IN_HAND, assignee__in=gone_agents()),
    "unassigned": lambda _agent, yes: Q(assignee__isnull=bool(yes)),
    "own_groups": lambda agent, _yes: Q(group_id__in=sorted(rights_of(agent).groups)),
    "group": lambda _agent, codes: Q(group__code__in=codes),
    "priority_at_least": lambda _agent, level: Q(priority__lte=level),
    "category": _category,
    "due_within_seconds": lambda _agent, span: Q(next_due_at__lte=clock.now() + timedelta(seconds=span)),
    "next_due_kind": lambda _agent, kinds: Q(next_due_kind__in=kinds),
    "follow_up": lambda _agent, yes: Q(follow_up_at__isnull=not yes),
    "tier": lambda _agent, tiers: Q(player__tier__in=tiers),
    "language": lambda _agent, languages: Q(language__in=languages),
    "signal": lambda _agent, signals: Q(signals__overlap=signals),
    "tag": lambda _agent, tags: Q(tags__overlap=tags),
    "in_game_now": lambda _agent, yes: Q(in_game_now=yes),
    "snoozed": lambda agent, yes: Q(snoozed_by=agent) if yes else ~Q(snoozed_by=agent),
    "archived": lambda _agent, yes: Q(archived_at__isnull=not yes),
}


def add_filter(name: str, build: Filter) -> None:
    """From now on views may use the filter `name`; `build(agent, value)` returns its condition on tickets.

    The condition must follow from the agent's key and rights, the value and the present moment alone: what else it
    needs it says as a subquery, because the SQL of a view is kept for the next page (one that holds a moment is not).
    """
    _filters[name] = build


def known_filters() -> frozenset[str]:
    """Names of the filters that a view may use."""
    return frozenset(_filters)


def view_condition(view: View, agent: Agent) -> Q:
    """The view's condition for this agent; without a status filter it holds tickets that are not resolved yet.

    What the agent has put aside is in the list of such tickets alone. A filter that nobody knows any more matches
    nothing: an empty list is noticed, a list of everything is not.
    """
    condition = Q() if "status" in view.filters else Q(status__in=ALIVE)
    if not is_alive_only(view):
        condition &= Q(merged_into=None)  # its conversation stands where it goes on
    if "snoozed" not in view.filters:
        condition &= _filters["snoozed"](agent, False)
    for name, value in view.filters.items():
        build = _filters.get(name)
        condition &= build(agent, value) if build else Q(pk__in=())
    return condition


def is_alive_only(view: View) -> bool:
    """Whether the view holds unresolved tickets alone; only such lists are short enough to be counted."""
    return set(view.filters.get("status", ALIVE)) <= set(ALIVE)


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

    def cursor(self, last: Ticket) -> str:
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
