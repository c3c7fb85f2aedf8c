"""When colleagues work on a ticket; whoever keeps the calendars says so, without being imported."""

from collections.abc import Callable

from core.clock import Calendar
from core.models import Agent
from tickets.engines.later import office_hours
from tickets.models import Ticket

Hours = Callable[[Ticket], Calendar | None]
_hours: list[Hours] = []


def keep_hours(hours: Hours) -> None:
    """From now on `hours(ticket)` says in which calendar a ticket is worked on, None where it does not know."""
    if hours not in _hours:
        _hours.append(hours)


def hours_for(ticket: Ticket, agent: Agent) -> Calendar:
    """The calendar of the ticket, or usual office hours in the agent's own time zone."""
    for hours in _hours:
        calendar = hours(ticket)
        if calendar is not None:
            return calendar
    return office_hours(agent.time_zone)
