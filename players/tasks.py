"""Talks with the state's system, which may take seconds: in a worker, never in the loop of the sweeps."""

from celery import shared_task

from players.channels.nppa.checking import verify_due
from players.channels.nppa.reporting import report_due


@shared_task(name="players.verify_due")
def task_verify_due() -> int:
    """Ask the state's system about the real names whose moment has come."""
    return verify_due(limit=5)


@shared_task(name="players.report_due")
def task_report_due() -> int:
    """Report logins and logouts to the state's system."""
    return report_due()
