"""Note that what was promised has come; shared by the person who says so and by the clocks that read it."""

from datetime import datetime
from typing import Any

from core.actions import events
from core.models import Actor
from escalation.enums import PromiseState
from escalation.models import Promise
from escalation.queries.readings import stamp


def fulfil(promise: Promise, *, at: datetime, by: Actor) -> None:
    """Kept when it is in time. Too late leaves the state to the sweep, which says that it is broken.

    The promise's ticket must be locked.
    """
    promise.fulfilled_at = at
    is_kept = promise.state == PromiseState.OPEN and at <= promise.due_at
    if is_kept:
        promise.state = PromiseState.KEPT
    promise.save(update_fields=["fulfilled_at", "state"])
    if is_kept:
        events.record("promise.kept", subject=promise.ticket, by=by, data=told(promise))


def told(promise: Promise) -> dict[str, Any]:
    """What events say about a promise."""
    return {
        "promise": promise.pk,
        "number": promise.number,
        "text": promise.text,
        "due_at": stamp(promise.due_at),
    }
