"""Work orders on tickets of one game, and the people on both sides."""

from typing import Any

from core.models import Actor, Group
from escalation.actions.work_orders import open_work_order
from escalation.models import WorkOrder
from tests.factories.people import make_agent, make_game
from tests.factories.tickets import make_ticket
from tickets.enums import Status
from tickets.models import Ticket


def worker(group: str = "TEC", role: str = "technical") -> Actor:
    """Somebody of the group that is asked."""
    return Actor.of_agent(make_agent(role, groups=(group,)))


def asker() -> Actor:
    """An agent of the front line."""
    return Actor.of_agent(make_agent("agent"))


def make_order(
    by: Actor | None = None, *, ticket: Ticket | None = None, group: str = "TEC", **fields: Any
) -> WorkOrder:
    """A work order on a ticket that `by` has."""
    by = by or asker()
    make_game()
    row = ticket or make_ticket(Status.OPEN, agent=by.agent)
    given = {"title": "查登录日志", "note": "玩家三天进不了游戏，请查 11 月 14 日起的登录日志"} | fields
    return open_work_order(row, by=by, group=Group.objects.get(code=group), **given)
