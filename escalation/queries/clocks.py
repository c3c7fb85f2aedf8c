"""Clocks as lists and pages show them."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime

from django.db.models import Count, F, Q
from django.db.models.expressions import Window
from django.db.models.functions import RowNumber

from escalation.enums import ClockState, PromiseState
from escalation.models import Clock, Promise
from tickets.models import Ticket

LIVE = (ClockState.RUNNING, ClockState.PAUSED, ClockState.BREACHED)


def shown_clocks(ticket_ids: Iterable[int]) -> Mapping[int, list[Clock]]:
    """By ticket: the newest clock of each kind, and every missed one, in the order in which they began.

    One statement however many tickets; a long conversation has one met clock for each turn, which only its history
    needs.
    """
    age = Window(RowNumber(), partition_by=["ticket_id", "kind"], order_by=F("number").desc())
    rows = (
        Clock.objects.filter(ticket__in=list(ticket_ids))
        .annotate(age=age)
        .filter(Q(age=1) | Q(state=ClockState.BREACHED))
        .order_by("ticket_id", "started_at", "pk")
    )
    found: dict[int, list[Clock]] = defaultdict(list)
    for row in rows:
        found[row.ticket_id].append(row)
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
