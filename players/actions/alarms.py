"""Somebody reaches for identities in a way that their work does not explain: refused, written down, told."""

from datetime import timedelta

from django.db import transaction

from core import clock
from core.actions import events
from core.actions.notifications import notify
from core.enums import Permission
from core.models import Actor, Agent
from core.policies.permissions import has_anywhere
from players.errors import TooManyProfiles
from players.models import IdentityView, Player

PROFILES_AN_HOUR = 60
_HOUR = timedelta(hours=1)
KIND = "identity.access_suspicious"


@transaction.atomic
def tell_suspicious(agent: Agent, what: str, player: int | None = None) -> None:
    """The refused reach is an event of the agent; risk officers hear of each kind of it once an hour.

    Call it outside of the transaction that was refused, which would take this back as well.
    """
    now = clock.now()
    data = {"what": what, "player": player}
    events.record("identity.access_suspicious", subject=agent, by=Actor.of_agent(agent), data=data)
    officers = [one for one in _officers() if one.pk != agent.pk]
    key = f"{KIND}:{agent.pk}:{what}:{now:%Y%m%d%H}"
    notify(officers, key=key, kind=KIND, params={"name": agent.name, "what": what}, url="/risk/", is_urgent=True)


@transaction.atomic
def count_view(agent: Agent, player: Player) -> None:
    """The agent has the masked identity of this player in front of them. Raises `TooManyProfiles` for one too many.

    Each player counts once an hour, however often the page is opened.
    """
    now = clock.now()
    Agent.objects.select_for_update().only("pk").get(pk=agent.pk)
    recent = IdentityView.objects.filter(agent=agent, at__gt=now - _HOUR)
    if not recent.filter(player=player).exists():
        if recent.count() >= PROFILES_AN_HOUR:
            raise TooManyProfiles(int(_HOUR.total_seconds()))
        IdentityView.objects.update_or_create(agent=agent, player=player, defaults={"at": now})


def _officers() -> list[Agent]:
    """Who decides about risk."""
    people = Agent.objects.filter(is_active=True, grants__role__permissions__contains=[Permission.RISK_DECIDE])
    return [
        one
        for one in people.distinct().order_by("pk")
        if has_anywhere(one, Permission.RISK_DECIDE) and has_anywhere(one, Permission.DESK_USE)
    ]
