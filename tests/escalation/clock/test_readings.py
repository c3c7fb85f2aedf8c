"""The life of each kind of clock: when it runs, rests and ends, and how it explains itself."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from core.clock import Window, business_days
from escalation import clock
from escalation.clock import History, StatusSince, Target, read, read_promise
from escalation.enums import ClockKind, ClockState, Why
from tests.factories.clocks import HOUR, MIN, always, at, history, only, service_calendar
from tickets.enums import Status

BH, BD = HOUR, business_days(service_calendar(), 1)
NEVER = timedelta()


class TestFirstResponse:
    kind = ClockKind.FIRST_RESPONSE

    def test_it_runs_from_the_opening_to_the_first_answer(self) -> None:
        (run,) = only(self.kind, ("10:00", "new"), ("10:05", "player"), ("10:12", "agent"), ("10:30", "agent"))

        assert (run.started_at, run.ended_at, run.outcome) == (at("10:00"), at("10:12"), ClockState.MET)

    def test_it_never_pauses(self) -> None:
        (run,) = only(self.kind, ("10:00", "new"), ("10:01", "pending"), ("10:09", "on_hold"), pauses_on_hold=True)

        assert run.pauses == ()
        assert read(run, always(15 * MIN)).due_at == at("10:15")
        assert read(run, always(15 * MIN)).state == ClockState.RUNNING

    def test_a_resolve_without_an_answer_cancels_it(self) -> None:
        (run,) = only(self.kind, ("10:00", "new"), ("10:02", "open"), ("10:05", "resolved"), ("11:00", "agent"))

        assert (run.ended_at, run.outcome) == (at("10:05"), ClockState.CANCELLED)

    @pytest.mark.parametrize(
        "facts", [(("10:05", "agent"), ("10:05", "resolved")), (("10:05", "resolved"), ("10:05", "agent"))]
    )
    def test_a_resolve_that_carries_an_answer_meets_it(self, facts: tuple[tuple[str, str], ...]) -> None:
        (run,) = only(self.kind, ("10:00", "new"), *facts)

        assert (run.ended_at, run.outcome) == (at("10:05"), ClockState.MET)

    def test_an_answer_at_the_last_moment_is_in_time_and_one_later_is_not(self) -> None:
        (in_time,) = only(self.kind, ("10:00", "new"), ("10:15", "agent"))
        (late,) = only(self.kind, ("10:00", "new"), ("10:15:01", "agent"))

        assert read(in_time, always(15 * MIN)).state == ClockState.MET
        assert read(late, always(15 * MIN)).state == ClockState.BREACHED

    def test_an_open_clock_shows_as_missed_from_its_deadline_on(self) -> None:
        (run,) = only(self.kind, ("10:00", "new"))
        reading = read(run, always(15 * MIN))

        assert reading.state_at(at("10:14:59")) == ClockState.RUNNING
        assert reading.state_at(at("10:15")) == ClockState.BREACHED

    def test_it_warns_when_a_quarter_of_the_target_is_left(self) -> None:
        (run,) = only(self.kind, ("10:00", "new"))

        assert read(run, always(60 * MIN)).warn_at == at("10:45")
        assert read(run, always(60 * MIN), warn_share=0.5).warn_at == at("10:30")


class TestNextResponse:
    kind = ClockKind.NEXT_RESPONSE

    def test_words_before_the_first_response_start_no_clock(self) -> None:
        assert only(self.kind, ("10:00", "new"), ("10:05", "player"), ("10:06", "player")) == []

    def test_it_runs_from_the_first_unanswered_word_to_the_answer(self) -> None:
        runs = only(
            self.kind,
            ("10:00", "new"),
            ("10:10", "agent"),
            ("10:20", "player"),
            ("10:25", "player"),
            ("10:30", "agent"),
            ("10:40", "agent"),
            ("11:00", "player"),
        )

        assert [(run.number, run.started_at, run.ended_at) for run in runs] == [
            (1, at("10:20"), at("10:30")),
            (2, at("11:00"), None),
        ]

    def test_it_stands_still_while_we_wait_for_the_player(self) -> None:
        (run,) = only(
            self.kind,
            ("10:00", "new"),
            ("10:10", "agent"),
            ("10:20", "player"),
            ("10:30", "pending"),
            ("11:00", "open"),
        )

        assert read(run, always(15 * MIN)).due_at == at("10:20") + timedelta(minutes=15 + 30)

    def test_it_runs_on_while_a_specialist_has_the_ticket(self) -> None:
        (run,) = only(
            self.kind,
            ("10:00", "new"),
            ("10:10", "agent"),
            ("10:20", "player"),
            ("10:21", "on_hold"),
            pauses_on_hold=True,
        )

        assert read(run, always(15 * MIN)).due_at == at("10:35")

    def test_a_resolve_without_an_answer_cancels_it(self) -> None:
        (run,) = only(
            self.kind,
            ("10:00", "new"),
            ("10:10", "agent"),
            ("10:20", "player"),
            ("10:22", "resolved"),
            ("10:50", "agent"),
        )

        assert read(run, always(15 * MIN)).state == ClockState.CANCELLED

    def test_a_late_resolve_without_an_answer_is_missed(self) -> None:
        (run,) = only(self.kind, ("10:00", "new"), ("10:10", "agent"), ("10:20", "player"), ("10:50", "resolved"))

        assert read(run, always(15 * MIN)).state == ClockState.BREACHED

    def test_the_player_s_no_starts_it_again(self) -> None:
        (run,) = only(
            self.kind,
            ("10:00", "new"),
            ("10:10", "agent"),
            ("10:10", "resolved"),
            ("12:00", "open"),
            ("12:00", "player"),
        )

        assert (run.started_at, run.ended_at) == (at("12:00"), None)

    def test_words_after_a_resolve_without_an_answer_start_it(self) -> None:
        (run,) = only(self.kind, ("10:00", "new"), ("10:10", "resolved"), ("12:00", "open"), ("12:00", "player"))

        assert run.started_at == at("12:00")


class TestUpdate:
    kind = ClockKind.UPDATE

    def test_it_runs_only_while_a_specialist_has_the_ticket(self) -> None:
        assert only(self.kind, ("10:00", "new"), ("10:10", "open"), ("10:10", "agent")) == []

    def test_it_starts_again_with_each_public_word_of_ours(self) -> None:
        runs = only(
            self.kind,
            ("10:00", "new"),
            ("10:10", "agent"),
            ("10:10", "on_hold"),
            ("10:40", "agent"),
            ("10:50", "player"),
            ("11:30", "agent"),
            ("11:50", "open"),
            ("12:00", "agent"),
        )

        assert [(run.started_at, run.ended_at, run.outcome) for run in runs] == [
            (at("10:10"), at("10:40"), ClockState.MET),
            (at("10:40"), at("11:30"), ClockState.MET),
            (at("11:30"), at("11:50"), ClockState.CANCELLED),
        ]

    def test_each_hold_has_its_own_runs(self) -> None:
        runs = only(self.kind, ("10:00", "new"), ("10:10", "on_hold"), ("10:20", "open"), ("11:00", "on_hold"))

        assert [(run.number, run.started_at, run.ended_at) for run in runs] == [
            (1, at("10:10"), at("10:20")),
            (2, at("11:00"), None),
        ]
        assert read(runs[1], always(HOUR)).due_at == at("12:00")

    def test_leaving_too_late_is_missed(self) -> None:
        (run,) = only(self.kind, ("10:00", "new"), ("10:10", "on_hold"), ("11:20", "open"))

        assert read(run, always(HOUR)).state == ClockState.BREACHED


class TestResolution:
    kind = ClockKind.RESOLUTION

    def test_the_time_that_waits_for_the_player_does_not_count(self) -> None:
        (run,) = only(self.kind, ("10:00", "new"), ("11:00", "pending"), ("15:00", "open"), ("16:30", "resolved"))

        reading = read(run, always(150 * MIN))

        assert sum(((s.end or s.start) - s.start for s in reading.segments if s.counts), NEVER) == timedelta(
            minutes=150
        )
        assert (reading.due_at, reading.state) == (at("16:30"), ClockState.MET)
        assert read(run, always(150 * MIN - 1)).state == ClockState.BREACHED

    def test_the_time_with_a_specialist_counts_unless_the_policy_says_otherwise(self) -> None:
        facts = (("10:00", "new"), ("11:00", "on_hold"), ("15:00", "open"))

        (counted,) = only(self.kind, *facts)
        (paused,) = only(self.kind, *facts, pauses_on_hold=True)

        assert read(counted, always(4 * HOUR)).due_at == at("14:00")
        assert read(paused, always(4 * HOUR)).due_at == at("18:00")

    def test_one_rest_after_another_is_one_rest(self) -> None:
        (run,) = only(
            self.kind,
            ("10:00", "new"),
            ("11:00", "pending"),
            ("12:00", "on_hold"),
            ("13:00", "open"),
            pauses_on_hold=True,
        )

        assert read(run, always(4 * HOUR)).due_at == at("16:00")

    def test_a_paused_clock_shows_the_deadline_it_would_have(self) -> None:
        (run,) = only(self.kind, ("10:00", "new"), ("11:00", "pending"))

        reading = read(run, always(4 * HOUR))

        assert (reading.state, reading.due_at) == (ClockState.PAUSED, at("14:00"))
        assert reading.state_at(at("20:00")) == ClockState.PAUSED
        assert reading.segments[-1] == clock.Segment(at("11:00"), None, counts=False, why=Why.WAITING_FOR_PLAYER)

    def test_a_deadline_before_the_pause_stands(self) -> None:
        (run,) = only(self.kind, ("10:00", "new"), ("14:30", "pending"))

        reading = read(run, always(4 * HOUR))

        assert reading.state_at(at("15:00")) == ClockState.BREACHED
        assert reading.due_at == at("14:00")

    def test_a_pause_at_the_deadline_comes_too_late(self) -> None:
        (run,) = only(self.kind, ("10:00", "new"), ("14:00", "pending"))

        assert read(run, always(4 * HOUR)).state_at(at("14:00")) == ClockState.BREACHED

    def test_what_is_reopened_gets_the_whole_target_again(self) -> None:
        runs = only(self.kind, ("10:00", "new"), ("11:00", "resolved"), ("11:30", "closed"), ("18:00", "open"))

        assert [(run.number, run.started_at, run.ended_at) for run in runs] == [
            (1, at("10:00"), at("11:00")),
            (2, at("18:00"), None),
        ]

    def test_a_resolve_that_was_taken_back_goes_on_from_where_the_run_began(self) -> None:
        statuses = (("10:00", "new"), ("11:00", "resolved"))
        undone = StatusSince(Status.OPEN, at("11:01"), is_undone=True)
        before = history(*statuses)

        runs = clock.runs_of(History(before.created_at, (*before.facts, undone)))

        assert [(run.number, run.started_at, run.ended_at) for run in runs if run.kind == self.kind] == [
            (1, at("10:00"), at("11:00")),
            (2, at("10:00"), None),
        ]

    def test_three_business_days_jump_the_golden_week(self) -> None:
        (run,) = only(self.kind, ("2026-09-28T15:00", "new"))

        reading = read(run, Target(3 * BD, service_calendar()))

        assert reading.due_at == at("2026-10-08T15:00")
        assert {segment.why for segment in reading.segments} == {Why.RUNNING, Why.OUTSIDE_SERVICE_HOURS, Why.HOLIDAY}

    def test_the_make_up_workday_counts_and_says_so(self) -> None:
        (run,) = only(ClockKind.FIRST_RESPONSE, ("2026-10-09T20:00", "new"), ("2026-10-10T10:00", "agent"))

        reading = read(run, Target(8 * BH, service_calendar()))

        assert [(s.start, s.end, s.counts, s.why) for s in reading.segments] == [
            (at("2026-10-09T20:00"), at("2026-10-09T21:00"), True, Why.RUNNING),
            (at("2026-10-09T21:00"), at("2026-10-10T09:00"), False, Why.OUTSIDE_SERVICE_HOURS),
            (at("2026-10-10T09:00"), at("2026-10-10T10:00"), True, Why.MAKEUP_WORKDAY),
        ]

    def test_segments_say_who_had_the_ticket_and_what_came_after_the_deadline(self) -> None:
        (run,) = only(
            self.kind,
            ("10:00", "new"),
            ("11:00", "on_hold"),
            ("12:00", "open"),
            ("12:30", "pending"),
            ("13:00", "open"),
            ("15:00", "resolved"),
        )

        reading = read(run, always(3 * HOUR))

        assert [(s.start, s.end, s.counts, s.why) for s in reading.segments] == [
            (at("10:00"), at("11:00"), True, Why.RUNNING),
            (at("11:00"), at("12:00"), True, Why.ON_HOLD),
            (at("12:00"), at("12:30"), True, Why.RUNNING),
            (at("12:30"), at("13:00"), False, Why.WAITING_FOR_PLAYER),
            (at("13:00"), at("13:30"), True, Why.RUNNING),
            (at("13:30"), at("15:00"), False, Why.OVERDUE),
        ]

    def test_a_special_day_says_so_open_or_shut(self) -> None:
        desk = replace(service_calendar(), special={date(2026, 11, 16): (Window.parse("09:00-11:00"),)})
        (run,) = only(self.kind, ("10:00", "new"), ("2026-11-17T09:30", "resolved"))

        reading = read(run, Target(12 * BH, desk))

        assert [(s.end, s.counts, s.why) for s in reading.segments] == [
            (at("11:00"), True, Why.SPECIAL_DAY),
            (at("21:00"), False, Why.SPECIAL_DAY),
            (at("2026-11-17T09:00"), False, Why.OUTSIDE_SERVICE_HOURS),
            (at("2026-11-17T09:30"), True, Why.RUNNING),
        ]


class TestPromise:
    def test_it_runs_in_plain_time_to_the_moment_that_was_named(self) -> None:
        reading = read_promise(2, at("20:45"), at("21:15"))

        assert (reading.kind, reading.number, reading.due_at) == (ClockKind.PROMISE, 2, at("21:15"))
        assert reading.warn_at == at("21:07:30")
        assert reading.state_at(at("21:15")) == ClockState.BREACHED

    def test_it_is_kept_by_the_deadline_and_not_after_it(self) -> None:
        kept = read_promise(1, at("10:00"), at("10:30"), ended_at=at("10:30"), outcome=ClockState.MET)
        late = read_promise(1, at("10:00"), at("10:30"), ended_at=at("10:31"), outcome=ClockState.MET)

        assert (kept.state, late.state) == (ClockState.MET, ClockState.BREACHED)
