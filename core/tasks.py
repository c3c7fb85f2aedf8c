"""Thin Celery tasks over the relay and the subscribers."""

from celery import shared_task

from core.actions import digests, relay
from core.actions.health import beat
from core.actions.subscriptions import all_subscriptions
from core.models import Event


@shared_task(name="core.relay_events")
def relay_events() -> None:
    """A second pulse of the relay beside `run_timers`; two at once change nothing."""
    relay.run_once()
    beat("worker")


@shared_task(name="core.handle_event", reject_on_worker_lost=False)
def handle_event(event_id: int, subscriber: str) -> None:
    """Run one heavy subscriber; its receipt makes a repetition harmless.

    A task that ended its worker is not given out again by the broker, which would end one worker after the other: the
    outbox row still waits, and the relay counts how often it is taken.
    """
    event = Event.objects.filter(pk=event_id).first()
    subscription = next((s for s in all_subscriptions() if s.subscriber == subscriber), None)
    if event is not None and subscription is not None:
        relay.handle(event, subscription)


@shared_task(name="core.send_digests")
def send_digests() -> None:
    """Mails about what still waits; a second post office beside the one of `run_timers`."""
    digests.send_digests()
