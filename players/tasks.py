"""Thin Celery tasks: what games report, the watch over play, ratings, talks with the state's real-name system."""

from celery import shared_task

from players.actions import event_days, play_sessions, risk_sweep, snapshots, watch
from players.channels.nppa import checking, reporting


@shared_task(name="players.close_silent_play")
def close_silent_play() -> None:
    """A second pulse beside `run_timers`: stretches of play of which nothing is heard any more."""
    play_sessions.close_silent()


@shared_task(name="players.count_days")
def count_days() -> None:
    """Days of players about which something came in, in numbers; what is left waits for the next turn."""
    snapshots.count_days(limit=20_000)


@shared_task(name="players.keep_event_days")
def keep_event_days() -> None:
    """Days of game events ahead, and an end of what is old."""
    event_days.keep_days()


@shared_task(name="players.sweep_play")
def sweep_play() -> None:
    """A second pulse beside `run_timers`; two at once share the work."""
    watch.sweep_play()


@shared_task(name="players.sweep_risk")
def sweep_risk() -> None:
    """A second pulse beside `run_timers`: looks that are due, overrides that end; two at once change nothing."""
    risk_sweep.sweep_risk()


@shared_task(name="players.verify_due")
def verify_due() -> None:
    """Ask the state's system about the real names whose moment has come."""
    checking.verify_due(limit=5)


@shared_task(name="players.report_due")
def report_due() -> None:
    """Report logins and logouts to the state's system."""
    reporting.report_due()
