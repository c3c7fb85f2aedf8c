"""The relay: hands each committed event to its subscribers, in order per subject, at least once, effect exactly once.

Any number of relays may run (in `run_timers`, under Celery, in tests): each takes the first waiting event of a free
lane with `FOR UPDATE SKIP LOCKED` and keeps the row locked until the work is committed. A relay that dies lets go of
its row; nothing is lost, and the receipts say which subscribers had already finished.
"""

import logging
from datetime import timedelta

from django.db import DatabaseError, InterfaceError, OperationalError, connection, transaction

from core import clock
from core.actions.hand_off import hand_to_worker
from core.actions.subscriptions import Subscription, subscriptions_for
from core.models import Event, EventReceipt, OutboxEntry

log = logging.getLogger(__name__)

MAX_ATTEMPTS = 12
WORKER_GRACE = timedelta(seconds=30)

_HEADS = """
SELECT o.event_id FROM core_outboxentry o
WHERE o.parked_at IS NULL AND o.next_try_at <= %s
  AND NOT EXISTS (SELECT 1 FROM core_outboxentry p
                  WHERE p.lane = o.lane AND p.event_id < o.event_id AND p.parked_at IS NULL)
ORDER BY o.event_id LIMIT 1 FOR UPDATE OF o SKIP LOCKED
"""
_HEAD_OF_LANE = _HEADS.replace("o.parked_at IS NULL AND", "o.lane = %s AND o.parked_at IS NULL AND", 1)


def run_once(limit: int = 200) -> int:
    """Handle up to `limit` waiting events; return how many were taken up."""
    done = 0
    while done < limit and _take_next(None):
        done += 1
    return done


def drain_lane(lane: str) -> int:
    """Handle everything that waits for one subject, now, at the time that `core.clock` shows.

    Demo data is played at moments in the past: its events must meet their subscribers under the same clock.
    """
    done = 0
    while _take_next(lane):
        done += 1
    return done


def _take_next(lane: str | None) -> bool:
    """Lock the first waiting event, serve it, and forget it or put it back; False when nothing waits."""
    with transaction.atomic():
        now = clock.now()
        entries = (
            OutboxEntry.objects.raw(_HEAD_OF_LANE, [lane, now]) if lane else OutboxEntry.objects.raw(_HEADS, [now])
        )
        entry = next(iter(entries), None)
        if entry is None:
            return False
        event = Event.objects.get(pk=entry.event_id)
        waiting, error = _serve(event, entry)
        if error:
            _put_back(entry, error)
        elif waiting:
            OutboxEntry.objects.filter(pk=entry.pk).update(next_try_at=clock.now() + WORKER_GRACE)
        else:
            OutboxEntry.objects.filter(pk=entry.pk).delete()
    return True


def _serve(event: Event, entry: OutboxEntry) -> tuple[bool, str]:
    """Call every subscriber that has no receipt yet; return (a worker still has one, first error)."""
    waiting, error = False, ""
    for subscription in subscriptions_for(event.name):
        if EventReceipt.objects.filter(event_id=event.pk, subscriber=subscription.subscriber).exists():
            continue
        if subscription.queue and entry.attempts == 0 and hand_to_worker(event, subscription):
            waiting = True
            OutboxEntry.objects.filter(pk=entry.pk).update(attempts=1)
            continue
        try:
            handle(event, subscription)
        except Exception as problem:  # the outermost edge of other people's handlers
            if isinstance(problem, (OperationalError, InterfaceError)) and _is_cut():
                raise  # the database itself is away: nothing was done, the row unlocks by itself
            log.exception("subscriber failed", extra={"event": event.pk, "subscriber": subscription.subscriber})
            error = error or f"{subscription.subscriber}: {type(problem).__name__}: {problem}"[:2000]
    return waiting, error


def _is_cut() -> bool:
    """Whether the connection is lost; a listener that met a time limit or a deadlock has one that still works."""
    return connection.needs_rollback or not connection.is_usable()


def handle(event: Event, subscription: Subscription) -> bool:
    """Run one subscriber for one event unless its receipt exists; True when it ran."""
    with transaction.atomic():
        if not _write_receipt(event, subscription):
            return False
        subscription.handler(event)
    return True


def _write_receipt(event: Event, subscription: Subscription) -> bool:
    receipt = EventReceipt(event_id=event.pk, subscriber=subscription.subscriber, at=clock.now())
    before = EventReceipt.objects.filter(event_id=event.pk, subscriber=subscription.subscriber)
    try:
        with transaction.atomic():
            receipt.save(force_insert=True)
    except DatabaseError:
        if before.exists():
            return False
        raise
    return True


def _put_back(entry: OutboxEntry, error: str) -> None:
    """Try again later, each time twice as late; after the last try park it where the auditor sees it."""
    attempts = entry.attempts + 1
    delay = timedelta(seconds=min(2**attempts, 600))
    OutboxEntry.objects.filter(pk=entry.pk).update(
        attempts=attempts,
        last_error=error,
        next_try_at=clock.now() + delay,
        parked_at=clock.now() if attempts >= MAX_ATTEMPTS else None,
    )
