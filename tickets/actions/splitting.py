"""Messages that belong elsewhere: a new ticket out of some of them, or some of them on another ticket of the player.

A message is shown exactly once, with its author, moment and files. Its old row keeps the number and names the new one.
"""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from core import clock
from core.actions import events
from core.enums import Permission
from core.errors import InvalidInput
from core.models import Actor
from tickets.actions.changing import advance, apply, check_move, check_seen, locked
from tickets.actions.intake import Intake, open_ticket
from tickets.actions.messages import carry_message, newest_words
from tickets.actions.pairs import locked_pair
from tickets.enums import LinkKind, Move, Visibility
from tickets.models import Message, Ticket, TicketLink
from tickets.policies.access import check_can
from tickets.policies.merging import check_open_target, check_together
from tickets.policies.texts import SUBJECT_MAX, checked_line
from tickets.policies.waiting import message_key
from tickets.queries.waiting import waits_of

MOST = 100


@transaction.atomic
def split(
    ticket: Ticket | int, *, by: Actor, messages: Collection[int], subject: str, seen: int | None = None
) -> Ticket:
    """Open a new ticket of the same player out of these messages (their ids), and return it; the two are linked.

    It is classified and timed like any new one. Raises `InvalidInput` for the subject and for messages that are not
    there or cannot leave, `StaleTicket`, `MoveNotAllowed` on a merged ticket.
    """
    origin = locked(ticket)
    check_can(by, Permission.TICKET_CHANGE, origin)
    line = checked_line(subject, "subject", longest=SUBJECT_MAX)
    check_seen(origin, seen, text=line)
    check_move(origin, Move.SPLIT)
    rows = _chosen(origin, messages)
    first = next((row for row in rows if row.is_from_player), None)
    if first is None:
        raise InvalidInput({"messages": [_("Choose at least one message of the player: it opens the new ticket.")]})
    new = open_ticket(_intake(origin, first, line), by=by).ticket
    for row in rows:
        if row.pk != first.pk:
            carry_message(new, row)
    _keep_circle(new, origin)
    apply(new, bump=False, snippet=newest_words(new))
    TicketLink.objects.create(ticket=new, other=origin, kind=LinkKind.SPLIT, created_at=clock.now())
    _let_go(origin, rows, waits_of(origin))
    data = _told(origin, new) | {"subject": line, "messages": [row.seq for row in rows]}
    events.record("ticket.split", subject=origin, by=by, data=data)
    return new


def _intake(origin: Ticket, first: Message, subject: str) -> Intake:
    return Intake(
        game=origin.game,
        player=origin.player,
        channel=origin.channel,  # type: ignore[arg-type]  # one of the choices
        subject=subject,
        body=first.body,
        contact_email=origin.contact_email,
        is_player_verified=origin.is_player_verified,
        carries=first,
    )


def _keep_circle(new: Ticket, origin: Ticket) -> None:
    """What only the group of the origin could read, only it can read on the new ticket, or another restricted group."""
    if origin.is_restricted and not new.is_restricted:
        apply(new, bump=False, group=origin.group, is_restricted=True)


@transaction.atomic
def move_messages(
    ticket: Ticket | int, *, by: Actor, messages: Collection[int], into: Ticket | int, seen: int | None = None
) -> Ticket:
    """Show these messages (their ids) on another open ticket of the same player from now on; returns that ticket.

    What the player waits for goes along. Raises `NotThere`, `InvalidInput` for messages that are not there or cannot
    leave, `StaleTicket`, and `MoveNotAllowed` as for a merge.
    """
    origin, target = locked_pair(ticket, into)
    check_can(by, Permission.TICKET_CHANGE, origin)
    check_can(by, Permission.TICKET_CHANGE, target)
    check_seen(origin, seen)
    check_move(origin, Move.MOVE_MESSAGES)
    check_together(origin, target, Move.MOVE_MESSAGES)
    check_open_target(target, origin, Move.MOVE_MESSAGES)
    rows, waits, now = _chosen(origin, messages), waits_of(origin), clock.now()
    carried = [(carry_message(target, row), waits.get(message_key(row.seq))) for row in rows]
    waiting = {message.seq: since for message, since in carried if since is not None}
    _take_in(target, waiting, by=by, at=now)
    _let_go(origin, rows, waits)
    public = {"is_public": any(row.is_public for row in rows)}
    data = _told(origin, target) | public | {"role": "origin", "messages": [row.seq for row in rows]}
    events.record("message.moved", subject=origin, by=by, data=data, at=now)
    data = (
        _told(target, origin)
        | public
        | {
            "role": "target",
            "messages": [message.seq for message, _since in carried],
            "waiting": {seq: since.isoformat() for seq, since in waiting.items()},
        }
    )
    events.record("message.moved", subject=target, by=by, data=data, at=now)
    return target


def _chosen(origin: Ticket, messages: Collection[int]) -> list[Message]:
    """The messages in their order; raises `InvalidInput` when one is not there, was moved, or has to stay."""
    wanted = set(messages)
    if not 0 < len(wanted) <= MOST:
        raise InvalidInput({"messages": [_("Choose between 1 and %(most)d messages.") % {"most": MOST}]})
    rows = list(
        Message.objects.filter(ticket=origin, pk__in=wanted, moved_to=None).select_related("ticket").order_by("seq")
    )
    if len(rows) != len(wanted):
        raise InvalidInput({"messages": [_("One of these messages does not stand on this ticket any more.")]})
    if any(row.seq == 1 for row in rows):
        raise InvalidInput({"messages": [_("The words that opened the ticket stay with it.")]})
    if any(not row.is_from_player and row.visibility == Visibility.PUBLIC for row in rows):
        raise InvalidInput({"messages": [_("Only the player's messages and notes can be moved; an answer stays.")]})
    return rows


def _let_go(origin: Ticket, rows: Sequence[Message], waits: dict[str, datetime]) -> None:
    """What the origin still owes and shows without these messages."""
    gone = {message_key(row.seq) for row in rows}
    left = [since for key, since in waits.items() if key not in gone]
    apply(origin, waiting_since=min(left, default=None), snippet=newest_words(origin))


def _take_in(target: Ticket, waiting: dict[int, datetime], *, by: Actor, at: datetime) -> None:
    """What the target shows now; where the player waits for an answer to it, it is our turn there."""
    snippet = newest_words(target)
    if not waiting:
        apply(target, snippet=snippet)
        return
    earliest = min([*waiting.values(), *([target.waiting_since] if target.waiting_since else [])])
    advance(target, Move.ABSORB, by=by, at=at, waiting_since=earliest, snippet=snippet)


def _told(ticket: Ticket, other: Ticket) -> dict[str, Any]:
    return {"ticket": other.pk, "number": other.number, "version": ticket.version}
