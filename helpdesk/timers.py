"""The pulse of the house: relay, sweeps and auditor, free of Redis and Celery.

Any number of these may run beside Celery's own pulse; every job claims its rows, so two at once change nothing.
"""

import logging
import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import timedelta

from django.conf import settings
from django.db import InterfaceError, OperationalError, connection

from core.actions import idempotency, rates, relay
from core.actions.audit import run_audit
from core.actions.digests import send_digests
from core.actions.health import beat
from core.actions.people import sign_off_absent
from core.actions.sessions import forget_ended_sessions
from escalation.actions.crises import sweep_crises
from escalation.actions.follow_ups import sweep_work_orders
from escalation.actions.recount import recount_stale
from escalation.actions.sweep import sweep_clocks
from helpdesk.demo.games.traffic import LiveGames, Span
from players.actions.event_days import keep_days
from players.actions.play_sessions import close_silent
from players.actions.privacy_requests import warn_of_due_requests
from players.actions.retention import sweep_retention
from players.actions.risk_sweep import sweep_risk
from players.actions.snapshots import count_days
from players.actions.vault import drop_evidence
from players.actions.watch import sweep_play
from qa.actions.surveys import expire_surveys
from tickets.actions.attachments import forget_unused
from tickets.actions.giving_back import give_back_absent
from tickets.actions.saved_views import forget_removed_views
from tickets.actions.second_look import look_at_waiting
from tickets.actions.sweep import sweep_tickets
from tickets.actions.workload import repair_loads

log = logging.getLogger(__name__)

TURN_SECONDS = 0.1
RELAY_BATCH = 20  # small, so that a flood of events never holds up the sweeps
FIRST_WAIT, LONGEST_WAIT = 0.2, 5.0
WORKER_FIRST = timedelta(seconds=2)
"""A worker that is alive reads new messages within a second; only what it leaves makes this process load the model."""
AUDIT_SECONDS, FIRST_AUDIT_SECONDS = 60.0, 5.0
POST_SECONDS = 60.0
LIVE_PLAYERS = 40  # of the demo's games
DAYS_AT_ONCE = 2000  # days of players that are counted in a turn: about a second


@dataclass
class Job:
    """Something done every so often; `run` returns how much there was to do."""

    name: str
    run: Callable[[], int]
    every_seconds: float
    next_at: float = field(default=0.0)


def usual_jobs() -> list[Job]:
    """What has to happen without anybody asking for it; in the demo also that its games go on."""
    games = [Job("games", LiveGames(Span(players=LIVE_PLAYERS)).turn, 10.0)] if settings.DEMO else []
    return [
        *games,
        Job("clocks", sweep_clocks, 1.0),
        Job("play", sweep_play, 1.0),
        Job("tickets", lambda: sum(sweep_tickets().values()), 1.0),
        Job("work orders", sweep_work_orders, 1.0),
        Job("crises", sweep_crises, 5.0),
        Job("risk", sweep_risk, 5.0),
        Job("relay", lambda: relay.run_once(RELAY_BATCH), TURN_SECONDS),
        Job("classifier", lambda: look_at_waiting(least_age=WORKER_FIRST, limit=10), 1.0),
        Job("heartbeat", lambda: _beat("timers"), 5.0),
        Job("recount", recount_stale, 30.0),
        Job("surveys", expire_surveys, 300.0),
        Job("uploads", forget_unused, 3600.0),
        Job("evidence", drop_evidence, 3600.0),
        Job("views", forget_removed_views, 3600.0),
        Job("keys", idempotency.purge, 3600.0),
        Job("retention", sweep_retention, 20.0),
        Job("privacy requests", warn_of_due_requests, 600.0),
        Job("rates", rates.purge, 3600.0),
        Job("absent", sign_off_absent, 60.0),
        Job("left", give_back_absent, 10.0),
        Job("loads", repair_loads, 60.0),
        Job("silent play", close_silent, 30.0),
        Job("days in numbers", lambda: count_days(limit=DAYS_AT_ONCE), 10.0),
        Job("event days", keep_days, 3600.0),
        Job("sessions", forget_ended_sessions, 3600.0),
    ]


def _beat(name: str) -> int:
    beat(name)
    return 0


class Timers:
    """The loop. It ends when `stop` is called; a database that goes away is waited for, longer and longer."""

    def __init__(self, jobs: Iterable[Job] | None = None) -> None:
        self.jobs = list(usual_jobs() if jobs is None else jobs)
        self.stopping = threading.Event()

    def stop(self) -> None:
        """Finish the job at hand, then end."""
        self.stopping.set()

    def run(self) -> None:
        """Do every job in its turn until stopped."""
        wait = FIRST_WAIT
        while not self.stopping.is_set():
            try:
                self.turn()
            except (OperationalError, InterfaceError) as problem:
                log.warning("the database is away, trying again in %.1f s: %s", wait, str(problem).strip())
                connection.close()
                self.stopping.wait(wait)
                wait = min(wait * 2, LONGEST_WAIT)
            else:
                wait = FIRST_WAIT
                self.stopping.wait(self.seconds_until_next())

    def turn(self) -> None:
        """Do the jobs whose time has come. A job that fails is told and tried again in its next turn."""
        for job in self.jobs:
            now = time.monotonic()
            if now < job.next_at or self.stopping.is_set():
                continue
            job.next_at = now + job.every_seconds
            try:
                done = job.run()
            except (OperationalError, InterfaceError):
                raise
            except Exception:  # the outermost edge: one broken job must not stop the others
                log.exception("a job failed", extra={"job": job.name})
                connection.close()
                continue
            if job.name == "relay" and done >= RELAY_BATCH:
                job.next_at = now

    def seconds_until_next(self) -> float:
        """How long nothing is to be done."""
        return max(0.0, min(job.next_at for job in self.jobs) - time.monotonic())


class Beside(threading.Thread):
    """Something that may take long, done beside the pulse by a connection of its own."""

    def __init__(self, name: str, first_seconds: float) -> None:
        super().__init__(name=name, daemon=True)
        self.first_seconds = first_seconds
        self.stopping = threading.Event()

    def stop(self) -> None:
        """End after what is at hand."""
        self.stopping.set()


class Postman(Beside):
    """Sends mails about what still waits, every minute: a mail server that hangs never holds up a deadline."""

    def __init__(self) -> None:
        super().__init__("postman", POST_SECONDS)

    def run(self) -> None:
        """Wait, send."""
        while not self.stopping.wait(self.first_seconds):
            try:
                send_digests()
            except (OperationalError, InterfaceError) as problem:
                log.warning("the postman could not look: %s", str(problem).strip())
            except Exception:  # the outermost edge: one broken mail must not end the post
                log.exception("the postman could not send")
            finally:
                connection.close()


class Auditor(Beside):
    """Looks at the invariants every minute."""

    def __init__(self) -> None:
        super().__init__("auditor", FIRST_AUDIT_SECONDS)

    def run(self) -> None:
        """Look, write, wait."""
        wait = self.first_seconds
        while not self.stopping.wait(wait):
            wait = AUDIT_SECONDS
            try:
                run_audit()
            except (OperationalError, InterfaceError) as problem:
                log.warning("the auditor could not look: %s", str(problem).strip())
                wait = FIRST_AUDIT_SECONDS
            except Exception:  # the outermost edge: a broken question must not end the auditor
                log.exception("the auditor could not look")
            finally:
                connection.close()


def settle(rounds: int = 100) -> dict[str, int]:
    """Do everything that is due at the moment that the clock shows, until nothing is left; return how much was done.

    Events of what was done are handed on under the same clock, so one call shows all of its consequences.
    """
    total = {"events": 0, "alerts": 0, "tickets": 0, "surveys": 0, "looks": 0, "risk": 0}
    for _ in range(rounds):
        done = {
            "alerts": sweep_clocks(),
            "tickets": sum(sweep_tickets().values()) + give_back_absent() + sweep_work_orders() + sweep_crises(),
            "surveys": expire_surveys(),
            "looks": look_at_waiting(),
            "risk": sweep_risk(),
            "events": relay.run_once(1000),
        }
        if not any(done.values()):
            break
        total = {name: total[name] + done[name] for name in total}
    return total
