"""Thin Celery tasks of the tickets."""

from celery import shared_task

from tickets.actions import attachments, sweep


@shared_task(name="tickets.sweep_tickets")
def sweep_tickets() -> None:
    """A second pulse beside `run_timers`: queued texts, closing, archiving, follow-up dates."""
    sweep.sweep_tickets()


@shared_task(name="tickets.run_retention")
def run_retention() -> None:
    """Forget what nobody needs: uploads that no message used within a day."""
    attachments.forget_unused()
