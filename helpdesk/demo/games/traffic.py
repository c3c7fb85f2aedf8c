"""The traffic of the demo's games, sent through the same door as that of real ones: days that are over, and today."""

import heapq
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings

from core import clock
from core.models import Actor
from helpdesk.demo.games.cast import Role, cast
from helpdesk.demo.games.days import day_of
from helpdesk.demo.moments import played_at
from helpdesk.demo.seeding import CannotSeed
from players.actions.ingest import MAX_BATCH, report_events
from players.enums import EventResult

MOST_DAYS = 60
SLICE = timedelta(hours=1)
STILL_OLD = timedelta(minutes=10)  # what a first turn of live traffic looks back
KNOWN_AHEAD = timedelta(minutes=15)

Told = tuple[datetime, dict[str, Any]]


@dataclass(frozen=True)
class Span:
    """Which days are played, how many accounts play, and what chance draws from."""

    players: int = 120
    days: int = 14
    seed: int = 1


def play_history(span: Span, tell: Callable[[int], None] = lambda _done: None) -> int:
    """Let the accounts of the demo have played until now; returns how many events were new. Repeating adds nothing.

    Hour by hour under the clock of that hour, so everything that follows from an event follows at its time.
    """
    check()
    now, new = clock.now(), 0
    first = now.date() - timedelta(days=span.days - 1)
    for hour in _slices(_told(cast(span.players, span.seed, now), span.seed, first, now)):
        with played_at(hour[-1][0]):
            new += _send([event for _, event in hour])
        tell(new)
    return new


class LiveGames:
    """The games of the demo as they go on: each turn sends what happened since the last one.

    What happens next is worked out some minutes ahead, so that little is kept in memory.
    """

    def __init__(self, span: Span) -> None:
        self.span = span
        self.sent_until: datetime | None = None
        self.known_until: datetime | None = None
        self.waiting: list[Told] = []

    def turn(self) -> int:
        """Send what happened meanwhile; returns how much that was."""
        now = clock.now()
        since = self.sent_until or now - STILL_OLD
        if self.known_until is None or now >= self.known_until:
            self.known_until = now + KNOWN_AHEAD
            roles, first = cast(self.span.players, self.span.seed, now), now.date() - timedelta(days=1)
            told = _told(roles, self.span.seed, first, self.known_until)
            self.waiting = [one for one in told if one[0] > since]
        due = [event for at, event in self.waiting if at <= now]
        self.waiting = [one for one in self.waiting if one[0] > now]
        self.sent_until = now
        return _send(due)


def check() -> None:
    """Raise `CannotSeed` outside of the demo: nobody invents what real players did."""
    if not settings.DEMO:
        raise CannotSeed("Games are invented in demo mode alone: set WUYOU_DEMO=1.")


def _told(roles: Sequence[Role], seed: int, first: date, until: datetime) -> Iterator[Told]:
    """Everything that happens from that day on until the moment, in the order of time."""
    last = until.date() + timedelta(days=1)  # it has begun already where the sun rises earlier
    lanes = (_lane(role, first, last, seed) for role in roles)
    for told in heapq.merge(*lanes, key=lambda told: told[0]):
        if told[0] > until:
            return
        yield told


def _lane(role: Role, first: date, last: date, seed: int) -> Iterator[Told]:
    """The events of one account, sorted: a night may reach into the next day, whose events wait for it."""
    found = list[Told]()
    for number in range((last - first).days + 1):
        found += day_of(role, first + timedelta(days=number), seed)
    return iter(sorted(found, key=lambda told: told[0]))


def _slices(told: Iterator[Told]) -> Iterator[list[Told]]:
    """Pieces of at most an hour and a batch."""
    piece = list[Told]()
    for one in told:
        if piece and (len(piece) == MAX_BATCH or one[0] - piece[0][0] > SLICE):
            yield piece
            piece = []
        piece.append(one)
    if piece:
        yield piece


def _send(events: Sequence[dict[str, Any]]) -> int:
    new = 0
    for place in range(0, len(events), MAX_BATCH):
        outcomes = report_events(events[place : place + MAX_BATCH], by=Actor.system())
        wrong = [outcome for outcome in outcomes if outcome.result == EventResult.INVALID]
        if wrong:
            raise ValueError(f"the demo's games say what no game may: {wrong[0]}")
        new += sum(outcome.result == EventResult.ACCEPTED for outcome in outcomes)
    return new
