"""Words between agent and player, and notes among colleagues."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from core import clock
from core.actions import events
from core.enums import Permission
from core.errors import InvalidInput
from core.models import Actor
from tickets.actions.changing import Held, advance, apply, check_move, check_seen, check_writable, locked
from tickets.actions.messages import append_message, written_with
from tickets.actions.pairs import locked_head
from tickets.actions.triage import heed_message
from tickets.actions.watches import mentioned_in
from tickets.enums import Move, Status, Visibility
from tickets.models import Message, Ticket
from tickets.policies.access import check_can
from tickets.policies.outgoing import check_outgoing
from tickets.policies.texts import BODY_MAX, checked_text

FURTHEST = timedelta(days=366)


@transaction.atomic
def send_reply(
    ticket: Ticket | Held | int,
    *,
    by: Actor,
    body: str,
    seen: int | None = None,
    move: Move = Move.REPLY,
    attachment_ids: Iterable[UUID | str] = (),
    data: dict[str, Any] | None = None,
) -> Message:
    """Say something to the player: a public message, the first of a person ends the first-response clock.

    A new ticket becomes open (or pending with `move=ASK_PLAYER`). Raises `StaleTicket` with what is new when the
    ticket is not at version `seen`, `MoveNotAllowed` on a closed one, `InvalidInput` for the text.
    """
    row = locked(ticket)
    check_can(by, Permission.TICKET_REPLY, row)
    text = checked_text(body, "body", longest=BODY_MAX)
    check_outgoing(text)
    check_seen(row, seen, text=text)
    check_move(row, move)
    message = append_message(
        row,
        by=by,
        visibility=Visibility.PUBLIC,
        body=text,
        attachment_ids=attachment_ids,
        uploader_key=f"agent:{by.id}",
    )
    fields: dict[str, Any] = written_with(row)
    if by.is_agent:
        fields |= {"waiting_since": None, "first_response_at": row.first_response_at or message.created_at}
        if row.owner_id is None:
            fields["owner_id"] = by.id
    advance(row, move, by=by, data={"message_seq": message.seq, **(data or {})}, at=message.created_at, **fields)
    events.record(
        "message.sent",
        subject=row,
        by=by,
        data={"message_seq": message.seq, "version": row.version, "is_human": by.is_agent, **(data or {})},
        at=message.created_at,
    )
    return message


@transaction.atomic
def ask_player(
    ticket: Ticket | int, *, by: Actor, body: str, due_at: datetime | None = None, seen: int | None = None
) -> Message:
    """Ask the player for something: the ticket waits for the answer (`pending`); `due_at` is shown to the player.

    Raises `InvalidInput` for a `due_at` that is not within the next year, and what `send_reply` raises.
    """
    if due_at is not None and not clock.now() < due_at <= clock.now() + FURTHEST:
        raise InvalidInput({"due_at": [_("Please choose a time between now and a year from now.")]})
    data = {"asked": True, "due_at": due_at.isoformat() if due_at else None}
    return send_reply(ticket, by=by, body=body, seen=seen, move=Move.ASK_PLAYER, data=data)


@transaction.atomic
def add_note(
    ticket: Ticket | Held | int,
    *,
    by: Actor,
    body: str,
    seen: int | None = None,
    attachment_ids: Iterable[UUID | str] = (),
) -> Message:
    """Leave a note that only staff can read; the status stays. Refused on an archived ticket and on a merged one.

    Colleagues whom it calls by `@name` are told. Raises `InvalidInput` when one of them may not see the ticket.
    """
    row = locked(ticket)
    check_can(by, Permission.TICKET_NOTE, row)
    text = checked_text(body, "body", longest=BODY_MAX)
    check_seen(row, seen, text=text)
    check_writable(row)
    mentions = mentioned_in(row, text, by=by)
    message = append_message(
        row,
        by=by,
        visibility=Visibility.INTERNAL,
        body=text,
        attachment_ids=attachment_ids,
        uploader_key=f"agent:{by.id}",
    )
    apply(row, **written_with(row))
    data: dict[str, Any] = {"message_seq": message.seq, "version": row.version}
    if mentions:
        data["mentions"] = mentions
    events.record("message.noted", subject=row, by=by, data=data, at=message.created_at)
    return message


@transaction.atomic
def receive_message(
    ticket: Ticket | int,
    *,
    by: Actor,
    body: str,
    attachment_ids: Iterable[UUID | str] = (),
    uploader_key: str = "",
) -> Message:
    """Take in what the player says: pending and resolved become open again, a reopening is counted.

    What is said to a merged ticket is said where it goes on; rights are asked for the one that was named.
    Raises `MoveNotAllowed` on a closed one: `continuing.hear_player` opens a new, linked ticket instead.
    """
    row = locked_head(ticket)
    check_speaks_for_player(ticket, row, by=by)
    text = checked_text(body, "body", longest=BODY_MAX)
    check_move(row, Move.PLAYER_MESSAGE)
    reopened = row.status == Status.RESOLVED
    author = Actor.of_player(row.player_id, row.player.nickname)
    message = append_message(
        row,
        by=author,
        visibility=Visibility.PUBLIC,
        body=text,
        attachment_ids=attachment_ids,
        uploader_key=uploader_key,
    )
    fields: dict[str, Any] = written_with(row) | {"waiting_since": row.waiting_since or message.created_at}
    if reopened:
        fields |= {"reopen_count": row.reopen_count + 1, "is_satisfied": None}
    at, told = message.created_at, {"message_seq": message.seq}
    advance(row, Move.PLAYER_MESSAGE, by=author, data=told, at=at, **fields)
    events.record("message.received", subject=row, by=author, data=told | {"version": row.version}, at=at)
    if reopened:
        events.record(
            "ticket.reopened",
            subject=row,
            by=author,
            data={"reason": "message", "count": row.reopen_count, "version": row.version},
        )
    heed_message(row, text=text)
    return message


def check_speaks_for_player(named: Ticket | int, head: Ticket, *, by: Actor) -> None:
    """An integration or a phone note speaks for the player: it must be allowed to write on the ticket that it named."""
    if by.agent is None:
        return
    pk = named if isinstance(named, int) else named.pk
    check_can(by, Permission.TICKET_REPLY, head if head.pk == pk else Ticket.objects.get(pk=pk))
