"""On which side of a work order somebody stands, what that allows, and what its fields must say."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _

from core.enums import Permission
from core.errors import InvalidInput, NotAllowed, NotThere
from core.models import Actor
from core.policies.permissions import has, rights_of
from escalation.enums import OrderMove
from escalation.errors import OrderMoveNotAllowed, StaleOrder
from escalation.models import Case, WorkOrder
from escalation.policies.cases import SUPERVISOR_RANK
from escalation.workflow import ALIVE, MAY, Party, allowed_moves, next_stage
from tickets.policies.access import can_see
from tickets.policies.texts import checked_line

TITLE_MAX, STEPS_MAX, STEP_MAX, FOLLOW_UPS_MAX = 200, 20, 200, 20
FURTHEST = timedelta(days=366)
REMIND_EVERY = timedelta(hours=1)
NOBODY: frozenset[Party] = frozenset()
EVERYBODY = frozenset(Party)


def parties_of(by: Actor, case: Case) -> frozenset[Party]:
    """The sides on which the actor stands; none at all means that the work order does not exist for the actor.

    The group sees the order also where it may not see the ticket: the task was given to it, and says what it says. The
    ticket's people and supervisors see it as they see the ticket. The house itself stands on both sides.
    """
    if by.agent is None:
        return EVERYBODY
    agent, ticket = by.agent, case.ticket
    leads = rights_of(agent).rank >= SUPERVISOR_RANK and can_see(by, ticket)
    found = set()
    if has(agent, Permission.CASE_WORK, case.game_id) and (leads or case.group_id in rights_of(agent).groups):
        found.add(Party.WORKER)
    answers = agent.pk in {ticket.owner_id, ticket.assignee_id} and can_see(by, ticket)
    if has(agent, Permission.CASE_OPEN, case.game_id) and (leads or answers or case.opened_by_id == agent.pk):
        found.add(Party.ASKER)
    return frozenset(found)


def possible_moves(by: Actor, order: WorkOrder) -> list[OrderMove]:
    """What the actor may do with it as it stands."""
    return allowed_moves(order.stage, parties_of(by, order.case))


def may_do(by: Actor, order: WorkOrder, move: OrderMove) -> bool:
    """Whether the actor stands on the side whose part the move is, whatever the stage."""
    return bool(parties_of(by, order.case) & MAY[move])


def check_part(by: Actor, order: WorkOrder, *, allowed: frozenset[Party] = EVERYBODY) -> None:
    """Raise `NotThere` for who has no part in the order, `NotAllowed` for who stands on the other side."""
    parties = parties_of(by, order.case)
    if not parties:
        raise NotThere
    if not parties & allowed:
        raise NotAllowed(permission=str(Permission.CASE_WORK if Party.WORKER in allowed else Permission.CASE_OPEN))


def check_move(by: Actor, order: WorkOrder, move: OrderMove) -> str:
    """Return the stage that the move leads to; raises `NotThere`, `NotAllowed` or `OrderMoveNotAllowed`."""
    is_house = by.agent is None
    check_part(by, order, allowed=EVERYBODY if is_house else MAY[move])
    after = next_stage(order.stage, move)
    if after is None:
        allowed = [m.value for m in possible_moves(by, order)]
        raise OrderMoveNotAllowed(move=move.value, stage=order.stage, allowed=allowed)
    return after.value


def check_alive(order: WorkOrder) -> None:
    """Raise `OrderMoveNotAllowed` on an order that has ended."""
    if order.stage not in ALIVE:
        raise OrderMoveNotAllowed(stage=order.stage, allowed=[])


def check_version(order: WorkOrder, seen: int | None) -> None:
    """Raise `StaleOrder` when the order is not any more what the person saw."""
    if seen is not None and seen != order.version:
        raise StaleOrder(seen=seen, version=order.version)


def checked_moment(at: datetime | None, field: str, now: datetime) -> datetime:
    """Return the moment; raises `InvalidInput` on `field` unless it lies between now and a year from now."""
    if at is None or not now < at <= now + FURTHEST:
        raise InvalidInput({field: [_("Please choose a time between now and a year from now.")]})
    return at


def checked_steps(texts: Iterable[str], before: Iterable[Mapping[str, Any]] = ()) -> list[dict[str, Any]]:
    """The steps as they are kept, each with what was done of it before; raises `InvalidInput` on `steps`."""
    done = {step["text"] for step in before if step["done"]}
    lines = [checked_line(text, "steps", longest=STEP_MAX) for text in texts if text.strip()]
    if len(lines) > STEPS_MAX:
        raise InvalidInput({"steps": [_("At most %(max)d steps, please.") % {"max": STEPS_MAX}]})
    if len(set(lines)) < len(lines):
        raise InvalidInput({"steps": [_("Every step once, please.")]})
    return [{"text": line, "done": line in done} for line in lines]
