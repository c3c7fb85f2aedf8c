"""What time alone does to tickets: queued texts go out, resolved ones close, closed ones are archived, dates come back.

Each row is claimed by its own action under the row lock, so two sweeps at once change nothing.
"""

import logging
from contextlib import nullcontext
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.db.models import Q

from core import clock
from core.actions import events
from core.actions.notifications import notify
from core.errors import DomainError
from core.models import Actor
from tickets.actions import bulk, drafts, lifecycle, snoozes
from tickets.actions.assignment import assign_waiting
from tickets.actions.changing import locked
from tickets.actions.tags import carry_tags
from tickets.enums import DraftState, Status
from tickets.models import Draft, LifecyclePolicy, Ticket
from tickets.policies.crisis import in_crisis

log = logging.getLogger(__name__)
BATCH = 200


def database_now() -> datetime:
    """The moment that every sweep goes by: the database's clock, or the shifted one in demo and test mode."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT app_now()")
        (now,) = cursor.fetchone()
    return now  # type: ignore[no-any-return]


def is_shifted() -> bool:
    """Whether this database session goes by a moved clock (demo and test mode alone)."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(current_setting('app.now', true), '') <> ''")
        (shifted,) = cursor.fetchone()
    return bool(shifted)


def sweep_tickets() -> dict[str, int]:
    """One pass over everything that is due; returns how many of each kind were done."""
    now = database_now()
    with clock.frozen(now) if is_shifted() else nullcontext():
        return {
            "released": release_due(now),
            "closed": close_due(now),
            "archived": archive_due(now),
            "followed_up": follow_ups_due(now),
            "assigned": assign_waiting(),
            "woken": wake_due(now),
            "bulk": bulk.run_due(),
            "forgotten": bulk.forget_old(),
            "retagged": carry_tags(),
        }


def release_due(now: datetime) -> int:
    """Send every queued text whose undo span is over, oldest first."""
    ids = Draft.objects.filter(state=DraftState.QUEUED, release_at__lte=now).order_by("release_at", "pk")
    return sum(drafts.release(pk) for pk in ids.values_list("pk", flat=True)[:BATCH])


def close_due(now: datetime) -> int:
    """Close resolved tickets that nobody objected to within the span of their game, the oldest first.

    Where somebody was in danger no clock ends the talk.
    """
    due = Ticket.objects.filter(status=Status.RESOLVED).filter(_older("resolved_at", "close_after_days", now))
    due = due.exclude(in_crisis())
    return sum(
        _do(lifecycle.close, pk, reason="unanswered")
        for pk in due.order_by("resolved_at").values_list("pk", flat=True)[:BATCH]
    )


def archive_due(now: datetime) -> int:
    """Archive tickets that have been closed for the span of their game, the oldest first."""
    due = Ticket.objects.filter(status=Status.CLOSED, archived_at=None)
    due = due.filter(_older("closed_at", "archive_after_days", now))
    return sum(_do(lifecycle.archive, pk) for pk in due.order_by("closed_at").values_list("pk", flat=True)[:BATCH])


def follow_ups_due(now: datetime) -> int:
    """Bring tickets back to their agents at the date that was set."""
    due = Ticket.objects.filter(follow_up_at__lte=now).order_by("follow_up_at")
    return sum(_remind(pk, now) for pk in due.values_list("pk", flat=True)[:BATCH])


def wake_due(now: datetime) -> int:
    """Bring back what was put aside until now, the longest due first."""
    due = Ticket.objects.filter(snoozed_until__lte=now).order_by("snoozed_until")
    return sum(snoozes.wake_at(pk, now) for pk in due.values_list("pk", flat=True)[:BATCH])


def _older(field: str, span: str, now: datetime) -> Q:
    """Rows whose `field` is at least the span of their game's policy before `now`."""
    policies = {p.game_id: getattr(p, span) for p in LifecyclePolicy.objects.all()}
    usual = policies.pop(None, getattr(LifecyclePolicy(), span))
    found = Q(**{f"{field}__lte": now - timedelta(days=usual)}) & ~Q(game_id__in=list(policies))
    for game_id, days in policies.items():
        found |= Q(game_id=game_id, **{f"{field}__lte": now - timedelta(days=days)})
    return found


def _do(action: object, pk: int, **more: str) -> int:
    try:
        action(pk, by=Actor.system(), **more)  # type: ignore[operator]
    except DomainError as refusal:  # somebody was faster; the table has the last word
        log.info("sweep left ticket %s: %s", pk, refusal.code)
        return 0
    return 1


@transaction.atomic
def _remind(pk: int, now: datetime) -> int:
    row = locked(pk)
    if row.follow_up_at is None or row.follow_up_at > now:
        return 0
    at = row.follow_up_at
    Ticket.objects.filter(pk=pk).update(follow_up_at=None)
    events.record(
        "ticket.follow_up_due", subject=row, by=Actor.system(), data={"at": at.isoformat(), "note": row.follow_up_note}
    )
    agents = [a for a in (row.assignee_id, row.owner_id) if a][:1]
    params = {"number": row.number, "subject": row.subject, "note": row.follow_up_note}
    url = f"/desk/tickets/{row.number}"
    notify(
        agents,
        key=f"follow-up:{pk}:{at.isoformat()}",
        kind="ticket.follow_up_due",
        params=params,
        url=url,
        topic=f"ticket:{pk}",
    )
    return 1
