"""Other moments at which a played life would have gone the same way, told by the product's own clock."""

import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from escalation.clock import Pause, Reading, Run, Targets, read, runs_of
from escalation.enums import AlarmState, ClockKind, ClockState, Level
from escalation.models import Clock
from escalation.queries.histories import log_of
from escalation.queries.policies import policy_for, targets_for
from escalation.queries.readings import segment_rows
from helpdesk.demo.bulk.patterns import ARCHIVED, Pattern
from helpdesk.demo.pace import ARCHIVE_AFTER, CLOSE_AFTER
from tickets.enums import Status

MOST_WEEKS, PENDING_WEEKS = 96, 3
AHEAD = timedelta(minutes=45)
"""No copied deadline comes sooner than this: loading a big desk takes half an hour."""
SPREAD = timedelta(hours=3)
TRIES = 4


@dataclass(frozen=True, slots=True)
class Reckoned:
    """What one clock shows at the other moment."""

    due_at: datetime
    warn_at: datetime
    segments: list[dict[str, object]]


@dataclass(frozen=True, slots=True)
class Variant:
    """A pattern moved by `shift`, with its clocks by key as the product would read them there."""

    shift: timedelta
    clocks: dict[int, Reckoned]


class Mover:
    """Moves one pattern; everything about it is read once."""

    def __init__(self, pattern: Pattern, now: datetime) -> None:
        self.pattern, self.now = pattern, now
        loaded, log = policy_for(pattern.ticket.game_id), log_of(pattern.ticket)
        self.targets: Targets = targets_for(pattern.ticket, loaded)
        self.clocks = list(Clock.objects.filter(ticket=pattern.ticket).prefetch_related("alarms").order_by("pk"))
        self.runs = {(r.kind, r.number): r for r in runs_of(log.history, pauses_on_hold=self.targets.pauses_on_hold)}
        self.fired = {
            clock.pk: {alarm.level for alarm in clock.alarms.all() if alarm.state == AlarmState.FIRED}
            for clock in self.clocks
        }
        self.is_readable = all(self._is_as_read(clock) for clock in self.clocks)

    def variants(self, wanted: int, rng: random.Random) -> list[Variant]:
        """Up to `wanted` different moves, none at all among them if possible; empty when it cannot be copied."""
        found: dict[timedelta, Variant] = {}
        for shift in self._shifts(wanted, rng):
            if shift not in found and (variant := self._moved(shift)) is not None:
                found[shift] = variant
                if len(found) == wanted:
                    break
        return list(found.values())

    def _shifts(self, wanted: int, rng: random.Random) -> Iterator[timedelta]:
        weeks = MOST_WEEKS if self.pattern.stands == ARCHIVED else PENDING_WEEKS
        yield timedelta(0)
        for _ in range(wanted * TRIES):
            jitter = timedelta(seconds=rng.uniform(-SPREAD.total_seconds(), SPREAD.total_seconds()))
            yield timedelta(weeks=-rng.randint(0, weeks)) + (jitter if self.is_readable else timedelta(0))

    def _moved(self, shift: timedelta) -> Variant | None:
        """The variant, or None where the life would have gone another way or would not be over by now."""
        if not self._fits_today(shift):
            return None
        found: dict[int, Reckoned] = {}
        for clock in self.clocks:
            reckoned = self._reckoned(clock, shift)
            if reckoned is None or not self._is_same_life(clock, reckoned, shift):
                return None
            found[clock.pk] = reckoned
        return Variant(shift, found)

    def _fits_today(self, shift: timedelta) -> bool:
        """Whether nothing lies in the future, and nothing that time does by itself is overdue."""
        ticket, soon = self.pattern.ticket, self.now + AHEAD
        if ticket.updated_at + shift > self.now:
            return False
        if ticket.status == Status.CLOSED and not ticket.is_archived:
            return ticket.closed_at is not None and ticket.closed_at + shift + ARCHIVE_AFTER > soon
        if ticket.status == Status.RESOLVED:
            return ticket.resolved_at is not None and ticket.resolved_at + shift + CLOSE_AFTER > soon
        return ticket.follow_up_at is None or ticket.follow_up_at + shift > soon

    def _reckoned(self, clock: Clock, shift: timedelta) -> Reckoned | None:
        if clock.kind == ClockKind.PROMISE:
            return _plainly(clock, shift)
        reading = self._reading(clock, shift)
        if reading is None:
            return None
        if not self.is_readable:  # measured by a target it had before: it may only be moved as a whole
            still = self._reading(clock, timedelta(0))
            moved = _plainly(clock, shift)
            return moved if still is not None and _moved_by(still, shift) == _told(reading) else None
        return Reckoned(reading.due_at, reading.warn_at, segment_rows(reading.segments)) \
            if reading.state == clock.state or self._is_told(clock) else None  # fmt: skip

    def _is_same_life(self, clock: Clock, reckoned: Reckoned, shift: timedelta) -> bool:
        """Alarms that went off did so at the same point of the story; those that run do so still."""
        if self.fired[clock.pk]:
            if (reckoned.due_at, reckoned.warn_at) != (clock.due_at + shift, clock.warn_at + shift):
                return False
            if reckoned.segments != _plainly(clock, shift).segments:
                return False
        if clock.ended_at is not None and not self.fired[clock.pk] and clock.warn_at >= clock.ended_at:
            return reckoned.warn_at >= clock.ended_at + shift  # nobody was warned, so nobody had to be
        if clock.state != ClockState.RUNNING:
            return True
        nearest = reckoned.due_at if Level.WARN in self.fired[clock.pk] else reckoned.warn_at
        return nearest > self.now + AHEAD

    def _is_told(self, clock: Clock) -> bool:
        return Level.BREACH in self.fired[clock.pk]

    def _is_as_read(self, clock: Clock) -> bool:
        """Whether the clock shows what the policy of today says; one with an older target does not."""
        if clock.kind == ClockKind.PROMISE:
            return True
        reading = self._reading(clock, timedelta(0))
        if reading is None or (reading.due_at, reading.warn_at) != (clock.due_at, clock.warn_at):
            return False
        return bool(segment_rows(reading.segments) == clock.segments)

    def _reading(self, clock: Clock, shift: timedelta) -> Reading | None:
        kind = ClockKind(clock.kind)
        run = self.runs.get((kind, clock.number))
        if run is None or kind not in self.targets.by_kind:
            return None
        return read(_run_moved(run, shift), self.targets.by_kind[kind], warn_share=self.targets.warn_share)


def _run_moved(run: Run, shift: timedelta) -> Run:
    return replace(
        run,
        started_at=run.started_at + shift,
        ended_at=run.ended_at and run.ended_at + shift,
        pauses=tuple(_pause_moved(pause, shift) for pause in run.pauses),
        holds=tuple(_pause_moved(hold, shift) for hold in run.holds),
    )


def _pause_moved(pause: Pause, shift: timedelta) -> Pause:
    return replace(pause, start=pause.start + shift, end=pause.end and pause.end + shift)


def _told(reading: Reading) -> tuple[object, ...]:
    segments = [(s.start, s.end, s.counts, s.why) for s in reading.segments]
    return (reading.due_at, reading.warn_at, reading.state, segments)


def _moved_by(reading: Reading, shift: timedelta) -> tuple[object, ...]:
    segments = [(s.start + shift, s.end and s.end + shift, s.counts, s.why) for s in reading.segments]
    return (reading.due_at + shift, reading.warn_at + shift, reading.state, segments)


def _plainly(clock: Clock, shift: timedelta) -> Reckoned:
    """The clock as it is, moved as a whole."""
    segments = [
        segment | {"from": _text_moved(segment["from"], shift), "to": _text_moved(segment["to"], shift)}
        for segment in clock.segments
    ]
    return Reckoned(clock.due_at + shift, clock.warn_at + shift, segments)


def _text_moved(text: str | None, shift: timedelta) -> str | None:
    if text is None:
        return None
    return (datetime.fromisoformat(text) + shift).isoformat().replace("+00:00", "Z")
