"""Count clocks anew that were measured by an older policy, calendar, holiday schedule or time-zone table.

Whoever changes a policy or a calendar says so with `policy_changed`; an upgrade that brings new holidays or time zones
needs no word at all. Either way the clocks that still run follow within half a minute, each ticket in a commit of its
own, and those that have ended keep the version by which they were measured.
"""

import logging
import uuid
from datetime import timedelta

from django.db import transaction
from django.db.models import F, Q

from core import clock
from core.actions import events
from core.enums import Permission
from core.errors import NotThere
from core.models import Actor, Game
from core.policies.permissions import check
from escalation.actions.clocks import recompute
from escalation.enums import ClockState
from escalation.models import Clock, ServiceCalendar, SlaPolicy
from escalation.queries.policies import policy_for
from tickets.enums import Status
from tickets.models import Ticket
from tickets.workflow import ALIVE

log = logging.getLogger(__name__)
BATCH = 200
SETTLED = timedelta(seconds=60)


@transaction.atomic
def policy_changed(policy: SlaPolicy, *, by: Actor, what: str) -> None:
    """A row of the policy is another one now: its version rises, and clocks that run will follow."""
    _check(policy.game_id, by)
    SlaPolicy.objects.filter(pk=policy.pk).update(version=F("version") + 1, stamp=uuid.uuid4())
    policy.refresh_from_db()
    data = {"version": policy.version, "what": what}
    events.record("sla.policy_changed", subject=policy, by=by, data=data)


@transaction.atomic
def calendar_changed(calendar: ServiceCalendar, *, by: Actor, what: str) -> None:
    """Hours or days of the calendar are others now: every policy that may count on it gets a new stamp."""
    _check(None, by)
    ServiceCalendar.objects.filter(pk=calendar.pk).update(version=F("version") + 1)
    calendar.refresh_from_db()
    SlaPolicy.objects.update(stamp=uuid.uuid4())
    data = {"version": calendar.version, "what": what}
    events.record("sla.calendar_changed", subject=calendar, by=by, data=data)


def recount_stale(limit: int = BATCH) -> int:
    """Bring clocks that run by an older version up to date; return how many tickets were looked at."""
    games = Game.objects.order_by("pk").values_list("pk", flat=True)
    versions = {game_id: policy_for(game_id).version for game_id in games}
    stale = [pk for game_id, version in versions.items() for pk in _stale(game_id, version, limit)]
    for ticket_id in stale[:limit]:
        _recount(ticket_id, is_edit=True)
    for ticket_id in (unclocked := _without_clocks(limit)):
        _recount(ticket_id, is_edit=False)
    return len(stale[:limit]) + len(unclocked)


def _stale(game_id: int, version: str, limit: int) -> list[int]:
    """Tickets with a living clock that another version was used for; those with a told breach keep theirs.

    "Another" is said as "before or after", which an index knows to look up.
    """
    others = Q(policy_version__lt=version) | Q(policy_version__gt=version)
    live = Clock.objects.filter(ended_at=None, game_id=game_id, state__in=[ClockState.RUNNING, ClockState.PAUSED])
    ids = live.filter(others).order_by("ticket_id").values_list("ticket_id", flat=True).distinct()
    return list(ids[:limit])


def _without_clocks(limit: int) -> list[int]:
    """Living tickets that ought to have clocks and have none: they were opened while there was no policy.

    Such a ticket has no next deadline, which an index tells. One that waits for its player has none either, with clocks
    or without; its clocks are read anew with the player's answer.
    """
    settled = clock.now() - SETTLED
    bare = Ticket.objects.filter(status__in=ALIVE - {Status.PENDING}, next_due_at=None, created_at__lt=settled)
    return list(bare.filter(clocks=None).order_by().values_list("pk", flat=True)[:limit])


def _recount(ticket_id: int, *, is_edit: bool) -> None:
    try:
        recompute(ticket_id, is_edit=is_edit)
    except NotThere:
        log.info("ticket %s is gone", ticket_id)


def _check(game_id: int | None, by: Actor) -> None:
    if by.agent is not None:
        check(by.agent, Permission.SETTINGS_CHANGE, game_id)
