"""On hold: a specialist has a case about the ticket. The app of the cases calls these."""

from typing import Any

from django.db import transaction

from core.enums import Permission
from core.models import Actor
from tickets.actions.changing import advance, check_seen, locked
from tickets.enums import Move
from tickets.models import Ticket
from tickets.policies.access import check_can


@transaction.atomic
def put_on_hold(ticket: Ticket | int, *, by: Actor, data: dict[str, Any], seen: int | None = None) -> Ticket:
    """The ticket waits for a specialist until `take_off_hold`; its assignee and owner stay."""
    row = locked(ticket)
    check_can(by, Permission.CASE_OPEN, row)
    check_seen(row, seen)
    advance(row, Move.ESCALATE, by=by, data=data, owner_id=row.owner_id or by.id)
    return row


@transaction.atomic
def take_off_hold(ticket: Ticket | int, *, by: Actor, data: dict[str, Any]) -> Ticket:
    """The specialist has answered (or the case was withdrawn): the ticket is open for its agent again."""
    row = locked(ticket)
    advance(row, Move.CASE_ANSWERED, by=by, data=data)
    return row
