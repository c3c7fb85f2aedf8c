"""Thin Celery tasks of the players."""

from celery import shared_task

from players.actions import risk_sweep


@shared_task(name="players.sweep_risk")
def sweep_risk() -> None:
    """A second pulse beside `run_timers`: looks that are due, overrides that end; two at once change nothing."""
    risk_sweep.sweep_risk()
