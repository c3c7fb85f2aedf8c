"""Clocks as lists and pages show them."""

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import Any, NamedTuple

from django.db.models import Count, Q

from core.plans import plan_of
from escalation.enums import ClockState, PromiseState
from escalation.models import Clock, Promise
from tickets.models import Ticket

_SHOWN = """
SELECT ticket_id, kind, due_at, state, segments::text
FROM (
  SELECT *, row_number() OVER (PARTITION BY ticket_id, kind ORDER BY number DESC) AS age
  FROM escalation_clock WHERE ticket_id = ANY($1)
) AS aged
WHERE age = 1 OR state = $2 ORDER BY ticket_id, started_at, id
"""
LIVE = (ClockState.RUNNING, ClockState.PAUSED, ClockState.BREACHED)


class ShownClock(NamedTuple):
    """What a list shows of a clock; `segments` is a list of `{from, to, counts, why}`."""

    kind: str
    due_at: datetime
    state: str
    segments: list[dict[str, Any]]


def shown_clocks(ticket_ids: Collection[int]) -> Mapping[int, list[ShownClock]]:
    """By ticket: the newest clock of each kind, and every missed one, in the order in which they began.

    One statement however many tickets; a long conversation has one met clock for each turn, which only its history
    needs.
    """
    found: dict[int, list[ShownClock]] = defaultdict(list)
    rows = plan_of(_SHOWN, "bigint[]", "text").rows(list(ticket_ids), ClockState.BREACHED)
    for ticket_id, kind, due_at, state, segments in rows:
        found[ticket_id].append(ShownClock(kind, due_at, state, json.loads(segments)))
    return found


def clocks_for(ticket: Ticket) -> list[Clock]:
    """Every clock that the ticket ever had, the newest first."""
    return list(Clock.objects.filter(ticket=ticket).order_by("-started_at", "-pk"))


def asking_clocks(ticket_ids: Iterable[int]) -> Mapping[int, list[Clock]]:
    """By ticket: the clocks that ask for something or rest, the nearest deadline first; one statement."""
    rows = Clock.objects.filter(ticket__in=list(ticket_ids), ended_at=None, state__in=LIVE)
    found = defaultdict(list)
    for row in rows.order_by("ticket_id", "due_at", "pk"):
        found[row.ticket_id].append(row)
    return found


def open_promises(ticket: Ticket) -> list[Promise]:
    """What the player still has our word for, the nearest first."""
    return list(Promise.objects.filter(ticket=ticket, state=PromiseState.OPEN).order_by("due_at"))


def promise_kept_rate(since: datetime, until: datetime, game_id: int | None = None) -> tuple[int, int]:
    """(kept, due): promises whose moment lay in the span and were not withdrawn, and how many of them were kept.

    Open ones whose moment has not come are not due; show the rate with its n.
    """
    rows = Promise.objects.filter(due_at__gte=since, due_at__lt=until)
    if game_id is not None:
        rows = rows.filter(game_id=game_id)
    counts = rows.aggregate(
        kept=Count("pk", filter=Q(state=PromiseState.KEPT)),
        broken=Count("pk", filter=Q(state=PromiseState.BROKEN)),
    )
    return counts["kept"], counts["kept"] + counts["broken"]
