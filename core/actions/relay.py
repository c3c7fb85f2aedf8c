"""The relay: hands each committed event to its subscribers, in order per subject, at least once, effect exactly once.

Any number of relays may run (in `run_timers`, under Celery, in tests). Each claims the first waiting event of a free
lane with `FOR UPDATE SKIP LOCKED`, which raises its count of starts and holds it back for a moment, and commits that;
then it locks the row again and keeps it until the work is committed. A relay that dies lets go of its row; nothing is
lost, the receipts say which subscribers had already finished, and the count says when one event ended every relay that
took it: after the third start without an end it is parked, like one that failed twelve times.
"""

import logging
from collections.abc import Iterable
from datetime import timedelta

from django.db import DatabaseError, InterfaceError, OperationalError, connection, transaction

from core import clock
from core.actions.hand_off import hand_to_worker
from core.actions.subscriptions import Subscription, subscriptions_for
from core.models import Event, EventReceipt, OutboxEntry

log = logging.getLogger(__name__)

MAX_ATTEMPTS = 12
MAX_STARTS = 3
WORKER_GRACE = timedelta(seconds=30)
NO_END = "Every process that took this event ended before it was done."

_FIRST_OF_A_FREE_LANE = """
SELECT o.event_id, o.starts FROM core_outboxentry o
WHERE o.parked_at IS NULL AND o.next_try_at <= %s
  AND NOT EXISTS (SELECT 1 FROM core_outboxentry p
                  WHERE p.lane = o.lane AND p.event_id < o.event_id AND p.parked_at IS NULL)
ORDER BY o.event_id LIMIT 1 FOR UPDATE OF o SKIP LOCKED
"""
_LAZY = "SELECT set_config('synchronous_commit', 'off', true)"  # a count that a power cut forgets costs one more try


def run_once(limit: int = 200) -> int:
    """Handle up to `limit` waiting events; return how many were taken up."""
    done = 0
    while done < limit:
        claim = _claim_next()
        if claim is None:
            break
        _work_on(*claim)
        done += 1
    return done


@transaction.atomic
def resume(event_ids: Iterable[int]) -> int:
    """Let events that were given up be tried again from now, with all their tries; return how many were parked."""
    parked = OutboxEntry.objects.filter(pk__in=event_ids, parked_at__isnull=False)
    return parked.update(parked_at=None, attempts=0, starts=0, next_try_at=clock.now())


def _claim_next() -> tuple[int, int] | None:
    """Count a start for the first waiting event and hold it back from others; return its id and the count.

    The two together are the claim: every end puts the count back and every later claim raises it.
    """
    while True:
        with transaction.atomic(), connection.cursor() as cursor:
            now = clock.now()
            cursor.execute(_LAZY)
            cursor.execute(_FIRST_OF_A_FREE_LANE, [now])
            row = cursor.fetchone()
            if row is None:
                return None
            event_id, starts = row
            entry = OutboxEntry.objects.filter(pk=event_id)
            if starts < MAX_STARTS:
                entry.update(starts=starts + 1, next_try_at=now + timedelta(seconds=2 ** (starts + 1)))
                return int(event_id), int(starts) + 1
            entry.update(parked_at=now, last_error=NO_END)
            log.error("event given up", extra={"event": event_id, "error": NO_END})


def _work_on(event_id: int, starts: int) -> None:
    """Lock the claimed event, serve it, and forget it or put it back; nothing when the claim is another relay's by now.

    The lock is waited for: a relay that looked for work at the moment of the claim holds it until it has looked away.
    """
    with transaction.atomic():
        claimed = OutboxEntry.objects.select_for_update().filter(pk=event_id, starts=starts, parked_at=None)
        entry = claimed.first()
        if entry is None:
            return
        waiting, error = _serve(Event.objects.get(pk=event_id), entry)
        if error:
            _put_back(entry, error)
        elif waiting:
            OutboxEntry.objects.filter(pk=event_id).update(starts=0, next_try_at=clock.now() + WORKER_GRACE)
        else:
            OutboxEntry.objects.filter(pk=event_id).delete()


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
        starts=0,
        last_error=error,
        next_try_at=clock.now() + delay,
        parked_at=clock.now() if attempts >= MAX_ATTEMPTS else None,
    )
