"""Give heavy work to a Celery worker when one can be reached; never wait for a broker that is away."""

import logging
import threading
import time

from celery import current_app

from core.actions.subscriptions import Subscription
from core.models import Event

log = logging.getLogger(__name__)

TASK = "core.handle_event"
REST_AFTER_FAILURE = 10.0
PATIENCE = {"socket_timeout": 0.3, "socket_connect_timeout": 0.3, "max_retries": 0}  # clocks wait meanwhile
_resting = threading.local()


def hand_to_worker(event: Event, subscription: Subscription) -> bool:
    """Publish the task and return True; return False at once when the broker did not answer a moment ago."""
    if time.monotonic() < getattr(_resting, "until", 0.0):
        return False
    try:
        with current_app.connection_for_write(transport_options=PATIENCE) as broker:
            current_app.send_task(
                TASK,
                args=[event.pk, subscription.subscriber],
                queue=subscription.queue,
                connection=broker,
                retry=False,
                expires=25,
            )
    except Exception as problem:  # noqa: BLE001 -- any broker, any transport: the relay does the work itself
        log.warning("broker unreachable, doing the work here: %s", problem)
        _resting.until = time.monotonic() + REST_AFTER_FAILURE
        return False
    return True
