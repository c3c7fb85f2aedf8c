"""Thin Celery tasks of the tickets."""

from celery import shared_task

from core.models import Actor
from tickets.actions import attachments, learning, saved_views, second_look, sweep


@shared_task(name="tickets.sweep_tickets")
def sweep_tickets() -> None:
    """A second pulse beside `run_timers`: queued texts, closing, archiving, follow-up dates."""
    sweep.sweep_tickets()


@shared_task(name="tickets.run_retention")
def run_retention() -> None:
    """Forget what nobody needs: uploads that no message used, and views that were removed, within a day."""
    attachments.forget_unused()
    saved_views.forget_removed_views()


@shared_task(name="tickets.learn", acks_late=False, soft_time_limit=3500, time_limit=3600)
def learn() -> None:
    """Every night: learn from what people corrected. Not given out again when it is cut short: the next night comes."""
    learning.learn(by=Actor.system())


@shared_task(name="tickets.look_at_waiting")
def look_at_waiting() -> None:
    """The learned classifier reads what players wrote, once a second; what is wrong with it is told on the way."""
    if second_look.warm_up():
        second_look.look_at_waiting()
