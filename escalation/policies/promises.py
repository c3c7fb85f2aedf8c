"""What may be promised, and whether a promise may still be changed."""

from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from core.errors import InvalidInput
from escalation.enums import PromiseState
from escalation.errors import PromiseNotOpen
from escalation.models import Promise

FURTHEST = timedelta(days=366)


def check_due(due_at: datetime, now: datetime) -> None:
    """Raise `InvalidInput` on `due_at` unless it lies between now and a year from now."""
    if not now < due_at <= now + FURTHEST:
        raise InvalidInput({"due_at": [_("Please choose a time between now and a year from now.")]})


def check_open(promise: Promise) -> None:
    """Raise `PromiseNotOpen` when it was kept, broken, withdrawn or fulfilled too late."""
    if promise.state != PromiseState.OPEN or promise.fulfilled_at is not None:
        raise PromiseNotOpen(state=promise.state)
