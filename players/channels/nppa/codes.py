"""What the system answers, and what is done about it."""

from enum import StrEnum


class Remedy(StrEnum):
    """What to do about an answer."""

    NONE = "none"
    LATER = "later"  # their fault, or ours for the moment: again after a while, and players are let in
    SLOWLY = "slowly"  # somebody has to look first: told to people, tried rarely
    PAUSE = "pause"  # over the rate: the whole address rests for a minute
    CLOCK = "clock"  # the request came too old: compare clocks, sign anew, once
    REFUSED = "refused"  # the player has to change something; never again with the same
    QUEUE = "queue"  # a quota is used up: told to people, goes on when there is a new one
    ANEW = "anew"  # they know nothing of this act: a new one
    ASK = "ask"  # the act is known to them: ask for its result
    EACH = "each"  # part of a batch failed: look at each
    SHIFT = "shift"  # the moment is too old or not come: tell it shifted
    REVERIFY = "reverify"  # they do not know the person by this code
    FAULT = "fault"  # a mistake of ours: told to people, and not repeated


_REMEDIES = {
    0: Remedy.NONE,
    1001: Remedy.LATER,
    1002: Remedy.FAULT,
    1003: Remedy.FAULT,
    1004: Remedy.FAULT,
    1005: Remedy.SLOWLY,
    1006: Remedy.PAUSE,
    1007: Remedy.CLOCK,
    1008: Remedy.SLOWLY,
    1009: Remedy.SLOWLY,
    1010: Remedy.SLOWLY,
    1011: Remedy.SLOWLY,
    1012: Remedy.FAULT,
    2001: Remedy.REFUSED,
    2002: Remedy.QUEUE,
    2003: Remedy.ANEW,
    2004: Remedy.ASK,
    3001: Remedy.EACH,
    3002: Remedy.FAULT,
    3003: Remedy.FAULT,
    3004: Remedy.FAULT,
    3005: Remedy.SHIFT,
    3006: Remedy.FAULT,
    3007: Remedy.FAULT,
    3008: Remedy.REVERIFY,
    3009: Remedy.FAULT,
    3010: Remedy.REVERIFY,
    4001: Remedy.LATER,
    4002: Remedy.FAULT,
    4003: Remedy.FAULT,
}
ALARMING = {Remedy.SLOWLY, Remedy.QUEUE, Remedy.FAULT}
KEY_CODES = {1011, 1012}  # the other of two active keys may be the one they go by


def remedy_for(code: int) -> Remedy:
    """What to do about this code; one that nobody wrote down is looked at by people and tried rarely."""
    return _REMEDIES.get(code, Remedy.SLOWLY)
