"""Signs in the operation's data: typed facts in, signs out. A fact that nobody reported (None) is never read as zero.

Each function looks at the facts of one player and answers with the moments at which the sign is seen. `key` says of
what it is a sign, so that the same facts, read again or late, give the same sign and never count twice.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import pairwise
from math import asin, cos, radians, sin, sqrt
from statistics import median
from typing import Final

HOUR, DAY, WEEK = timedelta(hours=1), timedelta(days=1), timedelta(days=7)
DAYS_IN_WEEK: Final = 7

NEEDS: Final[Mapping[str, frozenset[str]]] = {
    "AT1": frozenset({"new_device", "new_region"}),
    "AT2": frozenset({"places"}),  # of sign-ins, where the game says it
    "AT3": frozenset({"failed_logins"}),
    "AT4": frozenset({"asset_out_value"}),
    "AT5": frozenset({"security_changes"}),
    "HE1": frozenset({"minutes_played"}),
    "HE2": frozenset({"minutes_night"}),
    "HE3": frozenset({"longest_session_min"}),
    "HE4": frozenset({"topup_amount"}),
    "HE5": frozenset({"topup_count"}),
    "HE6": frozenset({"failed_payments"}),
    "HE9": frozenset({"security_changes"}),
    "MI1": frozenset({"out_of_window_attempts"}),
    "MI4": frozenset({"security_changes"}),
    "MI5": frozenset({"minutes_played"}),
    "FR1": frozenset({"refunds", "chargebacks"}),
    "FR2": frozenset({"refunds"}),
    "FR3": frozenset({"failed_payments"}),
    "FR4": frozenset({"asset_out_value"}),
    "AB5": frozenset({"sanctions"}),
}
"""Which fields of a day a sign is read from; where none of the last days has them, the sign is unknown, not absent."""


@dataclass(frozen=True)
class Sign:
    """A sign that the facts show: its code, when, of what, and how strong in thousandths."""

    code: str
    at: datetime
    key: str
    strength: int = 1000
    marks: tuple[str, ...] = ()


@dataclass(frozen=True)
class Login:
    """One attempt to sign in. What the game did not say is None; a place is in degrees."""

    at: datetime
    ok: bool
    device_new: bool | None = None
    region_new: bool | None = None
    place: tuple[float, float] | None = None


@dataclass(frozen=True)
class Outflow:
    """Assets that left the account, worth `value` in the game's own unit."""

    at: datetime
    value: Decimal


@dataclass(frozen=True)
class Stretch:
    """One stretch of play."""

    start: datetime
    end: datetime


@dataclass(frozen=True)
class TopUp:
    """One order; `failed` where the payment did not go through."""

    at: datetime
    order: str
    amount: Decimal
    failed: bool = False
    refunded: bool = False
    charged_back: bool = False
    payer: str = ""


@dataclass(frozen=True)
class Day:
    """A day in numbers; None is unknown."""

    day: date
    end: datetime
    minutes_played: int | None = None
    minutes_night: int | None = None
    topup_amount: Decimal | None = None
    out_of_window_attempts: int | None = None
    is_school_day: bool | None = None
    minutes_after_school: int | None = None


# -- account theft -----------------------------------------------------------------------------------------------------

SPEED: Final = 900  # km/h: faster than any airliner from door to door
NEAR: Final = 50.0  # km: places of networks are no more exact
EARTH: Final = 6371.0
FAILURES: Final = 10


def strange_logins(logins: Sequence[Login]) -> list[Sign]:
    """AT1: a new device and a new region, at one sign-in or at two within 24 hours."""
    fine = [login for login in _ordered(logins) if login.ok]
    devices, regions = [x for x in fine if x.device_new], [x for x in fine if x.region_new]
    found = {max(device.at, region.at) for device in devices for region in regions if abs(device.at - region.at) <= DAY}
    return [Sign("AT1", at, _hour(at)) for at in sorted(found)]


def impossible_travel(logins: Sequence[Login]) -> list[Sign]:
    """AT2: two sign-ins in a row so far apart that nobody can have travelled (over 900 km/h)."""
    placed = [login for login in _ordered(logins) if login.ok and login.place is not None]
    return [
        Sign("AT2", after.at, _hour(after.at)) for before, after in pairwise(placed) if _is_impossible(before, after)
    ]


def _is_impossible(before: Login, after: Login) -> bool:
    assert before.place is not None
    assert after.place is not None
    way = distance(before.place, after.place)
    return way > NEAR and way > SPEED * ((after.at - before.at) / HOUR)


def distance(one: tuple[float, float], other: tuple[float, float]) -> float:
    """Kilometres along the great circle between two places in degrees."""
    (lat1, lon1), (lat2, lon2) = ((radians(p[0]), radians(p[1])) for p in (one, other))
    chord = sin((lat2 - lat1) / 2) ** 2 + cos(lat1) * cos(lat2) * sin((lon2 - lon1) / 2) ** 2
    return 2 * EARTH * asin(min(1.0, sqrt(chord)))


def guessed_passwords(logins: Sequence[Login]) -> list[Sign]:
    """AT3: ten or more failures within the hour before a sign-in that worked, none having worked in between."""
    found, failures = [], list[datetime]()
    for login in _ordered(logins):
        if not login.ok:
            failures.append(login.at)
            continue
        if sum(login.at - at <= HOUR for at in failures) >= FAILURES:
            found.append(Sign("AT3", login.at, _hour(login.at)))
        failures = []
    return found


def emptied(
    logins: Sequence[Login], outflows: Sequence[Outflow], usual: Sequence[Decimal], *, online_at: datetime | None = None
) -> list[Sign]:
    """AT4: within an hour of a new device, more left than on 99 of 100 of the own days (`usual`).

    Without days of its own there is nothing to compare with: unknown, so no sign. `online_at` is when the account was
    last seen in the game; where that is after the first outflow, assets are leaving right now.
    """
    limit = p99(usual)
    if limit is None:
        return []
    found = []
    for login in _ordered(logins):
        if not (login.ok and login.device_new):
            continue
        after = [out for out in outflows if login.at <= out.at <= login.at + HOUR]
        if after and sum(out.value for out in after) > limit:
            last = max(out.at for out in after)
            is_online = online_at is not None and online_at >= last
            found.append(Sign("AT4", last, _hour(login.at), marks=("online",) if is_online else ()))
    return found


def p99(values: Sequence[Decimal]) -> Decimal | None:
    """The value that 99 of 100 do not exceed (nearest rank), or None for nothing."""
    ordered = sorted(values)
    return ordered[-(-99 * len(ordered) // 100) - 1] if ordered else None


def locked_out(strange: Sequence[Sign], changes: Sequence[datetime]) -> list[Sign]:
    """AT5: phone, mail, password or second factor changed within 24 hours after a strange sign-in (AT1)."""
    found = {at for at in changes for sign in strange if sign.at <= at <= sign.at + DAY}
    return [Sign("AT5", at, _hour(at)) for at in sorted(found)]


# -- health ------------------------------------------------------------------------------------------------------------

LONG_DAYS: Final = 6 * 60
NIGHTS, NIGHT_MINUTES = 4, 60
LONG_SESSION, PAUSE = timedelta(hours=5), timedelta(minutes=15)
SPEND_FACTOR: Final = 3
WEEKS_KNOWN: Final = 4
TOP_UPS, AFTER_LOSS, CHASES, LOST_IN_A_ROW = 5, timedelta(minutes=10), 3, 3
FAILED: Final = 3


def much_play(days: Sequence[Day]) -> list[Sign]:
    """HE1: six hours a day or more, on the mean of seven days in a row that are all known."""
    return [
        Sign("HE1", week[-1].end, f"{week[-1].day}")
        for week in _weeks(days)
        if len(week) == DAYS_IN_WEEK
        and all(d.minutes_played is not None for d in week)
        and sum(d.minutes_played or 0 for d in week) >= LONG_DAYS * DAYS_IN_WEEK
    ]


def nights(days: Sequence[Day]) -> list[Sign]:
    """HE2: an hour or more between 0:00 and 6:00 on at least four of seven nights; unknown nights do not count."""
    return [
        Sign("HE2", week[-1].end, f"{week[-1].day}")
        for week in _weeks(days)
        if sum((d.minutes_night or 0) >= NIGHT_MINUTES for d in week) >= NIGHTS
    ]


def long_sessions(stretches: Sequence[Stretch]) -> list[Sign]:
    """HE3: five hours or more in one go; a pause shorter than 15 minutes does not end it."""
    found, start, end = [], None, None
    for stretch in sorted(stretches, key=lambda s: (s.start, s.end)):
        if start is None or end is None or stretch.start - end >= PAUSE:
            start, end = stretch.start, stretch.end
        end = max(end, stretch.end)
        if end - start >= LONG_SESSION:
            found.append(Sign("HE3", end, f"{start:%Y-%m-%dT%H:%M}"))
    return list({sign.key: sign for sign in found}.values())


def much_spending(days: Sequence[Day], *, floor: Decimal) -> list[Sign]:
    """HE4: in seven days more than three times the median of the own weeks before (90 days), and above `floor`.

    At least four whole weeks must be known; who has no past of its own is unknown, not suspicious.
    """
    known = [d for d in sorted(days, key=lambda d: d.day) if d.topup_amount is not None]
    if not known:
        return []
    last = known[-1]
    past = [_week_sum(known, last.day - timedelta(days=7 * n)) for n in range(1, 13)]
    weeks = [amount for amount in past if amount is not None]
    spent = sum((d.topup_amount or Decimal() for d in known if last.day - d.day < WEEK), Decimal())
    if len(weeks) < WEEKS_KNOWN or spent <= floor or spent <= SPEND_FACTOR * median(weeks):
        return []
    return [Sign("HE4", last.end, f"{last.day}")]


def _week_sum(days: Iterable[Day], last: date) -> Decimal | None:
    week = [d.topup_amount for d in days if timedelta(0) <= last - d.day < WEEK and d.topup_amount is not None]
    return sum(week, Decimal()) if len(week) == DAYS_IN_WEEK else None


def chased_losses(top_ups: Sequence[TopUp], lost_at: Sequence[datetime]) -> list[Sign]:
    """HE5: five top-ups within 24 hours, or three that came within ten minutes of a losing run (in 24 hours)."""
    paid = sorted(top_up.at for top_up in top_ups if not top_up.failed)
    chases = [at for at in paid if any(timedelta(0) <= at - lost <= AFTER_LOSS for lost in lost_at)]
    found = {*_crowded(paid, TOP_UPS, DAY), *_crowded(chases, CHASES, DAY)}
    return [Sign("HE5", at, _hour(at)) for at in sorted(found)]


def losing_runs(results: Sequence[tuple[datetime, str]]) -> list[datetime]:
    """The moments at which a losing run stands: three matches or hands lost in a row, and each one lost after them.

    Each result is (moment, `win`, `loss` or `draw`); a pause of a day or anything but a loss ends the run. The rule
    says "a losing run" without a number: three is our own reading.
    """
    found, lost = [], list[datetime]()
    for at, result in sorted(results):
        if result != "loss" or (lost and at - lost[-1] >= DAY):
            lost = []
        if result == "loss":
            lost.append(at)
            if len(lost) >= LOST_IN_A_ROW:
                found.append(at)
    return found


def failed_payments(top_ups: Sequence[TopUp]) -> list[Sign]:
    """HE6: three failed or declined payments within 24 hours."""
    failed = sorted(top_up.at for top_up in top_ups if top_up.failed)
    return [Sign("HE6", at, _hour(at)) for at in _crowded(failed, FAILED, DAY)]


def undone_limits(changes: Sequence[tuple[datetime, str]]) -> list[Sign]:
    """HE9: a limit that was set and taken away, or a self-ban and a return. Each change is (moment, what).

    What: `limit_set`, `limit_removed`, `ban_set`, `returned`.
    """
    ends, open_since = {"limit_removed": "limit_set", "returned": "ban_set"}, set[str]()
    found = []
    for at, what in sorted(changes):
        if what in ends.values():
            open_since.add(what)
        elif ends.get(what) in open_since:
            open_since.discard(ends[what])
            found.append(Sign("HE9", at, _hour(at)))
    return found


# -- minors ------------------------------------------------------------------------------------------------------------

ATTEMPTS, CHECKS_FAILED = 3, 2
SCHOOL_DAYS, FREE_DAYS, FREE_FACTOR, AFTER_SCHOOL = 10, 2, 2, Decimal("0.8")


def outside_window(attempts: Sequence[datetime], *, is_verified_minor: bool) -> list[Sign]:
    """MI1: a verified minor, three attempts outside the allowed hours within seven days."""
    if not is_verified_minor:
        return []
    return [Sign("MI1", at, _hour(at)) for at in _crowded(sorted(attempts), ATTEMPTS, WEEK)]


def failed_faces(checks: Sequence[datetime]) -> list[Sign]:
    """MI4: two or more face checks that failed or were refused, within 30 days."""
    return [Sign("MI4", at, _hour(at)) for at in _crowded(sorted(checks), CHECKS_FAILED, timedelta(days=30))]


def school_hours(days: Sequence[Day]) -> list[Sign]:
    """MI5: on school days nearly all play comes after 16:00, and free days have twice as much.

    Weak, so it asks for ten known school days and two known free ones among the last 30.
    """
    recent = sorted(days, key=lambda d: d.day)[-30:]
    school = [d for d in recent if d.is_school_day and d.minutes_played is not None]
    free = [d for d in recent if d.is_school_day is False and d.minutes_played is not None]
    timed = [d for d in school if d.minutes_after_school is not None]
    played = sum(d.minutes_played or 0 for d in timed)
    if len(timed) < SCHOOL_DAYS or len(free) < FREE_DAYS or not played:
        return []
    late = sum(d.minutes_after_school or 0 for d in timed)
    usual, more = (Decimal(sum(d.minutes_played or 0 for d in some)) / len(some) for some in (school, free))
    if late < AFTER_SCHOOL * played or more < FREE_FACTOR * usual:
        return []
    return [Sign("MI5", recent[-1].end, f"{recent[-1].day}")]


# -- fraud, abuse ------------------------------------------------------------------------------------------------------

ACCOUNTS, PAYERS, CARD_TESTS = 3, 2, 3
HUB_TRANSFERS, HUB_SHARE = 5, Decimal("0.9")
MESSAGES, TICKETS = 10, 10
SMALL: Final = Decimal(10)


def money_back(top_ups: Sequence[TopUp]) -> list[Sign]:
    """FR1: each order that was charged back or refunded by the store."""
    back = [top_up for top_up in top_ups if top_up.charged_back or top_up.refunded]
    return [Sign("FR1", top_up.at, f"order:{top_up.order}") for top_up in back]


def shared_device(device: str, accounts: Mapping[int, datetime]) -> list[Sign]:
    """FR2: three or more accounts of one device had money back; `accounts` are their ids and when the last did."""
    return [Sign("FR2", max(accounts.values()), f"device:{device}")] if len(accounts) >= ACCOUNTS else []


def strange_payers(top_ups: Sequence[TopUp]) -> list[Sign]:
    """FR3: a payer other than the account's usual one, or cards being tested.

    The usual payer is the one of the first three paid orders; cards are tested where three small payments fail within
    an hour.
    """
    paid = [t for t in sorted(top_ups, key=lambda t: t.at) if not t.failed and t.payer]
    usual = {top_up.payer for top_up in paid[:3]}
    others = [t.at for t in paid[3:] if len(usual) < PAYERS and t.payer not in usual]
    tests = _crowded(sorted(t.at for t in top_ups if t.failed and t.amount <= SMALL), CARD_TESTS, HOUR)
    return [Sign("FR3", at, _hour(at)) for at in sorted({*others, *tests})]


def one_way(sent: Sequence[tuple[datetime, str]], received: int) -> list[Sign]:
    """FR4: five transfers or more to one account, nearly all that was sent (90 %), and nothing came back.

    `sent` are the moments and the accounts; `received` is how many transfers came in.
    """
    counts: dict[str, int] = {}
    for _at, to in sent:
        counts[to] = counts.get(to, 0) + 1
    hub = max(counts, key=lambda to: (counts[to], to), default="")
    if not hub or received or counts[hub] < HUB_TRANSFERS or counts[hub] < HUB_SHARE * len(sent):
        return []
    last = max(at for at, to in sent if to == hub)
    return [Sign("FR4", last, f"{last:%G-W%V}")]


def flooding(messages: Sequence[datetime], tickets: Sequence[datetime]) -> list[Sign]:
    """AB4: more than ten messages in a minute, or more than ten tickets in a day."""
    crowds = {
        *_crowded(sorted(messages), MESSAGES + 1, timedelta(minutes=1)),
        *_crowded(sorted(tickets), TICKETS + 1, DAY),
    }
    return [Sign("AB4", at, _hour(at)) for at in sorted(crowds)]


def sanctions(given: Sequence[tuple[datetime, str]]) -> list[Sign]:
    """AB5: each confirmed sanction for cheating or collusion, as (moment, its id)."""
    return [Sign("AB5", at, f"sanction:{which}") for at, which in given]


# -- shared ------------------------------------------------------------------------------------------------------------


def unknown_codes(known: Iterable[frozenset[str]]) -> frozenset[str]:
    """The codes that cannot be judged: no day among the last ones has all that they need. `known` are its fields."""
    days = list(known)
    return frozenset(code for code, needs in NEEDS.items() if not any(needs <= fields for fields in days))


def _crowded(moments: Sequence[datetime], many: int, span: timedelta) -> list[datetime]:
    """The moments that complete `many` within `span`; `moments` are in order."""
    return [
        moment
        for place, moment in enumerate(moments)
        if place + 1 >= many and moment - moments[place + 1 - many] <= span
    ]


def _weeks(days: Sequence[Day]) -> list[list[Day]]:
    """Seven days in a row that end on each day."""
    by_day = {d.day: d for d in days}
    wanted = ([last - timedelta(days=back) for back in range(6, -1, -1)] for last in sorted(by_day))
    return [[by_day[day] for day in week if day in by_day] for week in wanted if week[-1] in by_day]


def _ordered(logins: Sequence[Login]) -> list[Login]:
    return sorted(logins, key=lambda login: (login.at, login.ok))


def _hour(at: datetime) -> str:
    return f"{at:%Y-%m-%dT%H}"
