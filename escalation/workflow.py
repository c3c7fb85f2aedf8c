"""The life of a work order as one table, and who may do what to it. Nothing else names a target stage.

`open → accepted → in_progress → (waiting | returned) → done | cancelled`. The group may skip steps that say nothing in
its way of working; a question goes back to who asked, and the answer puts the order before the group again.
"""

from collections.abc import Mapping
from enum import StrEnum

from escalation.enums import OrderMove, OrderStage

S, M = OrderStage, OrderMove
ALIVE = frozenset({S.OPEN, S.ACCEPTED, S.IN_PROGRESS, S.WAITING, S.RETURNED})
WORKABLE = (S.OPEN, S.ACCEPTED, S.IN_PROGRESS, S.WAITING)


class Party(StrEnum):
    """On which side of a work order somebody stands; one may stand on both."""

    ASKER = "asker"  # who opened it, and who answers to the player for the ticket
    WORKER = "worker"  # the group that was asked


# move: {stage before: stage after}
TRANSITIONS: Mapping[OrderMove, Mapping[OrderStage, OrderStage]] = {
    M.ACCEPT: {S.OPEN: S.ACCEPTED},
    M.START: {S.OPEN: S.IN_PROGRESS, S.ACCEPTED: S.IN_PROGRESS, S.WAITING: S.IN_PROGRESS},
    M.WAIT: {S.ACCEPTED: S.WAITING, S.IN_PROGRESS: S.WAITING, S.WAITING: S.WAITING},
    M.WAKE: {S.WAITING: S.IN_PROGRESS},
    M.SEND_BACK: dict.fromkeys(WORKABLE, S.RETURNED),
    M.INFORM: {S.RETURNED: S.OPEN},
    M.FINISH: dict.fromkeys(WORKABLE, S.DONE),
    M.CANCEL: dict.fromkeys(sorted(ALIVE), S.CANCELLED),
    M.REOPEN: {S.DONE: S.OPEN},
}
# Nobody wakes an order by hand: time does.
MAY: Mapping[OrderMove, frozenset[Party]] = {
    M.ACCEPT: frozenset({Party.WORKER}),
    M.START: frozenset({Party.WORKER}),
    M.WAIT: frozenset({Party.WORKER}),
    M.WAKE: frozenset(),
    M.SEND_BACK: frozenset({Party.WORKER}),
    M.INFORM: frozenset({Party.ASKER}),
    M.FINISH: frozenset({Party.WORKER}),
    M.CANCEL: frozenset({Party.ASKER}),
    M.REOPEN: frozenset({Party.ASKER}),
}

CADENCE: Mapping[int, str] = {0: "30m", 1: "2h", 2: "4bh", 3: "1bd", 4: "3bd"}
"""How soon after the opening somebody looks again, by priority (seed 001, 5.3.4); a policy amount."""
DUE: Mapping[int, str] = {0: "2h", 1: "4bh", 2: "1bd", 3: "3bd", 4: "5bd"}
"""The due date that is offered first, by priority; anybody may choose another."""
RESOLVED = "resolved"
"""The reason of an order that went with its ticket; pages say it in the reader's language."""


def next_stage(stage: OrderStage | str, move: OrderMove) -> OrderStage | None:
    """The stage after the move, or None when the move does not begin here."""
    return TRANSITIONS[move].get(OrderStage(stage))


def allowed_moves(stage: OrderStage | str, parties: frozenset[Party]) -> list[OrderMove]:
    """Moves that the table allows from here to somebody who stands on these sides, in the order of the table."""
    return [move for move, table in TRANSITIONS.items() if OrderStage(stage) in table and MAY[move] & parties]
