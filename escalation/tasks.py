"""Thin Celery tasks of the deadlines."""

from celery import shared_task

from escalation.actions import sweep


@shared_task(name="escalation.sweep_clocks")
def sweep_clocks() -> None:
    """A second pulse beside `run_timers`; two at once change nothing."""
    sweep.sweep_clocks()
