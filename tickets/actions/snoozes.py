"""Put a ticket aside for a while: it leaves the lists of whoever did it, all else goes on, and it comes back once.

Coming back is a claim: under the row lock, and only as long as it is the same putting aside (`snooze_seq`). So the
sweep, a person and an event that come at the same moment make one `ticket.woken` together.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core import clock
from core.actions import events
from core.actions.notifications import notify
from core.enums import Permission
from core.errors import DomainError, InvalidInput, NotAllowed, NotThere
from core.models import Actor, Agent, Event
from tickets.actions.changing import apply, check_move, locked
from tickets.enums import Move
from tickets.models import Ticket
from tickets.models.tickets import ALIVE
from tickets.policies.access import can_see, check_can
from tickets.policies.texts import checked_line

FURTHEST = timedelta(days=90)
NOTE_MAX = 500
GONE = {"snoozed_until": None, "snoozed_by": None, "snooze_note": "", "snooze_seq": None}
URGENT = frozenset({"P0", "P1"})
SILENT = frozenset({"solved", "gone_on"})
"""Reasons after which nothing is to be done on the ticket: nobody is told."""


class NotToSnooze(DomainError):
    """Only what is still to be done can be put aside."""

    code = "ticket.not_to_snooze"
    status = 409
    message = gettext_lazy("This ticket is solved; there is nothing to put aside.")


@transaction.atomic
def snooze(ticket: Ticket | int, *, by: Actor, until: datetime, note: str = "") -> Ticket:
    """The ticket is out of the agent's lists until then; its clocks and everybody else's lists go on.

    One puts aside what one has, or what nobody has; who had put it aside before is told that it is back. Raises
    `InvalidInput` for a moment that is past or more than 90 days away, `NotToSnooze` on a resolved ticket.
    """
    row = locked(ticket)
    check_can(by, Permission.TICKET_CHANGE, row)
    if by.agent is None:
        raise NotAllowed
    check_move(row, Move.CHANGE)
    if row.status not in ALIVE:
        raise NotToSnooze
    if row.assignee_id not in {None, by.id}:
        raise NotAllowed(_("A colleague has this ticket. Only who has it can put it aside."))
    if not clock.now() < until <= clock.now() + FURTHEST:
        raise InvalidInput({"at": [_("Please choose a time between now and 90 days from now.")]})
    text = checked_line(note, "note", longest=NOTE_MAX, required=False)
    if row.snoozed_by_id not in {None, by.id}:
        _end(row, by=by, reason="replaced")
    event = events.record("ticket.snoozed", subject=row, by=by, data={"until": until.isoformat(), "note": text})
    apply(row, bump=False, snoozed_until=until, snoozed_by_id=by.id, snooze_note=text, snooze_seq=event.seq)
    return row


@transaction.atomic
def wake(ticket: Ticket | int, *, by: Actor) -> Ticket:
    """Take the ticket back into one's own lists now; one that is there already stays as it is."""
    row = locked(ticket)
    if not can_see(by, row):
        raise NotThere
    if row.snoozed_by_id == by.id:
        _end(row, by=by, reason="undone")
    return row


@transaction.atomic
def wake_at(ticket_id: int, now: datetime) -> bool:
    """Bring back a ticket whose time has come at `now`; exactly one of any number of callers does it."""
    row = locked(ticket_id)
    if row.snoozed_until is None or row.snoozed_until > now:
        return False
    return _end(row, by=Actor.system(), reason="time")


def heed(event: Event) -> None:
    """Bring the ticket back early when the event gives a reason to look at it again."""
    reason = reason_in(event)
    if reason:
        wake_for(event, reason=reason)


def reason_in(event: Event) -> str:
    """Why the event brings a ticket back that was put aside before it; empty when it does not."""
    data = event.data
    if event.name in _REASONS:
        return _REASONS[event.name]
    if event.name in {"ticket.merged", "message.moved"}:
        return _reason_in_join(event.name, data)
    if event.name == "ticket.changed" and "priority" in data:
        before, after = data["priority"]
        return "priority" if after < before else ""
    if event.name == "ticket.classified" and data.get("priority") in URGENT:
        return "priority"
    return "case" if event.name == "ticket.moved" and data.get("move") == Move.CASE_ANSWERED else ""


def _reason_in_join(name: str, data: Mapping[str, Any]) -> str:
    """Words that wait for an answer came in from another ticket, or this one goes on in another and ends here."""
    if name == "ticket.merged" and data["role"] == "source":
        return "gone_on"
    is_waiting = data["role"] == "target" and data["waiting_since" if name == "ticket.merged" else "waiting"]
    return "joined" if is_waiting else ""


_REASONS = {
    "message.received": "message",
    "ticket.handed_over": "handed_over",
    "ticket.assigned": "assigned",
    "ticket.follow_up_due": "follow_up",
    "ticket.resolved": "solved",
}


@transaction.atomic
def wake_for(event: Event, *, reason: str) -> bool:
    """Bring the ticket back because of the event, unless it was put aside after it; True when it came back.

    What the agent did with open eyes (priority, giving it to oneself) is no reason; handing it on ends it in silence.
    """
    aside = Ticket.objects.filter(pk=event.subject_id, snooze_seq__lt=event.seq)
    if not aside.exists():
        return False
    row = locked(event.subject_id)
    if row.snooze_seq is None or row.snooze_seq > event.seq:
        return False
    is_own = event.actor_kind == "agent" and event.actor_id == row.snoozed_by_id
    is_mine = reason == "assigned" and row.assignee_id == row.snoozed_by_id
    if is_mine or (is_own and reason == "priority"):
        return False
    by = Actor.of_agent(Agent(pk=event.actor_id, name=event.actor_name)) if is_own else Actor.system()
    return _end(row, by=by, reason=reason)


def _end(row: Ticket, *, by: Actor, reason: str) -> bool:
    agent = row.snoozed_by
    aside = Ticket.objects.filter(pk=row.pk, snooze_seq=row.snooze_seq, snooze_seq__isnull=False)
    if agent is None or not aside.update(**GONE):
        return False
    data = {"reason": reason, "until": row.snoozed_until.isoformat() if row.snoozed_until else None}
    events.record("ticket.woken", subject=row, by=by, data=data)
    key, note = f"woken:{row.pk}:{row.snooze_seq}", row.snooze_note
    for name, value in GONE.items():
        setattr(row, name, value)
    if by.id != agent.pk and reason not in SILENT and agent.is_active and can_see(Actor.of_agent(agent), row):
        params = {"number": row.number, "subject": row.subject, "note": note}
        url = f"/desk/tickets/{row.number}"
        notify([agent], key=key, kind=f"ticket.woken.{reason}", params=params, url=url, topic=f"ticket:{row.pk}")
    return True
