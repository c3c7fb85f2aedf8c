"""What a deed on many tickets asks of each: the right, the move, and that it changes something."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from core.enums import Permission
from core.models import Actor
from core.policies.permissions import has
from tickets.enums import Move
from tickets.models import Ticket
from tickets.models.tickets import NUMBER_OFFSET
from tickets.policies.access import can_see
from tickets.policies.crisis import is_in_crisis
from tickets.workflow import allowed_moves

IDS_MOST = 500
"""How many tickets one deed may name."""
VIEW_MOST = 200
"""How many tickets "everything in this view" takes."""
AT_ONCE = 20
"""Up to this many are done while the person waits; more are done by the timers, with a line that shows how far."""

ONE_BY_ONE = frozenset({"reply", "resolve", "close"})
"""What nobody does to a person in danger by the dozen."""

Answers = Mapping[str, Any]
Reason = tuple[str, dict[str, Any]]


@dataclass(frozen=True)
class Demand:
    """What one deed asks of a ticket. `no_change(ticket, by, answers)` gives the reason when there is nothing to do."""

    permission: Permission
    move: Move
    no_change: Callable[[Ticket, Actor, Answers], Reason | None] = field(default=lambda _ticket, _by, _answers: None)


def _taken(ticket: Ticket, by: Actor, _answers: Answers) -> Reason | None:
    if ticket.assignee_id is None:
        return None
    if ticket.assignee_id == by.id:
        return "bulk.no_change", {}
    return "ticket.taken", {"name": ticket.assignee.name if ticket.assignee else ""}


def _same(path: str, name: str) -> Callable[[Ticket, Actor, Answers], Reason | None]:
    def no_change(ticket: Ticket, _by: Actor, answers: Answers) -> Reason | None:
        return ("bulk.no_change", {}) if name in answers and getattr(ticket, path) == answers[name] else None

    return no_change


def tags_after(present: list[str], answers: Answers) -> list[str]:
    """The ticket's tags with some added and some taken away."""
    removed = set(answers.get("remove", ()))
    return [*(tag for tag in present if tag not in removed), *(t for t in answers.get("add", ()) if t not in present)]


def _same_tags(ticket: Ticket, _by: Actor, answers: Answers) -> Reason | None:
    if not answers:
        return None
    return ("bulk.no_change", {}) if tags_after(ticket.tags, answers) == ticket.tags else None


DEMANDS: dict[str, Demand] = {
    "take": Demand(Permission.TICKET_TAKE, Move.TAKE, _taken),
    "assign": Demand(Permission.TICKET_ASSIGN, Move.ASSIGN, _same("assignee_id", "agent")),
    "hand_over": Demand(Permission.TICKET_CHANGE, Move.HAND_OVER, _same("group_id", "group")),
    "priority": Demand(Permission.TICKET_CHANGE, Move.CHANGE, _same("priority", "priority")),
    "category": Demand(Permission.TICKET_CHANGE, Move.CHANGE, _same("category_id", "category")),
    "tags": Demand(Permission.TICKET_CHANGE, Move.CHANGE, _same_tags),
    "reply": Demand(Permission.TICKET_REPLY, Move.REPLY),
    "note": Demand(Permission.TICKET_NOTE, Move.CHANGE),
    "follow_up": Demand(Permission.TICKET_CHANGE, Move.FOLLOW_UP),
    "resolve": Demand(Permission.TICKET_RESOLVE, Move.RESOLVE),
    "close": Demand(Permission.TICKET_CLOSE, Move.CLOSE),
}


def add_demand(name: str, demand: Demand) -> None:
    """From now on a deed of that name can be asked for; its doing is added in tickets/actions/bulk_deeds.py."""
    DEMANDS[name] = demand


def reason_against(deed: str, ticket: Ticket, by: Actor, answers: Answers) -> Reason | None:
    """Why the deed will not be done to this ticket, as a code with its facts; None when nothing speaks against it.

    `answers` may be empty while nobody has answered yet; then only right and move are asked.
    """
    demand = DEMANDS[deed]
    if not can_see(by, ticket):
        return "not_found", {}
    if by.agent is not None and not has(by.agent, demand.permission, ticket.game_id):
        return "permission.denied", {}
    if ticket.is_archived:
        return "ticket.archived", {}
    if deed in ONE_BY_ONE and is_in_crisis(ticket):
        return "bulk.crisis", {}
    if demand.move not in allowed_moves(ticket.status, is_merged=ticket.is_merged):
        into = {"into": ticket.merged_into_id + NUMBER_OFFSET} if ticket.merged_into_id is not None else {}
        return "ticket.move_not_allowed", {"status": ticket.status, **into}
    return demand.no_change(ticket, by, answers)
