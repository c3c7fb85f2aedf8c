"""docs/reference/ticket-states.md: the life of a ticket, drawn from the one table in tickets/workflow.py."""

from collections import defaultdict

from django.utils import translation

from tickets.enums import Move, Status
from tickets.workflow import BACK, TRANSITIONS

HEAD = """# The states of a ticket

Drawn from `TRANSITIONS` in `tickets/workflow.py`, which is the only place that names a target status. Archived is a
read-only mark on `closed`. A merged ticket is `closed` and allows nothing but `unmerge`, `archive` and `link`; no other
ticket allows `unmerge`. Nobody asks for `take_back`: it is the undo of a deed on many tickets. A move that is missing
in a row is refused with 409 `ticket.move_not_allowed`. This page is generated: `manage.py generate_docs`.
"""


def page() -> str:
    """The whole page."""
    return f"{HEAD}\n```mermaid\nstateDiagram-v2\n    [*] --> new\n{_arrows()}    closed --> [*]\n```\n\n{_table()}"


def _arrows() -> str:
    """One arrow for each pair of states, with the moves that lead along it."""
    moves: dict[tuple[Status, Status], list[str]] = defaultdict(list)
    for move, table in TRANSITIONS.items():
        for before, after in table.items():
            if isinstance(after, Status) and after != before:
                moves[before, after].append(move.value)
    order = list(Status)
    pairs = sorted(moves, key=lambda pair: (order.index(pair[0]), order.index(pair[1])))
    return "".join(f"    {before} --> {after}: {', '.join(moves[before, after])}\n" for before, after in pairs)


def _table() -> str:
    """Every move from every state."""
    head = "| move | " + " | ".join(Status) + " |\n|---|" + "---|" * len(Status) + "\n"
    with translation.override("en"):
        return head + "".join(_row(move) for move in TRANSITIONS)


def _row(move: Move) -> str:
    table = TRANSITIONS[move]
    cells = [_cell(table, status) for status in Status]
    return f"| `{move.value}` {move.label} | " + " | ".join(cells) + " |\n"


def _cell(table: object, status: Status) -> str:
    after = dict(table).get(status, "")  # type: ignore[call-overload]
    if after == "":
        return ""
    if after == BACK:
        return "→ as before"
    return "stays" if after is None or after == status else f"→ {after}"
