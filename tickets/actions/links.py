"""Say what two tickets are to each other, and take it back."""

from collections.abc import Iterator
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from core import clock
from core.actions import events
from core.enums import Permission
from core.errors import InvalidInput, NotThere
from core.models import Actor
from tickets.actions.changing import check_move
from tickets.actions.pairs import locked_pair
from tickets.enums import LinkKind, Move
from tickets.models import Ticket, TicketLink
from tickets.policies.access import can_see, check_can

BOTH_WAYS = frozenset({LinkKind.RELATED, LinkKind.DUPLICATE})
LINKS_MAX = 100
BY_HAND = tuple(kind for kind in LinkKind if kind != LinkKind.SPLIT)
"""What people may say of two tickets; that one was split off the other, only splitting says."""


@transaction.atomic
def link(ticket: Ticket | int, *, by: Actor, other: Ticket | int, kind: LinkKind) -> Ticket:
    """From now on `ticket` is to `other` what `kind` says, and both show it; said again it changes nothing.

    The version stays: nobody must read a link before answering. Raises `NotThere` for a ticket that the actor may not
    see, `InvalidInput` for itself, for what stands the other way round, for too many on either side, and for `split`.
    """
    row, second = _pair(ticket, other, by=by)
    _check_by_hand(kind)
    if row.pk == second.pk:
        raise InvalidInput({"ticket": [_("A ticket cannot be linked to itself.")]})
    if _links(row, second, kind).exists():
        return row
    if TicketLink.objects.filter(ticket=second, other=row, kind=kind).exists():
        raise InvalidInput({"kind": [_("The two are linked the other way round already.")]})
    _check_room(row, second)
    TicketLink.objects.create(ticket=row, other=second, kind=kind, created_at=clock.now())
    for one, data in _sides(row, second, kind):
        events.record("ticket.linked", subject=one, by=by, data=data)
    return row


@transaction.atomic
def unlink(ticket: Ticket | int, *, by: Actor, other: Ticket | int, kind: LinkKind) -> Ticket:
    """Take a link of this kind between the two away, from whichever side; where there is none nothing changes.

    Raises `InvalidInput` for `split`: that one was split off the other stays true.
    """
    row, second = _pair(ticket, other, by=by)
    _check_by_hand(kind)
    found = TicketLink.objects.filter(Q(ticket=row, other=second) | Q(ticket=second, other=row), kind=kind)
    if found.delete()[0]:
        for one, data in _sides(row, second, kind):
            events.record("ticket.unlinked", subject=one, by=by, data=data)
    return row


def _pair(ticket: Ticket | int, other: Ticket | int, *, by: Actor) -> tuple[Ticket, Ticket]:
    row, second = locked_pair(ticket, other)
    check_can(by, Permission.TICKET_CHANGE, row)
    if not can_see(by, second):
        raise NotThere
    check_move(row, Move.LINK)
    return row, second


def _check_by_hand(kind: LinkKind) -> None:
    if kind not in BY_HAND:
        raise InvalidInput({"kind": [_("Only splitting a ticket makes this link, and it stays.")]})


def _check_room(row: Ticket, second: Ticket) -> None:
    """Neither side has too many links already."""
    if _is_full(row):
        raise InvalidInput({"ticket": [_("This ticket has %(most)d links already.") % {"most": LINKS_MAX}]})
    if _is_full(second):
        values = {"number": second.number, "most": LINKS_MAX}
        raise InvalidInput({"ticket": [_("#%(number)d has %(most)d links already.") % values]})


def _is_full(ticket: Ticket) -> bool:
    return TicketLink.objects.filter(Q(ticket=ticket) | Q(other=ticket)).count() >= LINKS_MAX


def _links(row: Ticket, second: Ticket, kind: LinkKind) -> QuerySet[TicketLink]:
    same = Q(ticket=row, other=second)
    return TicketLink.objects.filter(same | Q(ticket=second, other=row) if kind in BOTH_WAYS else same, kind=kind)


def _sides(row: Ticket, second: Ticket, kind: LinkKind) -> Iterator[tuple[Ticket, dict[str, Any]]]:
    """What each timeline says; the older ticket's first, as they are locked."""
    for one, other, role in sorted([(row, second, "from"), (second, row, "to")], key=lambda side: side[0].pk):
        yield one, {"role": role, "ticket": other.pk, "number": other.number, "kind": kind.value}
