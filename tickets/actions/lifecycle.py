"""The moves of a ticket's life besides talking: take, assign, hand over, follow up, resolve, reopen, close, archive."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from core import clock
from core.actions import events
from core.enums import Permission
from core.errors import InvalidInput
from core.models import Actor, Agent, Group
from core.policies.redaction import redact
from tickets.actions.changing import advance, apply, check_move, check_seen, locked
from tickets.actions.messages import refresh_search
from tickets.actions.replies import FURTHEST, send_reply
from tickets.enums import Move, Status
from tickets.errors import AlreadyTaken, MoveNotAllowed
from tickets.models import Ticket
from tickets.policies.access import can_see, check_can
from tickets.policies.crisis import may_end_talk
from tickets.policies.texts import BODY_MAX, CAUSE_MAX, COMMENT_MAX, NOTE_MAX, checked_line, checked_text
from tickets.queries.objections import objections_to_close
from tickets.queries.spans import lifecycle_for


@transaction.atomic
def take(ticket: Ticket | int, *, by: Actor) -> Ticket:
    """The agent has the ticket; a new one is open. Taking one's own again changes nothing.

    Raises `AlreadyTaken` naming the colleague who has it.
    """
    row = locked(ticket)
    check_can(by, Permission.TICKET_TAKE, row)
    check_move(row, Move.TAKE)
    if row.assignee_id == by.id:
        return row
    if row.assignee_id is not None:
        holder = Agent.objects.get(pk=row.assignee_id)
        raise AlreadyTaken(assignee={"id": str(holder.pk), "name": holder.name})
    advance(row, Move.TAKE, by=by, assignee_id=by.id, owner_id=row.owner_id or by.id)
    say_assigned(row, by=by, agent=by.agent)
    return row


@transaction.atomic
def assign(ticket: Ticket | int, *, by: Actor, agent: Agent | None, seen: int | None = None) -> Ticket:
    """Give the ticket to an agent who may see it, or with None back to its group; to the same one is no change."""
    row = locked(ticket)
    giving_back = agent is None and row.assignee_id == by.id
    check_can(by, Permission.TICKET_TAKE if giving_back else Permission.TICKET_ASSIGN, row)
    check_seen(row, seen)
    check_move(row, Move.ASSIGN)
    if agent is not None and not (agent.is_active and can_see(Actor.of_agent(agent), row)):
        raise InvalidInput({"agent": [_("This colleague may not see the ticket.")]})
    if row.assignee_id == (agent.pk if agent else None):
        return row
    owner_id = row.owner_id or (agent.pk if agent else None)
    advance(row, Move.ASSIGN, by=by, assignee=agent, owner_id=owner_id)
    say_assigned(row, by=by, agent=agent)
    return row


def say_assigned(ticket: Ticket, *, by: Actor, agent: Agent | None, why: Mapping[str, Any] | None = None) -> None:
    """Record who has the ticket now; `why` says how a machine or "next ticket" chose: `how` and `reasons`."""
    data = {"agent": agent.pk if agent else None, "name": agent.name if agent else "", "version": ticket.version}
    events.record("ticket.assigned", subject=ticket, by=by, data={**data, **(why or {})})


@transaction.atomic
def hand_over(ticket: Ticket | int, *, by: Actor, group: Group, note: str, seen: int | None = None) -> Ticket:
    """Another group has the ticket now, with a note that says why; the owner towards the player stays.

    A restricted group's ticket becomes invisible for everybody else.
    """
    row = locked(ticket)
    check_can(by, Permission.TICKET_CHANGE, row)
    text = checked_text(note, "note", longest=NOTE_MAX)
    check_seen(row, seen, text=text)
    check_move(row, Move.HAND_OVER)
    if group.pk == row.group_id:
        raise InvalidInput({"group": [_("The ticket is with this group already.")]})
    before = row.group
    restricted = row.is_restricted or group.is_restricted
    advance(row, Move.HAND_OVER, by=by, group=group, assignee=None, is_restricted=restricted)
    data = {"from": before.code, "to": group.code, "note": text, "version": row.version}
    events.record("ticket.handed_over", subject=row, by=by, data=data)
    return row


@transaction.atomic
def follow_up(ticket: Ticket | int, *, by: Actor, at: datetime | None, note: str = "") -> Ticket:
    """The ticket comes back to its agent at `at` (in the future, within a year); None takes the date away."""
    row = locked(ticket)
    check_can(by, Permission.TICKET_CHANGE, row)
    check_move(row, Move.FOLLOW_UP)
    text = checked_line(note, "note", longest=500, required=False)
    if at is not None and not clock.now() < at <= clock.now() + FURTHEST:
        raise InvalidInput({"at": [_("Please choose a time between now and a year from now.")]})
    apply(row, bump=False, follow_up_at=at, follow_up_note=text if at else "")
    data = {"at": at.isoformat() if at else None, "note": text}
    events.record("ticket.follow_up_set", subject=row, by=by, data=data)
    return row


@transaction.atomic
def resolve(
    ticket: Ticket | int,
    *,
    by: Actor,
    summary: str,
    root_cause: str,
    body: str = "",
    seen: int | None = None,
    answers: Mapping[str, Any] | None = None,
) -> Ticket:
    """Our work is done, with its summary and root cause; the player is asked whether it is solved.

    With `body` the player gets a last reply in the same transaction. `answers` are what was answered to questions that
    the apps above ask with this very resolve; its event tells them, and no other resolve does.
    """
    row = locked(ticket)
    check_can(by, Permission.TICKET_RESOLVE, row)
    what = checked_text(summary, "summary", longest=BODY_MAX)
    why = checked_line(root_cause, "root_cause", longest=CAUSE_MAX)
    check_seen(row, seen, text=redact(body) or what)
    check_move(row, Move.RESOLVE)
    if body.strip():
        send_reply(row, by=by, body=body)
        row = locked(row)
    fields: dict[str, Any] = {
        "resolution_summary": what,
        "root_cause": why,
        "is_satisfied": None,
        "waiting_since": None,
    }
    advance(row, Move.RESOLVE, by=by, follow_up_at=None, follow_up_note="", **fields)
    refresh_search(row)
    data: dict[str, Any] = {"summary": what, "root_cause": why, "version": row.version}
    if answers:
        data["answers"] = dict(answers)
    events.record("ticket.resolved", subject=row, by=by, data=data)
    return row


@transaction.atomic
def reopen(ticket: Ticket | int, *, by: Actor, reason: str, comment: str = "") -> Ticket:
    """The matter goes on: resolved or closed becomes open, counted, within the days that the policy allows.

    `comment` is what the player said with it, word for word.
    """
    row = locked(ticket)
    check_can(by, Permission.TICKET_RESOLVE, row)
    why = checked_text(reason, "reason", longest=NOTE_MAX)
    check_move(row, Move.REOPEN)
    check_reopen_window(row)
    fields: dict[str, Any] = {"reopen_count": row.reopen_count + 1, "is_satisfied": None}
    if by.kind == "player":
        fields["waiting_since"] = clock.now()
    advance(row, Move.REOPEN, by=by, **fields)
    said = checked_text(comment, "comment", longest=COMMENT_MAX, required=False)
    data = {"reason": why, "comment": said, "count": row.reopen_count, "version": row.version}
    events.record("ticket.reopened", subject=row, by=by, data=data)
    return row


def check_reopen_window(ticket: Ticket) -> None:
    """Raise `MoveNotAllowed` when the days for reopening are over (counted from resolve)."""
    days = lifecycle_for(ticket.game_id).reopen_within_days
    if ticket.resolved_at is not None and clock.now() > ticket.resolved_at + timedelta(days=days):
        raise MoveNotAllowed(
            _("The time for reopening is over. Please open a new ticket; it will be linked to this one."),
            move=Move.REOPEN.value,
            status=ticket.status,
            allowed=[Move.ARCHIVE.value] if ticket.status == Status.CLOSED else [],
        )


@transaction.atomic
def confirm(ticket: Ticket | int, *, by: Actor, solved: bool, comment: str = "") -> Ticket:
    """The player's answer to "solved?": yes closes, no opens it again and counts; the comment stands in the event.

    A ticket about danger to a person stays resolved after a yes: a person of ours closes it.
    """
    row = locked(ticket)
    check_move(row, Move.CLOSE)
    if not solved:
        row = reopen(row, by=by, reason=comment or _("The player says it is not solved."), comment=comment)
        apply(row, bump=False, is_satisfied=False)
        return row
    apply(row, bump=False, is_satisfied=True)
    if not may_end_talk(by, row):
        return row
    return close(row, by=by, reason="confirmed", comment=comment)


@transaction.atomic
def close(ticket: Ticket | int, *, by: Actor, reason: str = "", comment: str = "") -> Ticket:
    """The matter is ended: after the player's yes, which may bring a `comment`, after the days, or by staff.

    One about danger to a person is closed by staff alone, and not before what is owed on it is done. Raises
    `MoveNotAllowed` otherwise.
    """
    row = locked(ticket)
    check_can(by, Permission.TICKET_CLOSE, row)
    check_may_close(row, by=by)
    advance(row, Move.CLOSE, by=by)
    data = {"reason": reason, "comment": checked_text(comment, "comment", longest=COMMENT_MAX, required=False)}
    events.record("ticket.closed", subject=row, by=by, data=data | {"version": row.version})
    return row


def check_may_close(ticket: Ticket, *, by: Actor) -> None:
    """Raise `MoveNotAllowed` with the reason that speaks against closing the ticket now."""
    against = [] if may_end_talk(by, ticket) else [_("A ticket about somebody's safety is closed by a person.")]
    against += objections_to_close(ticket)
    if against:
        raise MoveNotAllowed(against[0], move=Move.CLOSE.value, status=ticket.status, allowed=[])


@transaction.atomic
def archive(ticket: Ticket | int, *, by: Actor) -> Ticket:
    """The closed ticket is read-only from now on; it stays searchable."""
    row = locked(ticket)
    check_can(by, Permission.TICKET_ARCHIVE, row)
    advance(row, Move.ARCHIVE, by=by, archived_at=clock.now())
    events.record("ticket.archived", subject=row, by=by, data={"version": row.version})
    return row
