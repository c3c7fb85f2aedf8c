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

IDENTITIES_AN_HOUR, PROFILES_AN_HOUR = 60, 120
_HOUR = timedelta(hours=1)
KIND = "identity.access_suspicious"
MILD = frozenset({"search phone", "search card", "page 403", "api 403"})  # told as well, without raising an alarm


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
    notify(
        officers,
        key=key,
        kind=KIND,
        params={"name": agent.name, "what": what},
        url=f"/risk/looks/?tab=refused&agent={agent.pk}",
        is_urgent=what not in MILD,
    )


def count_identity(agent: Agent, player: Player) -> None:
    """The agent has the masked identity of this player in front of them. Raises `TooManyProfiles` for one too many."""
    check_place(count_view(agent, player))


def check_place(place: int) -> None:
    """Raise `TooManyProfiles` when the identity of a profile with this place in the hour is to be shown."""
    if place > IDENTITIES_AN_HOUR:
        raise TooManyProfiles(int(_HOUR.total_seconds()))


def count_view(agent: Agent, *players: Player) -> int:
    """The agent has these profiles in front of them, on a page, in a panel or in an answer of the interface.

    Returns the place of the last of them among the profiles of this hour; each player counts once, however often it is
    looked at. Raises `TooManyProfiles` for one too many. Call it outside of a transaction that a refusal takes back.
    """
    now = clock.now()
    with transaction.atomic():
        Agent.objects.select_for_update().only("pk").get(pk=agent.pk)
        seen = IdentityView.objects.filter(agent=agent, at__gt=now - _HOUR).order_by("at", "pk")
        places = {pk: place for place, pk in enumerate(seen.values_list("player_id", flat=True), 1)}
        fresh = [player.pk for player in players if player.pk not in places]
        if len(places) + len(fresh) > PROFILES_AN_HOUR:
            raise TooManyProfiles(int(_HOUR.total_seconds()))
        IdentityView.objects.bulk_create(
            [IdentityView(agent=agent, player_id=pk, at=now) for pk in fresh],
            update_conflicts=True,
            unique_fields=["agent", "player"],
            update_fields=["at"],
        )
    return places.get(players[-1].pk, len(places) + len(fresh)) if players else 0


def _officers() -> list[Agent]:
    """Who decides about risk."""
    people = Agent.objects.filter(is_active=True, grants__role__permissions__contains=[Permission.RISK_DECIDE])
    return [
        one
        for one in people.distinct().order_by("pk")
        if has_anywhere(one, Permission.RISK_DECIDE) and has_anywhere(one, Permission.DESK_USE)
    ]
