"""One conversation out of two tickets of a player, and two again.

Nothing is carried over: the messages stay on their own tickets, and the target's conversation shows both. The source is
closed until it is taken apart; then it is what it was before, and what was said meanwhile stays where it was said.
"""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from core import clock
from core.actions import events
from core.enums import Permission
from core.models import Actor
from tickets.actions.absorbing import absorb, release
from tickets.actions.changing import advance, check_move, check_seen, check_writable
from tickets.actions.pairs import locked_pair
from tickets.enums import DraftState, Move
from tickets.models import Draft, Merge, Message, Ticket
from tickets.policies.access import check_can
from tickets.policies.merging import FAMILY_MAX, check_free, check_open_target, check_together, refuse
from tickets.queries.family import family_ids
from tickets.queries.objections import objections_to


@transaction.atomic
def merge(ticket: Ticket | int, *, by: Actor, into: Ticket | int, seen: int | None = None) -> Ticket:
    """The ticket is closed and goes on in `into`, whose conversation shows the messages of both; returns the target.

    What the player still waits for, the target owes from now on, since the same moment; it is as urgent as the source
    at least, until they are taken apart. Raises `NotThere` for a ticket
    that the actor may not see, `StaleTicket`, and `MoveNotAllowed` with its reason: another player, another circle of
    colleagues, a target that has ended or is merged itself, a specialist or a promise that is still open, or a text
    that is about to go out.
    """
    source, target = locked_pair(ticket, into)
    check_can(by, Permission.TICKET_CHANGE, source)
    check_can(by, Permission.TICKET_CHANGE, target)
    check_seen(source, seen)
    check_mergeable(source, target)
    now, waits_since = clock.now(), source.waiting_since
    Merge.objects.create(
        source=source,
        target=target,
        at=now,
        by=by.agent,
        status=source.status,
        resolved_at=source.resolved_at,
        closed_at=source.closed_at,
        waiting_since=waits_since,
        follow_up_at=source.follow_up_at,
    )
    advance(
        source,
        Move.MERGE,
        by=by,
        at=now,
        merged_into=target,
        resolved_at=source.resolved_at or now,
        waiting_since=None,
        follow_up_at=None,
    )
    events.record("ticket.merged", subject=source, by=by, data=_told("source", source, target), at=now)
    absorb(target, source, waits_since, by=by, at=now)
    told = _told("target", target, source) | {"waiting_since": waits_since.isoformat() if waits_since else None}
    events.record("ticket.merged", subject=target, by=by, data=told, at=now)
    return target


def check_mergeable(source: Ticket, target: Ticket) -> None:
    """Raise what `merge` would raise for these two as they are now, whoever does it."""
    if not source.is_merged and not source.is_archived:
        check_free(source)
    check_move(source, Move.MERGE)
    check_together(source, target, Move.MERGE)
    check_open_target(target, source, Move.MERGE)
    for sentence in objections_to(source):
        refuse(sentence, source, Move.MERGE)
    if Draft.objects.filter(ticket=source, state=DraftState.QUEUED).exists():
        refuse(_("A text on this ticket is about to be sent. Please wait a few seconds."), source, Move.MERGE)
    if len(family_ids(source)) + len(family_ids(target)) > FAMILY_MAX:
        text = _("No more than %(most)d tickets can be one conversation.") % {"most": FAMILY_MAX}
        refuse(text, source, Move.MERGE)


@transaction.atomic
def unmerge(ticket: Ticket | int, *, by: Actor, source: Ticket | int) -> Ticket:
    """The source is a ticket of its own again, in the status that it had; `ticket` is the one it was merged into.

    Its deadlines go on where they stopped. `ticket` gets back status and priority that only the merge had changed. What
    was said meanwhile stays in it, and both say so. Raises
    `NotThere`, `TicketArchived` when one of the two can only be read, and `MoveNotAllowed` when they are not merged, or
    when `ticket` is merged itself: then that is taken apart first.
    """
    target, row = locked_pair(ticket, source)
    check_can(by, Permission.TICKET_CHANGE, target)
    check_can(by, Permission.TICKET_CHANGE, row)
    if row.merged_into_id != target.pk:
        refuse(_("#%(number)d is not merged into this ticket.") % {"number": row.number}, target, Move.UNMERGE)
    check_writable(target)
    kept = Merge.objects.get(source=row, undone_at=None)
    now = clock.now()
    meanwhile = Message.objects.filter(ticket=target, moved_to=None, created_at__gt=kept.at).count()
    advance(
        row,
        Move.UNMERGE,
        by=by,
        at=now,
        back_to=kept.status,
        merged_into=None,
        resolved_at=kept.resolved_at,
        closed_at=kept.closed_at,
        waiting_since=kept.waiting_since,
        follow_up_at=kept.follow_up_at,
    )
    kept.undone_at, kept.undone_by = now, by.agent
    kept.save(update_fields=["undone_at", "undone_by"])
    release(target, row, by=by, at=now)
    for role, one, other in (("source", row, target), ("target", target, row)):
        data = _told(role, one, other) | {"meanwhile": meanwhile}
        events.record("ticket.unmerged", subject=one, by=by, data=data, at=now)
    return row


def _told(role: str, ticket: Ticket, other: Ticket) -> dict[str, Any]:
    """What an event says of the other side."""
    return {"role": role, "ticket": other.pk, "number": other.number, "version": ticket.version}
