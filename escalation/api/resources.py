"""What tickets show of clocks, promises and cases on the wire: one statement each for a whole list."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from core.api.formats import moment
from core.models import Agent
from core.plans import plan_of
from escalation.queries.clocks import shown_clocks
from tickets.models import Ticket

Rows = Sequence[Ticket]
# Written by hand: every list of tickets asks them, and saying them through the ORM takes longer than the answer.
_PROMISES = """
SELECT ticket_id, id, text, due_at, state FROM escalation_promise WHERE ticket_id = ANY($1) ORDER BY ticket_id, number
"""
_CASES = "SELECT ticket_id, id FROM escalation_case WHERE ticket_id = ANY($1) ORDER BY id"


def clocks_of(tickets: Rows, agent: Agent) -> Mapping[int, list[dict[str, Any]]]:
    """The newest clock of each kind, and every missed one, oldest first."""
    return {
        ticket_id: [
            {"kind": c.kind, "due_at": moment(c.due_at), "state": c.state, "segments": c.segments} for c in clocks
        ]
        for ticket_id, clocks in shown_clocks([ticket.pk for ticket in tickets]).items()
    }


def promises_of(tickets: Rows, agent: Agent) -> Mapping[int, list[dict[str, Any]]]:
    """Every promise, oldest first."""
    found = defaultdict(list)
    for ticket_id, pk, text, due_at, state in _rows(_PROMISES, tickets):
        found[ticket_id].append({"id": str(pk), "text": text, "due_at": moment(due_at), "state": state})
    return found


def case_ids_of(tickets: Rows, agent: Agent) -> Mapping[int, list[str]]:
    """Ids of the cases, oldest first."""
    found = defaultdict(list)
    for ticket_id, pk in _rows(_CASES, tickets):
        found[ticket_id].append(str(pk))
    return found


def _rows(statement: str, tickets: Rows) -> list[tuple[Any, ...]]:
    return plan_of(statement, "bigint[]").rows([ticket.pk for ticket in tickets])
