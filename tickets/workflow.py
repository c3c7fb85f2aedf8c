"""The life of a ticket as one table. Nothing else names a target status.

`new → open → (pending | on_hold) → resolved → closed`; archived is a read-only mark on closed. A merged ticket is
closed and goes on in another one; taken apart again it goes back to where it was.
"""

from collections.abc import Mapping

from tickets.enums import Move, Status

S = Status
WORKED = frozenset({S.OPEN, S.PENDING, S.ON_HOLD})
ALIVE = frozenset({S.NEW, *WORKED})
IN_HAND = frozenset({S.NEW, S.OPEN})  # the agent has something to do now; pending and on hold wait for others
SAME = None  # the move leaves the status as it is
BACK = "back"  # the move restores the status that the ticket had before it was merged, or before what is taken back

# move: {status before: status after}
TRANSITIONS: Mapping[Move, Mapping[Status, Status | str | None]] = {
    Move.TAKE: {S.NEW: S.OPEN, S.OPEN: SAME, S.PENDING: SAME, S.ON_HOLD: SAME},
    Move.ASSIGN: {S.NEW: SAME, S.OPEN: SAME, S.PENDING: SAME, S.ON_HOLD: SAME, S.RESOLVED: SAME},
    Move.REPLY: {S.NEW: S.OPEN, S.OPEN: SAME, S.PENDING: SAME, S.ON_HOLD: SAME, S.RESOLVED: SAME},
    Move.PLAYER_MESSAGE: {
        S.NEW: SAME,
        S.OPEN: SAME,
        S.PENDING: S.OPEN,
        S.ON_HOLD: SAME,
        S.RESOLVED: S.OPEN,
    },
    Move.ASK_PLAYER: {S.NEW: S.PENDING, S.OPEN: S.PENDING, S.PENDING: SAME},
    Move.HAND_OVER: {S.NEW: SAME, S.OPEN: SAME, S.PENDING: SAME, S.ON_HOLD: SAME},
    Move.ESCALATE: {S.NEW: S.ON_HOLD, S.OPEN: S.ON_HOLD, S.PENDING: S.ON_HOLD, S.ON_HOLD: SAME},
    Move.CASE_ANSWERED: {S.ON_HOLD: S.OPEN, S.OPEN: SAME, S.PENDING: SAME, S.RESOLVED: SAME, S.CLOSED: SAME},
    Move.FOLLOW_UP: {S.NEW: SAME, S.OPEN: SAME, S.PENDING: SAME, S.ON_HOLD: SAME, S.RESOLVED: SAME},
    Move.PROMISE: {S.NEW: SAME, S.OPEN: SAME, S.PENDING: SAME, S.ON_HOLD: SAME},
    Move.CHANGE: {S.NEW: SAME, S.OPEN: SAME, S.PENDING: SAME, S.ON_HOLD: SAME, S.RESOLVED: SAME, S.CLOSED: SAME},
    Move.RESOLVE: {S.OPEN: S.RESOLVED, S.PENDING: S.RESOLVED, S.ON_HOLD: S.RESOLVED},
    Move.REOPEN: {S.RESOLVED: S.OPEN, S.CLOSED: S.OPEN},
    Move.CLOSE: {S.RESOLVED: S.CLOSED},
    Move.ARCHIVE: {S.CLOSED: SAME},
    Move.MERGE: {S.NEW: S.CLOSED, S.OPEN: S.CLOSED, S.PENDING: S.CLOSED, S.RESOLVED: S.CLOSED, S.CLOSED: SAME},
    Move.ABSORB: {S.NEW: SAME, S.OPEN: SAME, S.PENDING: S.OPEN, S.ON_HOLD: SAME},
    Move.RELEASE: {S.OPEN: S.PENDING},
    Move.UNMERGE: {S.CLOSED: BACK},
    Move.SPLIT: dict.fromkeys(S, SAME),
    Move.MOVE_MESSAGES: dict.fromkeys(S, SAME),
    Move.LINK: dict.fromkeys(S, SAME),
    Move.TAKE_BACK: dict.fromkeys(S, BACK),
}
WHILE_MERGED = frozenset({Move.UNMERGE, Move.ARCHIVE, Move.LINK})
"""What can still be done to a ticket that goes on in another one."""
ONLY_MERGED = frozenset({Move.UNMERGE})
"""What can be done to no other."""
UNOFFERED = frozenset({Move.TAKE_BACK})
"""What nobody asks for by itself: the way back of a deed on many tickets, while its undo is open."""


def next_status(status: Status | str, move: Move, *, before: Status | str | None = None) -> Status:
    """Return the status after the move; raises KeyError when the move is impossible from here.

    `before` is the status that a ticket goes back to.
    """
    now = Status(status)
    after = TRANSITIONS[move][now]
    if after is SAME:
        return now
    return Status(before or now) if after == BACK else Status(after)


def allowed_moves(status: Status | str, *, is_archived: bool = False, is_merged: bool = False) -> list[Move]:
    """Moves that the table allows from this status; an archived ticket allows none, a merged one hardly any."""
    if is_archived:
        return []
    found = (move for move, table in TRANSITIONS.items() if Status(status) in table)
    hidden = UNOFFERED | ONLY_MERGED
    return [move for move in found if (move in WHILE_MERGED if is_merged else move not in hidden)]


def in_hand_of(assignee_id: int | None, status: Status | str) -> int | None:
    """Whose load a ticket counts to: its assignee's while something is to be done, nobody's otherwise."""
    return assignee_id if Status(status) in IN_HAND else None
