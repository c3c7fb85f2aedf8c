"""The pulse of the house: its loop, its commands, and the real process without Redis."""

import os
import signal
import subprocess
from collections.abc import Iterator
from datetime import timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.core.management import CommandError, call_command
from django.db import OperationalError

from core import clock
from core.actions.time_shift import shifted
from core.clock import parse_iso
from core.errors import TimeShiftRefused
from core.models import AuditRun, Heartbeat, OutboxEntry
from escalation.actions.clocks import database_now
from escalation.models import Alert
from helpdesk.supervisor import children, programs
from helpdesk.supervisor.paths import ROOT
from helpdesk.timers import Auditor, Job, Timers, settle, usual_jobs
from tests.factories.escalation import DAY, HOUR, MINUTE, MONDAY, make_timed
from tests.processes import until
from tickets.enums import Status

NOWHERE = "unix:///nowhere/at/all.sock"


class Counter:
    """A job that counts its runs, raises what it is told to, and stops the loop in the end."""

    def __init__(self, stop_after: int, *problems: Exception) -> None:
        self.runs, self.stop_after, self.problems = 0, stop_after, list(problems)
        self.timers: Timers | None = None

    def __call__(self) -> int:
        self.runs += 1
        if self.runs >= self.stop_after and self.timers is not None:
            self.timers.stop()
        if self.problems:
            raise self.problems.pop(0)
        return 0


def run_with(*counters: Counter) -> None:
    """Let the loop run until one of the counters stops it."""
    timers = Timers([Job(f"job {number}", counter, 0.0) for number, counter in enumerate(counters)])
    for counter in counters:
        counter.timers = timers
    timers.run()


class TestLoop:
    def test_every_job_has_its_turn(self) -> None:
        first, last = Counter(99), Counter(3)

        run_with(first, last)

        assert (first.runs, last.runs) == (3, 3)

    @pytest.mark.django_db
    def test_a_job_that_fails_does_not_stop_the_others(self) -> None:
        broken, last = Counter(99, ValueError("broken"), ValueError("again")), Counter(3)

        run_with(broken, last)

        assert (broken.runs, last.runs) == (3, 3)

    @pytest.mark.django_db
    def test_a_database_that_goes_away_is_waited_for(self) -> None:
        cut, last = Counter(99, OperationalError("gone")), Counter(2)

        run_with(cut, last)

        assert (cut.runs, last.runs) == (3, 2)

    def test_what_is_not_due_waits(self) -> None:
        rare, often = Counter(99), Counter(3)
        timers = Timers([Job("rare", rare, 3600.0), Job("often", often, 0.0)])
        often.timers = timers

        timers.run()

        assert (rare.runs, often.runs) == (1, 3)
        assert timers.seconds_until_next() <= 3600

    @pytest.mark.django_db
    def test_the_usual_jobs_run_on_an_empty_desk(self) -> None:
        for job in usual_jobs():
            assert job.run() == 0

        assert set(Heartbeat.objects.values_list("name", flat=True)) == {"timers"}


@pytest.mark.django_db
class TestSweepCommand:
    def sweep(self, *words: str) -> str:
        out = StringIO()
        call_command("sweep_clocks", *words, stdout=out)
        return out.getvalue()

    def test_it_does_what_is_due_now(self) -> None:
        make_timed(priority=2, opened=clock.now() - 50 * MINUTE)

        assert self.sweep() == "events: 1, alerts: 1, tickets: 0, surveys: 0, looks: 0, risk: 0\n"

    def test_it_goes_by_another_moment_and_hands_on_what_came_of_it(self) -> None:
        ticket = make_timed(Status.RESOLVED, priority=2)

        self.sweep("--now", "2026-11-23T02:00:00Z")

        ticket.refresh_from_db()
        assert (ticket.status, ticket.closed_at) == (Status.CLOSED, MONDAY + 7 * DAY)
        assert not OutboxEntry.objects.exists()
        assert database_now() > MONDAY + 7 * DAY

    def test_a_second_pass_at_the_same_moment_does_nothing(self) -> None:
        make_timed(priority=2)
        self.sweep("--now", "2026-11-16T04:00:00Z")

        assert (
            self.sweep("--now", "2026-11-16T04:00:00Z")
            == "events: 0, alerts: 0, tickets: 0, surveys: 0, looks: 0, risk: 0\n"
        )
        assert Alert.objects.count() == 2

    @pytest.mark.parametrize("text", ["", "tomorrow", "2026-11-16", "2026-11-16T04:00:00", "-1"])
    def test_a_moment_that_cannot_be_read_is_refused(self, text: str) -> None:
        with pytest.raises(CommandError, match="--now"):
            self.sweep(f"--now={text}")

    def test_the_clock_of_a_real_installation_cannot_be_moved(self, settings: LazySettings) -> None:
        make_timed(priority=2)
        settings.DEMO = settings.TESTING = False

        with pytest.raises(CommandError):
            self.sweep("--now", "2026-11-16T04:00:00Z")
        with pytest.raises(TimeShiftRefused), shifted(MONDAY):
            pass

        assert not Alert.objects.exists()


@pytest.mark.django_db
def test_settling_ends_when_nothing_is_left() -> None:
    make_timed(Status.RESOLVED, priority=2)

    with shifted(MONDAY + 60 * DAY):
        done = settle()
        again = settle()

    assert done["tickets"] == 1
    assert set(again.values()) == {0}


@pytest.mark.django_db
def test_a_moved_clock_comes_back_even_after_an_error() -> None:
    with pytest.raises(RuntimeError), shifted(MONDAY), shifted(MONDAY + HOUR):
        raise RuntimeError

    assert database_now() > parse_iso("2026-11-20T00:00:00Z")


@pytest.mark.django_db(transaction=True)
def test_the_auditor_looks_by_itself_and_ends_when_asked() -> None:
    auditor = Auditor()
    auditor.first_seconds = 0.0
    auditor.start()

    until(AuditRun.objects.exists, what="the auditor's first look")
    auditor.stop()
    auditor.join(10)

    assert not auditor.is_alive()
    assert AuditRun.objects.get().findings == {}


@pytest.fixture
def process(database_url: str, tmp_path: Path) -> Iterator[subprocess.Popen[bytes]]:
    """`manage.py run_timers` on the test database, with a Redis that does not exist."""
    environment = {**os.environ, "DATABASE_URL": database_url, "REDIS_URL": NOWHERE, "LOG_LEVEL": "ERROR"}
    with (tmp_path / "log").open("wb") as log:
        child = children.spawn(programs.manage("run_timers"), output=log, environment=environment, folder=ROOT)
    yield child
    children.end_group(child)


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_deadlines_are_told_without_redis_and_the_process_ends_when_asked(process: subprocess.Popen[bytes]) -> None:
    make_timed(priority=2, opened=clock.now() - HOUR)

    until(lambda: Alert.objects.count() == 2 and not OutboxEntry.objects.exists(), what="both alerts, told")
    until(lambda: Heartbeat.objects.filter(name="timers").exists(), what="a sign of life")
    process.send_signal(signal.SIGTERM)

    assert process.wait(15) == 0
    assert Alert.objects.latest("pk").late_by < timedelta(minutes=2)
