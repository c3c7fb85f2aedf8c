"""2,000 deadlines and 2,000 stretches of play while everything is killed: none lost, doubled, early or false."""

import os
import random
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from core.queries.invariants import registered
from tests.escalation.chaos.desk import Desk, cause_chaos

CLOCKS, KILLS, POSTGRES_KILLS = 2000, 30, 3
ANSWERED_EVERY = 5
FIRST_DUE, LAST_DUE, CHAOS_SECONDS = 20, 42, 36

ALERTS = """
SELECT c.id, c.due_at, c.warn_at, t.first_response_at,
       count(x.id) FILTER (WHERE a.level = 'breach'), count(x.id) FILTER (WHERE a.level = 'warn'),
       bool_or(x.created_at < x.due_at), max(x.late_by) FILTER (WHERE a.level = 'breach')
FROM escalation_clock c
JOIN tickets_ticket t ON t.id = c.ticket_id
LEFT JOIN escalation_alarm a ON a.clock_id = c.id
LEFT JOIN escalation_alert x ON x.alarm_id = a.id
WHERE c.kind = 'first_response'
GROUP BY c.id, t.first_response_at
"""
NOT_TOLD = """
SELECT c.id, a.level, a.state, a.generation, a.due_at, c.state, c.due_at, c.warn_at, c.seen_seq, c.ended_at,
       t.first_response_at, t.event_seq
FROM escalation_alarm a JOIN escalation_clock c ON c.id = a.clock_id JOIN tickets_ticket t ON t.id = c.ticket_id
WHERE c.kind = 'first_response' AND (t.first_response_at IS NULL OR t.first_response_at > c.due_at)
  AND NOT EXISTS (SELECT 1 FROM escalation_alert x WHERE x.alarm_id = a.id)
"""
GAPS = """
SELECT count(*) FROM tickets_ticket t
LEFT JOIN (SELECT subject_id, count(*) AS n, max(seq) AS last FROM core_event
           WHERE subject_type = 'ticket' GROUP BY subject_id) e ON e.subject_id = t.id
WHERE t.event_seq <> coalesce(e.n, 0) OR t.event_seq <> coalesce(e.last, 0)
"""
STOPS = """
SELECT count(*), count(*) FILTER (WHERE alerts = 0), count(*) FILTER (WHERE alerts > 1),
       count(*) FILTER (WHERE is_early), count(*) FILTER (WHERE told <> alerts)
FROM (SELECT s.id, count(DISTINCT a.id) AS alerts, bool_or(a.recorded_at < s.session::timestamptz) AS is_early,
             count(DISTINCT e.id) AS told
      FROM players_playsession s LEFT JOIN players_playalert a ON a.play_session_id = s.id
      LEFT JOIN core_event e ON e.subject_type = 'playalert' AND e.subject_id = a.id AND e.name = 'play.stop_due'
      GROUP BY s.id) AS each
"""


@dataclass
class Verdict:
    """What became of the deadlines, counted apart from the code that keeps them."""

    breaches: int = 0
    warnings: int = 0
    in_time: int = 0
    lost: int = 0
    double: int = 0
    early: int = 0
    false: int = 0
    late: tuple[float, ...] = ()

    def __str__(self) -> str:
        told = f"{self.breaches} breaches and {self.warnings} warnings told"
        wrong = f"{self.lost} lost, {self.double} double, {self.early} early, {self.false} false"
        spans = ", ".join(f"p{share * 100:.0f} {self.lateness(share):.2f} s" for share in (0.5, 0.99, 1))
        return f"{told}: {wrong}; after {spans}"

    def lateness(self, share: float) -> float:
        """Seconds after the deadline within which this share of the breaches was told."""
        return sorted(self.late)[min(len(self.late) - 1, int(len(self.late) * share))]


def judge(rows: list[tuple[Any, ...]]) -> Verdict:
    """A clock is missed when nobody answered by its deadline; an answer before the warning spares that as well."""
    verdict, late = Verdict(), []
    for _pk, due_at, warn_at, answered_at, breaches, warnings, is_early, late_by in rows:
        is_missed = answered_at is None or answered_at > due_at
        verdict.breaches += breaches
        verdict.warnings += warnings
        verdict.in_time += not is_missed
        verdict.lost += is_missed and breaches == 0
        verdict.lost += warnings == 0 and (answered_at is None or answered_at > due_at)
        verdict.double += (breaches > 1) + (warnings > 1)
        verdict.early += bool(is_early)
        verdict.false += (not is_missed and breaches > 0) + (
            warnings > 0 and answered_at is not None and answered_at < warn_at
        )
        if late_by is not None:
            late.append(late_by.total_seconds())
    verdict.late = tuple(late)
    return verdict


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    desk = Desk(tmp_path)
    try:
        desk.start()
        yield desk
    finally:
        desk.stop()


def broken_invariants(desk: Desk) -> dict[str, int]:
    """What the auditor's questions about clocks find, asked about everything that ever happened."""
    ever = datetime(2000, 1, 1, tzinfo=UTC)
    counts: dict[str, int] = {}
    for invariant in registered():
        if invariant.code.startswith("sla."):
            sql, gaps = invariant.sql.replace("%(since)s", "%s"), invariant.sql.count("%(since)s")
            ((counts[invariant.code],),) = desk.ask(sql, *[ever] * gaps)
    return {code: count for code, count in counts.items() if count}


@pytest.mark.slow
def test_no_deadline_is_lost_doubled_early_or_false_while_everything_is_killed(
    desk: Desk, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    began = time.monotonic()
    seed = int(os.environ.get("CRASH_SEED", random.randrange(10**6)))
    rng = random.Random(seed)
    made = desk.module("tests.escalation.chaos.populate", CLOCKS, FIRST_DUE, LAST_DUE, seed)
    answered = [pk for number, pk in enumerate(made["tickets"]) if number % ANSWERED_EVERY == 0]
    rng.shuffle(answered)
    for name in desk.argv:
        desk.launch(name)
    confirmed = tmp_path / "confirmed"
    words = [confirmed, made["agent"], CHAOS_SECONDS, *answered]
    desk.launch("agent", [sys.executable, "-m", "tests.escalation.chaos.answer", *map(str, words)])

    cause_chaos(desk, rng, kills=KILLS, postgres_kills=POSTGRES_KILLS, seconds=CHAOS_SECONDS)
    desk.running["agent"].wait(30)
    desk.wait_until_nothing_is_due(40)

    verdict = judge(desk.ask(ALERTS))
    guests, *wrong_stops = desk.ask(STOPS)[0]
    (gaps,) = desk.ask(GAPS)[0]
    broken = broken_invariants(desk)
    lost_answers = len(answered) - len(set(confirmed.read_text().split()) & {str(pk) for pk in answered})
    with capsys.disabled():
        sys.stdout.write(
            f"\ncrash test, seed {seed}: {CLOCKS:,} clocks, {verdict.in_time} answered in time,"
            f" {KILLS} kill -9 of timers, worker and beat, {POSTGRES_KILLS} of PostgreSQL\n"
            f"  {guests:,} guests at play, stops lost, double, early, not told: {wrong_stops}\n"
            f"  {verdict}; {gaps} gaps in event numbers;"
            f" broken invariants: {broken or 'none'}; {time.monotonic() - began:.0f} s\n"
        )

    assert (verdict.lost, verdict.double, verdict.early, verdict.false) == (0, 0, 0, 0), desk.ask(NOT_TOLD)
    assert (gaps, broken, lost_answers) == (0, {}, 0)
    assert verdict.breaches + verdict.in_time == CLOCKS
    assert (guests, wrong_stops) == (CLOCKS, [0, 0, 0, 0])
    assert all(desk.running[name].poll() is None for name in desk.argv)


def test_the_judge_sees_every_kind_of_failure() -> None:
    due = datetime(2026, 11, 16, tzinfo=UTC)
    before, after, warn = due.replace(year=2025), due.replace(year=2027), due.replace(month=10)
    rows: dict[str, tuple[Any, ...]] = {
        "fine, missed": (1, due, warn, None, 1, 1, False, after - due),
        "fine, late": (2, due, warn, after, 1, 1, False, after - due),
        "fine, in time": (3, due, warn, before, 0, 0, None, None),
        "lost": (4, due, warn, None, 0, 1, False, None),
        "double": (5, due, warn, None, 2, 1, False, after - due),
        "early": (6, due, warn, None, 1, 1, True, due - due),
        "false": (7, due, warn, before, 1, 0, False, after - due),
    }

    found = {name: judge([row]) for name, row in rows.items()}

    assert {name: (v.lost, v.double, v.early, v.false) for name, v in found.items()} == {
        "fine, missed": (0, 0, 0, 0),
        "fine, late": (0, 0, 0, 0),
        "fine, in time": (0, 0, 0, 0),
        "lost": (1, 0, 0, 0),
        "double": (0, 1, 0, 0),
        "early": (0, 0, 1, 0),
        "false": (0, 0, 0, 1),
    }
