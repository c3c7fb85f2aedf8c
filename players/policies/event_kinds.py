"""What each kind of event may carry: the table of the interface, as readers of values."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _

from players.enums import EventKind
from players.policies import event_values as v
from players.policies.event_values import Reader, Unfit

LONGEST_STRETCH = timedelta(days=7)
_ID, _LABEL = v.name_of(64), v.name_of(40)
_RESULT = v.one_of("win", "loss", "draw")  # the player's own
_ORDER = {"order": _ID, "amount": v.money, "currency": v.currency}


@dataclass(frozen=True)
class Shape:
    """The fields that an event of a kind must and may have; everything else is refused."""

    needs: dict[str, Reader]
    may: dict[str, Reader] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Keep all readers together, so that reading an event looks each field up once."""
        object.__setattr__(self, "readers", {**self.needs, **self.may})

    readers: dict[str, Reader] = field(init=False, repr=False)


SHAPES: dict[str, Shape] = {
    EventKind.LOGIN: Shape(
        {"session": _ID, "ok": v.truth},
        {
            "ip": v.net,
            "region": _LABEL,
            "device": _ID,
            "os": _LABEL,
            "app_version": _LABEL,
            "lat": v.degrees(90),
            "lon": v.degrees(180),
        },
    ),
    EventKind.LOGOUT: Shape({"session": _ID}),
    EventKind.PLAY: Shape({"session": _ID, "started_at": v.moment_text}, {"ended_at": v.moment_text}),
    EventKind.PAYMENT: Shape(
        {**_ORDER, "channel": _LABEL, "status": v.one_of("paid", "failed")}, {"payer": v.name_of(200)}
    ),
    EventKind.REFUND: Shape(_ORDER),
    EventKind.CHARGEBACK: Shape(_ORDER),
    EventKind.SECURITY_CHANGE: Shape(
        {
            "what": v.one_of(
                "password", "phone", "email", "second_factor", "limit_set", "limit_removed", "self_ban", "face_check"
            )
        },
        {"ok": v.truth, "device": _ID},
    ),
    EventKind.MATCH: Shape(
        {"match": _ID, "name": v.covering(v.name_of(120)), "started_at": v.moment_text},
        {"ended_at": v.moment_text, "rank": v.whole(1, 1_000_000), "result": _RESULT},
    ),
    EventKind.HAND: Shape({"match": _ID, "hand": _ID}, {"record": v.record, "result": _RESULT}),
    EventKind.DISCONNECT: Shape({"seconds": v.whole(0, 7 * 86_400)}, {"match": _ID, "hand": _ID, "network": _LABEL}),
    EventKind.ASSET_OUT: Shape(
        {"item": v.covering(v.name_of(120)), "quantity": v.whole(1, 10**12), "value": v.money}, {"to_uid": _ID}
    ),
    EventKind.SANCTION: Shape({"type": _LABEL, "reason": v.covering(v.words_of(500))}, {"until": v.moment_text}),
    EventKind.ATTEMPT: Shape({"what": v.one_of("login", "play", "pay"), "rule": _LABEL}),
    EventKind.REMINDER: Shape({"reminder": _ID, "shown_at": v.moment_text}, {"acknowledged_at": v.moment_text}),
}

_ORDERED = {
    EventKind.PLAY: ("started_at", "ended_at"),
    EventKind.MATCH: ("started_at", "ended_at"),
    EventKind.REMINDER: ("shown_at", "acknowledged_at"),
}


def check_together(kind: str, data: dict[str, Any], at: datetime, bounds: tuple[str, str]) -> dict[str, Unfit]:
    """What is wrong between the fields of one event: ends before beginnings, moments out of reach.

    `bounds` are the earliest and latest moments of what has happened already, written as moments are kept. A stretch of
    play lasts a week at most, and is told of within a week of its beginning.
    """
    if kind not in _ORDERED:
        return _check_place(data)
    begin, end = _ORDERED[EventKind(kind)]
    for name in (begin, end):
        if name in data and not bounds[0] <= data[name] <= bounds[1]:
            return {name: Unfit("far", _("This moment is too far away."))}
    if begin not in data:
        return {}
    if end in data and data[end] < data[begin]:
        return {end: Unfit("order", _("This is before the beginning."))}
    if kind == EventKind.PLAY and max(data.get(end, ""), v.wire(at)) > _week_after(data[begin]):
        return {begin: Unfit("far", _("A stretch of play lasts a week at most."))}
    return {}


def _check_place(data: dict[str, Any]) -> dict[str, Unfit]:
    """A place that is only half of one; kinds without places have none."""
    missing = [name for name in ("lat", "lon") if name not in data]
    return {missing[0]: Unfit("required", _("A place has a latitude and a longitude."))} if len(missing) == 1 else {}


def _week_after(moment: str) -> str:
    return v.wire(datetime.fromisoformat(moment) + LONGEST_STRETCH)
