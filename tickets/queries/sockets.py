"""How many pages are open at this web process, and what follows from it for when they ask."""

from collections import Counter

SPREAD_EACH, SPREAD_MAX = 40, 10_000
"""So many milliseconds of server and database lie free for each page that asks; nobody waits longer for a number."""

open_sockets: Counter[int] = Counter()
"""By agent: how many pages listen here."""


def spread() -> int:
    """The span, in milliseconds, in which pages ask for numbers that changed for all of them."""
    return min(SPREAD_MAX, SPREAD_EACH * open_sockets.total())
