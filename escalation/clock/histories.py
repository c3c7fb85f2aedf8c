"""From what happened on a ticket to the clocks it started: when each began, when it ended and when it stood still."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import datetime

from escalation.enums import ClockKind, ClockState, Why
from tickets.enums import Status

DONE = frozenset({Status.RESOLVED, Status.CLOSED})


@dataclass(frozen=True)
class StatusSince:
    """The ticket has had this status since then.

    `is_away` is True when it was merged into another ticket by this, False when it came back, None otherwise.
    `is_undone`: it has this status again because the one before was taken back.
    """

    status: Status
    at: datetime
    is_away: bool | None = None
    is_undone: bool = False


@dataclass(frozen=True)
class Turn:
    """A word between us and the player. The bot, automatic letters and notes are none; a player's "no" is one.

    `key` names what a player asks with it, so that it can be withdrawn.
    """

    at: datetime
    is_from_player: bool
    key: str = ""


@dataclass(frozen=True)
class Withdrawn:
    """What these keys name stands on another ticket from now on: nobody waits for an answer to it here."""

    at: datetime
    keys: frozenset[str]


Fact = StatusSince | Turn | Withdrawn


@dataclass(frozen=True)
class History:
    """The facts that clocks follow from, in the order in which they happened.

    The first fact is the status that the ticket was opened with. The words that opened it are not among the turns: the
    first response answers them, whoever wrote them down.
    """

    created_at: datetime
    facts: tuple[Fact, ...]

    @property
    def statuses(self) -> list[StatusSince]:
        """The statuses alone."""
        return [fact for fact in self.facts if isinstance(fact, StatusSince)]

    @property
    def answers(self) -> list[datetime]:
        """When a person of ours spoke to the player."""
        return [fact.at for fact in self.facts if isinstance(fact, Turn) and not fact.is_from_player]


@dataclass(frozen=True)
class Pause:
    """The clock stood still from `start` on; without an `end` it still does."""

    start: datetime
    end: datetime | None
    why: Why


@dataclass(frozen=True)
class Run:
    """One course of one clock. `number` counts the runs of a kind from 1, and does not change when facts are added.

    `outcome` says what the end means when it comes in time: met or cancelled.
    """

    kind: ClockKind
    number: int
    started_at: datetime
    ended_at: datetime | None = None
    outcome: ClockState | None = None
    pauses: tuple[Pause, ...] = ()
    holds: tuple[Pause, ...] = ()


def runs_of(history: History, *, pauses_on_hold: bool = False) -> list[Run]:
    """Every run of every kind that the history started, oldest first within a kind."""
    holds = tuple(_stretches(history, {Status.ON_HOLD: Why.ON_HOLD}))
    away = tuple(_away(history))
    waits = _in_order(away, _stretches(history, {Status.PENDING: Why.WAITING_FOR_PLAYER}))
    resting = _in_order(waits, holds) if pauses_on_hold else waits
    return [
        *(_marked(run, away, holds) for run in _first_responses(history)),
        *(_marked(run, waits, holds) for run in _next_responses(history)),
        *_updates(history, holds),
        *(_marked(run, resting, holds) for run in _resolutions(history)),
    ]


def _in_order(*groups: Iterable[Pause]) -> tuple[Pause, ...]:
    return tuple(sorted((pause for group in groups for pause in group), key=lambda pause: pause.start))


def _first_responses(history: History) -> Iterator[Run]:
    """From the opening to the first public word of a person; a ticket resolved without one needs it no more.

    A merge ends the run, and coming back begins the next one where that one began: the time away is a pause of it.
    """
    number, is_running = 1, True
    for fact in history.facts:
        if _left(fact) and is_running:
            yield Run(ClockKind.FIRST_RESPONSE, number, history.created_at, fact.at, ClockState.CANCELLED)
            number, is_running = number + 1, False
        elif _came_back(fact):
            is_running = True
        elif is_running and (outcome := _ending(history, fact)):
            yield Run(ClockKind.FIRST_RESPONSE, number, history.created_at, fact.at, outcome)
            return
    if is_running:
        yield Run(ClockKind.FIRST_RESPONSE, number, history.created_at)


def _next_responses(history: History) -> Iterator[Run]:
    """One run for each stretch of unanswered words after the first response; a resolve without an answer ends it.

    What came in from a ticket that is older than this one is such a stretch before the first response, too: that would
    be due later than what the player waits for. A merge ends a stretch, until the ticket comes back, and so does the
    moment at which the last of these words stands elsewhere.
    """
    number, is_first_over = 0, False
    since: datetime | None = None
    asked, resting = set[str](), None
    for fact in history.facts:
        end = _end_of_wait(history, fact, asked)
        if end is not None and since is not None:
            yield Run(ClockKind.NEXT_RESPONSE, number, since, fact.at, end)
            resting = (since, asked) if _left(fact) else None
            since, asked = None, set()
        elif _came_back(fact) and resting is not None:
            number, (since, asked), resting = number + 1, resting, None
        elif isinstance(fact, Turn) and fact.is_from_player and (is_first_over or fact.at < history.created_at):
            number, since = (number + 1, fact.at) if since is None else (number, since)
            asked = {*asked, fact.key}
        elif isinstance(fact, Withdrawn):
            asked = asked - fact.keys
        is_first_over = is_first_over or _ending(history, fact) is not None
    if since is not None:
        yield Run(ClockKind.NEXT_RESPONSE, number, since)


def _end_of_wait(history: History, fact: Fact, asked: AbstractSet[str]) -> ClockState | None:
    """How this fact ends the wait for an answer to what was asked."""
    if _left(fact) or (isinstance(fact, Withdrawn) and asked <= fact.keys):
        return ClockState.CANCELLED
    return _ending(history, fact)


def _left(fact: Fact) -> bool:
    return isinstance(fact, StatusSince) and fact.is_away is True


def _came_back(fact: Fact) -> bool:
    return isinstance(fact, StatusSince) and fact.is_away is False


def _ending(history: History, fact: Fact) -> ClockState | None:
    """How this fact ends the wait for an answer: met, cancelled, or not at all.

    A resolve that carries an answer is one deed with two facts; their order does not matter.
    """
    if isinstance(fact, Turn):
        return None if fact.is_from_player else ClockState.MET
    if isinstance(fact, Withdrawn) or fact.is_away is not None or fact.status not in DONE:
        return None
    return ClockState.MET if fact.at in history.answers else ClockState.CANCELLED


def _updates(history: History, holds: Sequence[Pause]) -> Iterator[Run]:
    """While a specialist has it, one run from each public word of ours to the next; leaving ends the last one.

    Facts are taken in their order, not by their times alone: a word and the leaving may share a moment.
    """
    number, started_at, coming = 0, None, iter(holds)
    hold: tuple[Pause, ...] = ()
    for fact in history.facts:
        if isinstance(fact, StatusSince):
            if started_at is not None:
                yield Run(ClockKind.UPDATE, number, started_at, fact.at, ClockState.CANCELLED, holds=hold)
                started_at = None
            if fact.status == Status.ON_HOLD:
                number, started_at, hold = number + 1, fact.at, (next(coming),)
        elif started_at is not None and isinstance(fact, Turn) and not fact.is_from_player:
            yield Run(ClockKind.UPDATE, number, started_at, fact.at, ClockState.MET, holds=hold)
            number, started_at = number + 1, fact.at
    if started_at is not None:
        yield Run(ClockKind.UPDATE, number, started_at, holds=hold)


def _resolutions(history: History) -> Iterator[Run]:
    """From the opening to the resolve; what is reopened gets a new run with the whole target.

    A merge ends the run undecided; what comes back goes on with a run that began where that one did, and so does what
    is not solved after all because the resolve was taken back.
    """
    number, started_at = 1, history.created_at
    is_done, is_away = False, False
    for since in history.statuses:
        if since.is_away is not None:
            if since.is_away and not is_done:
                yield Run(ClockKind.RESOLUTION, number, started_at, since.at, ClockState.CANCELLED)
                number += 1
            is_away = since.is_away
        elif since.status in DONE and not is_done:
            yield Run(ClockKind.RESOLUTION, number, started_at, since.at, ClockState.MET)
            number, is_done = number + 1, True
        elif since.status not in DONE and is_done:
            started_at, is_done = started_at if since.is_undone else since.at, False
    if not is_done and not is_away:
        yield Run(ClockKind.RESOLUTION, number, started_at)


def _away(history: History) -> Iterator[Pause]:
    """The times during which the ticket went on in another one."""
    statuses = history.statuses
    ends = [*(since.at for since in statuses[1:]), None]
    for since, end in zip(statuses, ends, strict=True):
        if since.is_away:
            yield Pause(since.at, end, Why.MERGED)


def _stretches(history: History, reasons: dict[Status, Why]) -> Iterator[Pause]:
    """The times spent in the given statuses."""
    statuses = history.statuses
    ends = [*(since.at for since in statuses[1:]), None]
    for since, end in zip(statuses, ends, strict=True):
        if since.status in reasons:
            yield Pause(since.at, end, reasons[since.status])


def _marked(run: Run, pauses: Sequence[Pause], holds: Sequence[Pause]) -> Run:
    """The run with those pauses and holds that fall into it, cut to its length."""
    return Run(
        run.kind, run.number, run.started_at, run.ended_at, run.outcome, _within(run, pauses), _within(run, holds)
    )


def _within(run: Run, pauses: Sequence[Pause]) -> tuple[Pause, ...]:
    cut = (_cut(run, pause) for pause in pauses)
    return tuple(pause for pause in cut if pause is not None)


def _cut(run: Run, pause: Pause) -> Pause | None:
    start = max(pause.start, run.started_at)
    ends = [end for end in (pause.end, run.ended_at) if end is not None]
    end = min(ends, default=None)
    if end is not None and end <= start:
        return None
    return Pause(start, end, pause.why)
