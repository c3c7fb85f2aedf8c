"""When a ticket that is put aside comes back: later today, tomorrow morning, next week. Pure, in the agent's own days.

A morning is the first opening of the service calendar from nine o'clock on, so a day off is passed over.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from core.clock import Calendar, EmptyCalendar, Window, at_local, due_at, open_intervals

MORNING = 9 * 60
BREAK = timedelta(hours=3)
SHORTEST = timedelta(hours=1)
BEFORE_CLOSING = timedelta(minutes=30)
GRAIN = 15 * 60
ONE_DAY = timedelta(days=1)
OFFICE = Window(MORNING, 18 * 60)


@dataclass(frozen=True)
class Later:
    """One offer: `code` is `today`, `tomorrow` or `week`; `is_that_day` is false where days off push it on."""

    code: str
    at: datetime
    is_that_day: bool = True


def office_hours(zone: str) -> Calendar:
    """What counts where nobody keeps a calendar: Monday to Friday, nine to six."""
    return Calendar(zone, ((OFFICE,),) * 5 + ((), ()))


def offers(now: datetime, zone: str, calendar: Calendar) -> list[Later]:
    """The times that make sense at this moment, each once, in their order."""
    today = now.astimezone(ZoneInfo(zone)).date()
    tomorrow, monday = today + ONE_DAY, today + ONE_DAY * (7 - today.weekday())
    found = [later for later in [_later_today(now, zone, today, calendar)] if later is not None]
    for code, day in (("tomorrow", tomorrow), ("week", monday)):
        at = _first_opening(calendar, at_local(zone, day, MORNING))
        if all(at != other.at for other in found):
            found.append(Later(code, at, is_that_day=at.astimezone(ZoneInfo(zone)).date() == day))
    return found


def _later_today(now: datetime, zone: str, today: date, calendar: Calendar) -> Later | None:
    """In three hours, or half an hour before the last closing of the day if sooner; nothing when it is late."""
    midnight = at_local(zone, today + ONE_DAY, 0)
    closings = [end for _start, end in open_intervals(calendar, now, midnight)]
    if not closings:
        return None
    seconds = -(-(now + BREAK).timestamp() // GRAIN) * GRAIN
    at = min(datetime.fromtimestamp(seconds, now.tzinfo), closings[-1] - BEFORE_CLOSING)
    return Later("today", at) if at >= now + SHORTEST else None


def _first_opening(calendar: Calendar, at: datetime) -> datetime:
    """The moment itself when the calendar is open then, else when it opens next."""
    try:
        return due_at(calendar, at, 1) - timedelta(seconds=1)
    except EmptyCalendar:
        return at
