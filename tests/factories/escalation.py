"""Tickets with running clocks, in a house where the standard policy is loaded."""

from datetime import UTC, datetime, timedelta
from typing import Any

from core.actions.time_shift import shifted
from core.models import Actor, Agent
from escalation.actions.reference import load_reference
from escalation.actions.sweep import sweep_clocks
from escalation.models import Clock, SlaPolicy
from tests.factories.people import make_agent
from tests.factories.tickets import make_ticket, relay_all
from tickets.actions import lifecycle
from tickets.enums import Status
from tickets.models import Ticket

MONDAY = datetime(2026, 11, 16, 2, 0, tzinfo=UTC)  # 10:00 in Shanghai, a plain working day
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


def load_policy() -> None:
    """The standard policy and its calendars, unless they stand."""
    if not SlaPolicy.objects.exists():
        load_reference()


def make_timed(
    at: Status = Status.NEW, *, opened: datetime = MONDAY, priority: int = 2, category: str = "OP-01", **fields: Any
) -> Ticket:
    """A ticket of this priority and category, opened at that moment and walked to the status, with its clocks running.

    What classification made of its words is put aside: these tests are about time alone.
    """
    load_policy()
    with shifted(opened):
        ticket = make_ticket(at, **fields)
        Ticket.objects.filter(pk=ticket.pk).update(priority=priority, category_id=category)
        relay_all()
    ticket.refresh_from_db()
    return ticket


def clocks_of(ticket: Ticket, kind: str) -> list[Clock]:
    """The ticket's clocks of a kind, oldest first."""
    return list(Clock.objects.filter(ticket=ticket, kind=kind).order_by("number"))


def clock_of(ticket: Ticket, kind: str) -> Clock:
    """The newest clock of a kind."""
    return clocks_of(ticket, kind)[-1]


def sweep_at(moment: datetime) -> int:
    """Sweep as if it were that moment, and let everybody hear of it."""
    with shifted(moment):
        given = sweep_clocks()
        relay_all()
    return given


def taken_by(agent: Agent, ticket: Ticket, moment: datetime = MONDAY) -> Actor:
    """The agent takes the ticket."""
    by = Actor.of_agent(agent)
    with shifted(moment):
        lifecycle.take(ticket, by=by)
        relay_all()
    return by


def supervisor() -> Actor:
    """Somebody with every right of the desk."""
    return Actor.of_agent(make_agent("supervisor"))
