"""How urgent a ticket is by itself, and by what is merged into it. A merge lends its priority until it is taken apart.

Nothing is kept for it: what lent a priority and who set one since stands in the ticket's log.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import Min

from core.models import Event
from tickets.enums import Priority, VerdictSource
from tickets.models import Ticket


def lent_to(ticket: Ticket, *, without: Ticket | None = None) -> int | None:
    """The most urgent priority among the tickets that are merged into this one; None when there is none."""
    merged = Ticket.objects.filter(merged_into=ticket)
    if without is not None:
        merged = merged.exclude(pk=without.pk)
    lowest: int | None = merged.aggregate(lowest=Min("priority"))["lowest"]
    return lowest


def own_priority(ticket: Ticket) -> int | None:
    """What the ticket had, were nothing merged into it; None where its priority is not lent, or was set since."""
    rows = Event.objects.filter(
        subject_type="ticket", subject_id=ticket.pk, name__in=("ticket.changed", "ticket.classified")
    )
    name = own_after(rows.order_by("seq").values_list("name", "data"))
    return None if name is None else int(Priority[name])


def own_after(events: Iterable[tuple[str, Mapping[str, Any]]]) -> str | None:
    """The own priority at the end of these events (name, data), as `P3`; None where none is lent. Pure.

    A model that reads the ticket while it is lent says what its own is; a person or danger ends the lending.
    """
    own: str | None = None
    lent: str | None = None
    for name, data in events:
        if "priority" not in data:
            continue
        if name == "ticket.changed":
            before, after = data["priority"]
            own = after if "because" not in data else own if lent else before
            lent = after if "because" in data and after != own else None
        elif lent is None or data.get("source") == VerdictSource.MODEL:
            own = data["priority"]
        elif data["priority"] != lent:
            own, lent = data["priority"], None
    return own if lent else None
