"""What one run of a clock shows: when it is due, when it warns, what it came to, and an explanation of every minute."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

from core.clock import Calendar, DayKind, business_time, due_at, spans
from escalation.clock.histories import Pause, Run
from escalation.clock.targets import Target
from escalation.enums import ClockKind, ClockState, Why

WHY_OPEN = {DayKind.MAKEUP_WORKDAY: Why.MAKEUP_WORKDAY, DayKind.SPECIAL_DAY: Why.SPECIAL_DAY}
WHY_SHUT = {
    DayKind.HOLIDAY: Why.HOLIDAY,
    DayKind.SPECIAL_DAY: Why.SPECIAL_DAY,
    DayKind.CLOSED: Why.OUTSIDE_SERVICE_HOURS,
}
WARN_SHARE = 0.25


@dataclass(frozen=True)
class Segment:
    """A stretch that counts or not, and why. The last one of a paused clock has no end yet."""

    start: datetime
    end: datetime | None
    counts: bool
    why: Why


@dataclass(frozen=True)
class Reading:
    """A run measured against its target.

    While it is paused, `due_at` is when it would be due if it went on at the moment at which it was stopped.
    """

    kind: ClockKind
    number: int
    started_at: datetime
    due_at: datetime
    warn_at: datetime
    ended_at: datetime | None
    state: ClockState
    segments: tuple[Segment, ...]

    def state_at(self, moment: datetime) -> ClockState:
        """The state as it shows at a moment: a clock that runs past its deadline has missed it."""
        if self.state == ClockState.RUNNING and self.due_at <= moment:
            return ClockState.BREACHED
        return self.state


def read(run: Run, target: Target, *, warn_share: float = WARN_SHARE) -> Reading:
    """Measure a run against a target; the same facts always give the same reading, whenever it is taken."""
    span = timedelta(seconds=target.seconds)
    due, is_going_on = _moment(run, target, span)
    warn, _ = _moment(run, target, span * (1 - warn_share))
    state = _state(run, due, is_going_on=is_going_on)
    return Reading(
        run.kind,
        run.number,
        run.started_at,
        due,
        warn,
        run.ended_at,
        state,
        tuple(_segments(run, target.calendar, due, state)),
    )


def read_promise(
    number: int,
    made_at: datetime,
    due: datetime,
    *,
    ended_at: datetime | None = None,
    outcome: ClockState | None = None,
    warn_share: float = WARN_SHARE,
) -> Reading:
    """Measure a promise: plain time from the word to the moment that was named, whatever the ticket's status."""
    run = Run(ClockKind.PROMISE, number, made_at, ended_at, outcome)
    target = Target((due - made_at).total_seconds(), Calendar.always())
    return read(run, target, warn_share=warn_share)


def _moment(run: Run, target: Target, span: timedelta) -> tuple[datetime, bool]:
    """When so much of the run's open time has passed, and whether it goes on: a pause without an end may come first."""
    left, resumed_at = span, run.started_at
    for pause in run.pauses:
        found = due_at(target.calendar, resumed_at, left.total_seconds())
        if found <= pause.start:
            return found, True
        left -= business_time(target.calendar, resumed_at, pause.start)
        if pause.end is None:
            return due_at(target.calendar, pause.start, left.total_seconds()), False
        resumed_at = pause.end
    return due_at(target.calendar, resumed_at, left.total_seconds()), True


def _state(run: Run, due: datetime, *, is_going_on: bool) -> ClockState:
    if run.ended_at is not None and run.outcome is not None:
        return ClockState.BREACHED if run.ended_at > due else run.outcome
    return ClockState.RUNNING if is_going_on else ClockState.PAUSED


def _segments(run: Run, calendar: Calendar, due: datetime, state: ClockState) -> Iterator[Segment]:
    """Every minute from the start to the end, or to the deadline when it has not ended in time."""
    is_open_ended = state == ClockState.PAUSED
    end = due if state in {ClockState.RUNNING, ClockState.BREACHED} or run.ended_at is None else run.ended_at
    resumed_at = run.started_at
    for pause in run.pauses:
        if pause.start >= end and not is_open_ended:
            break
        yield from _counted(run, calendar, resumed_at, pause.start)
        yield Segment(pause.start, pause.end, counts=False, why=pause.why)
        resumed_at = pause.end or pause.start
    if not is_open_ended:
        yield from _counted(run, calendar, resumed_at, end)
    if state == ClockState.BREACHED and run.ended_at is not None and run.ended_at > due:
        yield Segment(due, run.ended_at, counts=False, why=Why.OVERDUE)


def _counted(run: Run, calendar: Calendar, start: datetime, end: datetime) -> Iterator[Segment]:
    """A stretch without pauses, told by the calendar and by who has the ticket."""
    for span in spans(calendar, start, end):
        if not span.is_open:
            yield Segment(span.start, span.end, counts=False, why=WHY_SHUT[span.kind])
        elif span.kind in WHY_OPEN:
            yield Segment(span.start, span.end, counts=True, why=WHY_OPEN[span.kind])
        else:
            yield from _by_hold(run.holds, span.start, span.end)


def _by_hold(holds: Sequence[Pause], start: datetime, end: datetime) -> Iterator[Segment]:
    edges = sorted({start, end, *(edge for edge in _edges(holds) if start < edge < end)})
    for left, right in pairwise(edges):
        is_held = any(hold.start <= left and (hold.end is None or right <= hold.end) for hold in holds)
        yield Segment(left, right, counts=True, why=Why.ON_HOLD if is_held else Why.RUNNING)


def _edges(holds: Iterable[Pause]) -> Iterator[datetime]:
    for hold in holds:
        yield hold.start
        if hold.end is not None:
            yield hold.end
