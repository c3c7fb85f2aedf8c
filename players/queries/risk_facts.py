"""What the operation knows of one player, as the typed facts in which signs are looked for."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any, Final

from django.db.models import Max, Q

from players.engines import signals
from players.engines.signals import Day, Login, Outflow, Sign, Stretch, TopUp
from players.enums import EventKind, PaymentStatus, SightingOf
from players.models import GameEvent, OpsSnapshot, Payment, Player, PlaySession, Sighting
from players.queries.risk import is_verified_minor
from players.queries.school_days import SchoolDay, school_days

RECENT, MONTH, SEASON = timedelta(days=8), timedelta(days=30), timedelta(days=91)
EVENTS_MAX: Final = 2000
SPEND_FLOOR: Final = Decimal(200)
"""A week below this sum (in the currency of the game's place) is never much, whatever the weeks before."""
CHEATING: Final = re.compile(r"cheat|collu|hack|bot|script|作弊|外挂|开挂|脚本|伙牌|串通|通牌", re.IGNORECASE)
READ: Final = (
    EventKind.LOGIN, EventKind.SECURITY_CHANGE, EventKind.ASSET_OUT, EventKind.SANCTION, EventKind.ATTEMPT,
)  # fmt: skip


@dataclass(frozen=True)
class _Known:
    """The rows of one player, read once."""

    player: Player
    at: datetime
    events: Mapping[str, Sequence[tuple[datetime, str, Mapping[str, Any]]]]
    sightings: Mapping[tuple[str, str], datetime]
    payments: Sequence[Payment]
    days: Sequence[OpsSnapshot]
    stretches: Sequence[PlaySession]
    results: Sequence[tuple[datetime, str]]
    school: Mapping[date, SchoolDay]


def signs_of(player: Player, at: datetime) -> list[Sign]:
    """Every sign that the operation's data of the last weeks shows; facts that nobody reported are no sign."""
    known = _known(player, at)
    return [*_theft(known), *_health(known), *_minor(known), *_fraud(known), *_abuse(known)]


def _known(player: Player, at: datetime) -> _Known:
    payments = list(Payment.objects.filter(player=player, at__gt=at - SEASON, at__lte=at).order_by("at", "pk"))
    days = list(OpsSnapshot.objects.filter(player=player, date__gt=(at - SEASON).date()).order_by("date"))
    return _Known(
        player,
        at,
        _events(player, at),
        {(s.of, s.value): s.first_seen_at for s in Sighting.objects.filter(player=player).order_by("-pk")[:EVENTS_MAX]},
        payments,
        days,
        list(PlaySession.objects.filter(player=player, last_seen_at__gt=at - RECENT).order_by("started_at")),
        _results(player, payments, at),
        school_days(player, [day.date for day in days if day.minutes_played is not None], at),
    )


def _results(player: Player, payments: Sequence[Payment], at: datetime) -> list[tuple[datetime, str]]:
    """Wins and losses of matches and hands, asked only for who paid often enough to have run after losses."""
    if sum(payment.at > at - RECENT for payment in payments) < signals.CHASES:
        return []
    rows = GameEvent.objects.filter(player=player, kind__in=(EventKind.MATCH, EventKind.HAND), at__gt=at - RECENT)
    told = rows.filter(at__lte=at, data__has_key="result").order_by("-at").values_list("at", "data__result")
    return list(told[:EVENTS_MAX])


def _events(player: Player, at: datetime) -> Mapping[str, Sequence[tuple[datetime, str, Mapping[str, Any]]]]:
    """The newest events of the kinds that signs are read from."""
    since = Q(at__gt=at - RECENT) | Q(kind=EventKind.SECURITY_CHANGE)
    rows = GameEvent.objects.filter(since, player=player, kind__in=READ, at__gt=at - MONTH, at__lte=at)
    found: dict[str, list[tuple[datetime, str, Mapping[str, Any]]]] = {kind: [] for kind in READ}
    for kind, moment, event, data in rows.order_by("-at").values_list("kind", "at", "event", "data")[:EVENTS_MAX]:
        found[kind].append((moment, event, data))
    return found


def _theft(known: _Known) -> list[Sign]:
    logins = [_login(known, at, data) for at, _event, data in known.events[EventKind.LOGIN]]
    strange = signals.strange_logins(logins)
    changes = [
        at
        for at, _event, data in known.events[EventKind.SECURITY_CHANGE]
        if data["what"] in {"password", "phone", "email", "second_factor"}
    ]
    outflows = [Outflow(at, Decimal(data["value"])) for at, _event, data in known.events[EventKind.ASSET_OUT]]
    began = min((out.at for out in outflows), default=known.at).date()  # the days before are the usual ones
    usual = [day.asset_out_value for day in known.days if day.asset_out_value is not None and day.date < began]
    online = max((s.last_seen_at for s in known.stretches if s.ended_at is None), default=None)
    return [
        *strange,
        *signals.impossible_travel(logins),
        *signals.guessed_passwords(logins),
        *signals.emptied(logins, outflows, usual, online_at=online),
        *signals.locked_out(strange, changes),
    ]


def _login(known: _Known, at: datetime, data: Mapping[str, Any]) -> Login:
    return Login(
        at,
        bool(data["ok"]),
        device_new=_is_new(known, SightingOf.DEVICE, data.get("device"), at),
        region_new=_is_new(known, SightingOf.REGION, data.get("region"), at),
        place=(data["lat"], data["lon"]) if "lat" in data else None,
    )


def _is_new(known: _Known, of: str, value: str | None, at: datetime) -> bool | None:
    """Whether it was first seen at that moment, others having been seen before; None where the game did not say."""
    if value is None:
        return None
    first = known.sightings.get((of, value))
    before = any(kind == of and seen < at for (kind, _value), seen in known.sightings.items())
    return first == at and before


def _health(known: _Known) -> list[Sign]:
    days = _days(known)
    changes = [(at, _CHANGES[data["what"]]) for at, _e, data in _security(known) if data["what"] in _CHANGES]
    recent = [top_up for top_up in _top_ups(known.payments) if top_up.at > known.at - RECENT]
    banned = min((at for at, what in changes if what == "ban_set"), default=None)
    returns = [
        at for at, _e, data in known.events[EventKind.LOGIN] if data["ok"] and banned is not None and at > banned
    ]
    return [
        *signals.much_play(days),
        *signals.nights(days),
        *signals.long_sessions([Stretch(s.started_at, s.ended_at or s.last_seen_at) for s in known.stretches]),
        *signals.much_spending(days, floor=SPEND_FLOOR),
        *signals.chased_losses(recent, signals.losing_runs(known.results)),
        *signals.failed_payments(recent),
        *signals.undone_limits([*changes, *((at, "returned") for at in sorted(returns)[:1])]),
    ]


_CHANGES: Final = {"limit_set": "limit_set", "limit_removed": "limit_removed", "self_ban": "ban_set"}


def _security(known: _Known) -> Sequence[tuple[datetime, str, Mapping[str, Any]]]:
    return known.events[EventKind.SECURITY_CHANGE]


def _days(known: _Known) -> list[Day]:
    """The days as facts; a sign of one is dated when the day was counted, for only then was it known."""
    return [_day(row, known.school.get(row.date)) for row in known.days]


def _day(row: OpsSnapshot, school: SchoolDay | None) -> Day:
    return Day(
        row.date,
        row.counted_at,
        minutes_played=row.minutes_played,
        minutes_night=row.minutes_night,
        topup_amount=row.topup_amount,
        out_of_window_attempts=row.out_of_window_attempts,
        is_school_day=None if school is None else school.is_school_day,
        minutes_after_school=None if school is None else school.minutes_after,
    )


def _minor(known: _Known) -> list[Sign]:
    attempts = [at for at, _event, _data in known.events[EventKind.ATTEMPT]]
    faces = [at for at, _e, data in _security(known) if data["what"] == "face_check" and data.get("ok") is False]
    is_minor = is_verified_minor(known.player, known.at) is True
    return [
        *signals.outside_window(attempts, is_verified_minor=is_minor),
        *signals.failed_faces(faces),
        *signals.school_hours(_days(known)),
    ]


def _fraud(known: _Known) -> list[Sign]:
    top_ups = _top_ups(known.payments)
    return [
        *signals.money_back(top_ups),
        *signals.strange_payers(top_ups),
        *_shared_devices(known),
        *_transfers(known),
    ]


def _top_ups(payments: Iterable[Payment]) -> list[TopUp]:
    return [
        TopUp(
            row.at,
            row.order,
            row.amount,
            failed=row.status == PaymentStatus.FAILED,
            refunded=row.refunded > 0,
            charged_back=row.charged_back > 0,
            payer=row.payer_index,
        )
        for row in payments
    ]


def _shared_devices(known: _Known) -> list[Sign]:
    """FR2, asked only for an account that had money back itself."""
    if not any(row.refunded or row.charged_back for row in known.payments):
        return []
    devices = [value for of, value in known.sightings if of == SightingOf.DEVICE][:20]
    sharing = Sighting.objects.filter(of=SightingOf.DEVICE, value__in=devices).values_list("value", "player_id")
    back = Q(refunded__gt=0) | Q(charged_back__gt=0)
    accounts = list(sharing[:EVENTS_MAX])
    refunds = Payment.objects.filter(back, player__in={player for _value, player in accounts})
    last = dict(refunds.values("player").annotate(last=Max("at")).values_list("player", "last"))
    found = []
    for device in devices:
        owners = {player: last[player] for value, player in accounts if value == device and player in last}
        found += signals.shared_device(device, owners)
    return found


def _transfers(known: _Known) -> list[Sign]:
    """FR4: what was sent to others; what came back is asked of the accounts that were sent to."""
    sent = [(at, data["to_uid"]) for at, _e, data in known.events[EventKind.ASSET_OUT] if data.get("to_uid")]
    if len(sent) < signals.HUB_TRANSFERS:
        return []
    hubs = Player.objects.filter(game=known.player.game_id, uid__in={to for _at, to in sent}).values("pk")
    back = GameEvent.objects.filter(
        player__in=hubs, kind=EventKind.ASSET_OUT, at__gt=known.at - MONTH, data__to_uid=known.player.uid
    )
    return signals.one_way(sent, back.count())


def _abuse(known: _Known) -> list[Sign]:
    given = [
        (at, event)
        for at, event, data in known.events[EventKind.SANCTION]
        if CHEATING.search(f"{data['type']} {data['reason']}")
    ]
    return signals.sanctions(given)
