"""S07 to S09 for every calendar, zone and course of a ticket; `S07_EXAMPLES=50000` looks longer."""

import os
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.clock import Calendar, business_time, due_at
from escalation import clock
from escalation.clock import History, Run, StatusSince, Target, Turn, read, runs_of
from escalation.enums import ClockKind, ClockState, Why
from tests.factories.calendars import calendars_and_moments
from tests.factories.clocks import clocks, histories
from tickets.enums import Status

EXAMPLES = int(os.environ.get("S07_EXAMPLES", "200"))
NEVER = timedelta()

exhaustive = settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=[HealthCheck.too_slow])
broad = settings(exhaustive, max_examples=max(50, EXAMPLES // 4))


class TestProperties:
    @exhaustive
    @given(clocks())
    def test_s07_open_time_until_the_deadline_without_the_pauses_is_the_target_exactly(
        self, drawn: tuple[Run, Target]
    ) -> None:
        run, target = drawn

        due = read(run, target).due_at

        counted = business_time(target.calendar, run.started_at, due)
        ends = [(pause, due if pause.end is None else min(pause.end, due)) for pause in run.pauses if pause.start < due]
        paused = sum((business_time(target.calendar, p.start, end) for p, end in ends if p.end is not None), NEVER)
        assert counted - paused == timedelta(seconds=target.seconds)

    @broad
    @given(clocks())
    def test_segments_tell_the_whole_time_once_and_count_the_target(self, drawn: tuple[Run, Target]) -> None:
        run, target = drawn

        reading = read(run, target)
        segments = reading.segments

        assert all(left.end == right.start for left, right in pairwise(segments))
        counted = sum((s.end - s.start for s in segments if s.counts and s.end), NEVER)
        whole = timedelta(seconds=target.seconds)
        if segments:
            assert segments[0].start == run.started_at
            assert segments[-1].end == (None if reading.state == ClockState.PAUSED else run.ended_at or reading.due_at)
        if reading.state in {ClockState.RUNNING, ClockState.BREACHED}:
            assert counted == whole
        else:
            assert counted <= whole

    @broad
    @given(clocks())
    def test_a_warning_comes_before_the_deadline_and_within_the_run(self, drawn: tuple[Run, Target]) -> None:
        run, target = drawn

        reading = read(run, target)

        assert run.started_at <= reading.warn_at < reading.due_at

    @broad
    @given(calendars_and_moments(), st.integers(1, 9 * 86400), st.integers(0, 9 * 86400), st.integers(1, 5 * 86400))
    def test_s08_a_pause_moves_the_deadline_by_exactly_its_open_time(
        self, drawn: tuple[Calendar, datetime], amount: int, before: int, length: int
    ) -> None:
        calendar, start = drawn
        target = Target(float(amount), calendar)
        plain = read(Run(ClockKind.RESOLUTION, 1, start), target).due_at
        pause = clock.Pause(
            start + timedelta(seconds=before), start + timedelta(seconds=before + length), Why.WAITING_FOR_PLAYER
        )

        moved = read(Run(ClockKind.RESOLUTION, 1, start, pauses=(pause,)), target).due_at

        lost = business_time(calendar, pause.start, pause.end or start) if pause.start < plain else NEVER
        assert moved == (due_at(calendar, plain, lost.total_seconds()) if lost else plain)

    @broad
    @given(clocks(), st.integers(0, 12))
    def test_s08_a_further_holiday_never_makes_a_deadline_earlier(
        self, drawn: tuple[Run, Target], days_ahead: int
    ) -> None:
        run, target = drawn
        holiday = (run.started_at + timedelta(days=days_ahead)).date()
        stricter = replace(target.calendar, holidays=target.calendar.holidays | {holiday})

        assert read(run, replace(target, calendar=stricter)).due_at >= read(run, target).due_at

    @broad
    @given(clocks())
    def test_s09_reading_twice_is_reading_once(self, drawn: tuple[Run, Target]) -> None:
        run, target = drawn

        assert read(run, target) == read(run, target)

    @broad
    @given(st.data(), calendars_and_moments())
    def test_s09_later_facts_change_no_run_that_has_ended(
        self, data: st.DataObject, drawn: tuple[Calendar, datetime]
    ) -> None:
        whole = data.draw(histories(drawn[1]))
        known = History(whole.created_at, whole.facts[: data.draw(st.integers(1, len(whole.facts)))])
        later = {(run.kind, run.number): run for run in runs_of(whole)}

        for run in runs_of(known):
            assert (run.kind, run.number) in later
            follower = later[run.kind, run.number]
            assert follower.started_at == run.started_at
            if run.ended_at is not None and run.ended_at < whole.facts[len(known.facts) - 1].at:
                assert follower == run

    def test_a_word_that_comes_with_the_leaving_ends_the_update_it_stood_in(self) -> None:
        at = datetime(2024, 1, 1, tzinfo=UTC)
        later = at + timedelta(seconds=1)
        facts = (StatusSince(Status.NEW, at), StatusSince(Status.ON_HOLD, at), Turn(later, False))

        waiting = [run for run in runs_of(History(at, facts)) if run.kind == ClockKind.UPDATE]
        left = [
            run
            for run in runs_of(History(at, (*facts, StatusSince(Status.OPEN, later))))
            if run.kind == ClockKind.UPDATE
        ]

        assert [(run.number, run.outcome) for run in waiting] == [(1, ClockState.MET), (2, None)]
        assert [(run.number, run.outcome) for run in left] == [(1, ClockState.MET), (2, ClockState.CANCELLED)]

    @broad
    @given(st.data(), calendars_and_moments())
    def test_runs_of_a_kind_are_numbered_in_order_and_never_overlap(
        self, data: st.DataObject, drawn: tuple[Calendar, datetime]
    ) -> None:
        runs = runs_of(data.draw(histories(drawn[1])))

        for kind in ClockKind:
            same = [run for run in runs if run.kind == kind]
            assert [run.number for run in same] == list(range(1, len(same) + 1))
            assert all(left.ended_at and left.ended_at <= right.started_at for left, right in pairwise(same))
            assert all((run.ended_at is None) == (run.outcome is None) for run in same)
