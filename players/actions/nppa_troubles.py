"""The state's system answers in a way that people have to look at."""

from core import clock
from core.actions.notifications import notify
from core.enums import Permission
from core.models import Agent

KIND = "nppa.trouble"


def tell_trouble(game: str, trouble: str) -> int:
    """Tell the administrators, each kind of trouble of a game once an hour; return how many were told."""
    people = Agent.objects.filter(is_active=True, grants__role__permissions__contains=[Permission.SETTINGS_CHANGE])
    key = f"{KIND}:{game}:{trouble}:{clock.now():%Y%m%d%H}"
    return notify(list(people.distinct()), key=key, kind=KIND, params={"game": game, "code": trouble})
