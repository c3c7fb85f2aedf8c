"""What tickets show of clocks, promises and cases on the wire: one statement each for a whole list."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from core.api.formats import moment
from core.models import Agent
from escalation.models import Case, Promise
from escalation.queries.clocks import shown_clocks
from tickets.models import Ticket

Rows = Sequence[Ticket]


def clocks_of(tickets: Rows, agent: Agent) -> Mapping[int, list[dict[str, Any]]]:
    """The newest clock of each kind, and every missed one, oldest first."""
    return {
        ticket_id: [
            {"kind": c.kind, "due_at": moment(c.due_at), "state": c.state, "segments": c.segments} for c in clocks
        ]
        for ticket_id, clocks in shown_clocks(ticket.pk for ticket in tickets).items()
    }


def promises_of(tickets: Rows, agent: Agent) -> Mapping[int, list[dict[str, Any]]]:
    """Every promise, oldest first."""
    found = defaultdict(list)
    for promise in Promise.objects.filter(ticket__in=[t.pk for t in tickets]).order_by("ticket_id", "number"):
        row = {
            "id": str(promise.pk),
            "text": promise.text,
            "due_at": moment(promise.due_at),
            "state": promise.state,
        }
        found[promise.ticket_id].append(row)
    return found


def case_ids_of(tickets: Rows, agent: Agent) -> Mapping[int, list[str]]:
    """Ids of the cases, oldest first."""
    found = defaultdict(list)
    rows = Case.objects.filter(ticket__in=[t.pk for t in tickets]).order_by("pk")
    for ticket_id, pk in rows.values_list("ticket_id", "pk"):
        found[ticket_id].append(str(pk))
    return found
