"""Which way of looking is the cheapest, from what the database believes about the sizes. Pure arithmetic.

There are four. WALK goes from the newest ticket back and reads every message until a page is full: quick for what is
frequent. WORDS asks the word index for every hit and sorts them: quick for what is rare. TICKETS takes the tickets
that the rights and operators leave over and reads their messages: quick when these are few. GAMES goes from the newest
ticket of each of the agent's games back: quick when the games are a small part of the house and the words are frequent.
"""

from dataclasses import dataclass
from enum import StrEnum

# Microseconds, measured on 1,000,000 tickets with 3,000,000 messages; only their relation matters.
WALK_TICKET, WALK_MESSAGE, PICK_TICKET, PICK_MESSAGE, HIT = 0.6, 0.45, 8.0, 4.0, 8.0
GAMES_COST = 400_000.0  # what reading every ticket of the agent's games may take, should the words stand nowhere
WINDOW_COST = 60_000.0  # what a walk may take before another way is tried
SAFETY = 2.0


class Way(StrEnum):
    WALK = "walk"
    WORDS = "words"
    TICKETS = "tickets"
    GAMES = "games"


@dataclass(frozen=True)
class Sizes:
    """Rows as the planner expects them: all tickets, those that may count, all messages, those with the words.

    `least` reckons with the rarest token of each phrase alone, while `hits` takes all tokens to be strangers. `games`
    counts the agent's games where nothing but these limits the tickets, else it is 0.
    """

    tickets: float
    counting: float
    messages: float
    hits: float | None = None
    least: float | None = None
    games: int = 0

    @property
    def per_ticket(self) -> float:
        return self.messages / max(1.0, self.tickets)

    def needed(self, rows: int) -> float:
        """How many tickets a walk passes until it has found so many."""
        density = min(1.0, self.counting / max(1.0, self.tickets)) * self.hit_share
        return min(self.tickets, rows / max(density, 1e-9))

    @property
    def hit_share(self) -> float:
        """The part of all tickets that holds the words, at most."""
        return 1.0 if self.least is None else min(1.0, self.least / max(1.0, self.messages) * self.per_ticket)

    def walk_cost(self, tickets: float) -> float:
        """What it costs to walk past so many."""
        messages = self.per_ticket if self.hits is not None else 0.0
        return tickets * (WALK_TICKET + WALK_MESSAGE * messages)

    def costs_without_walk(self, rows: int) -> dict[Way, float]:
        """What the other ways cost; there are no words to ask for without any."""
        ticket = PICK_TICKET + (PICK_MESSAGE * self.per_ticket if self.hits is not None else 0.0)
        costs = {Way.TICKETS: self.counting * ticket}
        if self.hits is not None:
            costs[Way.WORDS] = self.hits * HIT
        if self.games and costs[Way.TICKETS] < GAMES_COST:
            costs[Way.GAMES] = min(self.counting, self.games * rows / max(self.hit_share, 1e-9)) * ticket
        return costs


@dataclass(frozen=True)
class Plan:
    """Try `first`, a walk no further than `window` tickets; when that does not fill the page, `then` for the rest."""

    first: Way
    then: Way
    window: int


def plan_for(sizes: Sizes, rows: int) -> Plan:
    """The cheapest plan for one page of so many rows."""
    needed = sizes.needed(rows)
    others = sizes.costs_without_walk(rows)
    best = min(others, key=lambda way: others[way])
    thorough = {way: cost for way, cost in others.items() if way != Way.GAMES} | {
        Way.WALK: sizes.walk_cost(sizes.tickets)
    }
    then = min(thorough, key=lambda way: thorough[way])
    window = int(min(needed * SAFETY, WINDOW_COST / max(1e-9, sizes.walk_cost(1.0)))) + rows
    if sizes.walk_cost(min(needed, window)) <= others[best]:
        return Plan(Way.WALK, then, window)
    return Plan(best, best, window)
