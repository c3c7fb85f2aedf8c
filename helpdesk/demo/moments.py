"""Do something in the past, with everything that listens to it, before anybody else can see it."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from django.db import transaction

from core import clock
from core.actions.subscriptions import subscriptions_for
from core.actions.time_shift import shifted
from core.models import EventReceipt, OutboxEntry
from tickets.subscriptions import hint_pages


@contextmanager
def played_at(moment: datetime) -> Iterator[None]:
    """The deed and the work of its subscribers are one transaction under one clock, that of `moment`.

    A relay that runs meanwhile never meets these events with today's clock: at commit none of them is waiting any more.
    """
    with transaction.atomic(), shifted(moment):
        yield
        settle()


def settle() -> None:
    """Hand every event of this very moment to its subscribers, in order, until their own events are handled too.

    What was recorded under a held clock carries that instant, so it cannot be mistaken for anybody else's. Everything
    is done here and not in a worker, and an error undoes the whole moment. Pages are not hinted at: they could not see
    the ticket yet.
    """
    while own := list(OutboxEntry.objects.filter(event__at=clock.now()).select_related("event").order_by("pk")):
        receipts = []
        for entry in own:
            for subscription in subscriptions_for(entry.event.name):
                if subscription.handler is not hint_pages:
                    subscription.handler(entry.event)
                receipts.append(EventReceipt(event_id=entry.pk, subscriber=subscription.subscriber, at=clock.now()))
        EventReceipt.objects.bulk_create(receipts)
        OutboxEntry.objects.filter(pk__in=[entry.pk for entry in own]).delete()
