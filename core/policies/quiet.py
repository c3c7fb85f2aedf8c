"""When a person is not to be disturbed, and when the next mail is due. Pure, in the person's own days.

Hours are wall-clock times of the person's zone, so they stay the same when clocks change: a night with 23 hours is
quiet for one hour less.
"""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from core.clock import at_local
from core.enums import DigestRhythm

ONE_DAY, ONE_HOUR = timedelta(days=1), timedelta(hours=1)


def is_quiet(at: datetime, zone: str, since: time | None, until: time | None) -> bool:
    """Whether `at` lies in the quiet hours, which may run over midnight; the end itself is not quiet any more."""
    if since is None or until is None or since == until:
        return False
    wall = at.astimezone(ZoneInfo(zone)).time()
    return since <= wall < until if since < until else wall >= since or wall < until


def next_digest(
    after: datetime, zone: str, rhythm: str, *, hour: int, quiet: tuple[time | None, time | None] = (None, None)
) -> datetime | None:
    """The first moment after `after` at which a mail is due; None when none is wanted.

    Daily: at that hour of the person's day. Hourly: at each full hour of the person's clock that is not quiet.
    """
    local = after.astimezone(ZoneInfo(zone))
    if rhythm == DigestRhythm.DAILY:
        today = at_local(zone, local.date(), hour * 60)
        return today if today > after else at_local(zone, local.date() + ONE_DAY, hour * 60)
    if rhythm != DigestRhythm.HOURLY:
        return None
    past = timedelta(minutes=local.minute, seconds=local.second, microseconds=local.microsecond)
    due = after - past + ONE_HOUR
    for _hour in range(24):
        if not is_quiet(due, zone, *quiet):
            break
        due += ONE_HOUR
    return due
