"""What games reported of players, for cards, rules and signs. Always with a beginning: days before it are not read."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from players.enums import EventKind, SightingOf
from players.models import GameEvent, Sighting


@dataclass(frozen=True)
class SignIn:
    """A sign-in with what is unusual about it."""

    at: datetime
    ok: bool
    device: str
    region: str
    net: str
    is_new_device: bool
    is_new_region: bool


def events_of(
    players: Iterable[int], kinds: Sequence[EventKind], *, since: datetime, until: datetime | None = None
) -> QuerySet[GameEvent]:
    """Events of these accounts and kinds within a span, the newest first; an index is read once per day."""
    span = Q(at__gte=since) if until is None else Q(at__gte=since, at__lt=until)
    found = GameEvent.objects.filter(span, player__in=list(players), kind__in=list(kinds))
    return found.order_by("-at", "-id")


def sign_ins_of(player: int, *, since: datetime, limit: int = 50) -> list[SignIn]:
    """The newest sign-ins of an account; two statements.

    A device or region is new at the sign-in that showed it first, unless the account has known no other before.
    """
    news = _news_of(player)
    rows = events_of([player], [EventKind.LOGIN], since=since)[:limit]
    return [
        SignIn(
            at=row.at,
            ok=row.data["ok"],
            device=row.data.get("device", ""),
            region=row.data.get("region", ""),
            net=row.data.get("net", ""),
            is_new_device=row.data["ok"] and (SightingOf.DEVICE, row.data.get("device"), row.at) in news,
            is_new_region=row.data["ok"] and (SightingOf.REGION, row.data.get("region"), row.at) in news,
        )
        for row in rows
    ]


def _news_of(player: int) -> set[tuple[str, str, datetime]]:
    """Every device and region with the moment at which it was new."""
    seen = Sighting.objects.filter(player=player).order_by("first_seen_at")
    rows = seen.values_list("of", "value", "first_seen_at")
    first: dict[str, datetime] = {}
    for of, _value, at in rows:
        first.setdefault(of, at)
    return {(of, value, at) for of, value, at in rows if at > first[of]}
