"""What a day is like for each way of playing."""

import random
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from helpdesk.demo.games.cast import Role, Way
from helpdesk.demo.games.telling import Tale

WINDOW_DAYS = (4, 5, 6)  # Friday, Saturday, Sunday; holidays are left to their parents
EIGHT, NINE = 20 * 60, 21 * 60
RULE = "CN-2021-WINDOW"
FAR = {"device": "device-of-somebody-else", "region": "overseas", "net": "203.0.113.66"}


def day_of(role: Role, day: date, seed: int) -> list[tuple[Any, dict[str, Any]]]:
    """The events of the account's day, each with its moment, in their order; the same for the same seed."""
    rng = random.Random(f"day {seed} {role.game} {role.uid} {role.way} {day}")  # noqa: S311 -- demo data, no secret
    tale = Tale(role, day, seed, rng)
    _DAYS[role.way](tale)
    return sorted(tale.events, key=lambda event: event[0])


def _casual(tale: Tale) -> None:
    rng = tale.rng
    if rng.random() < 0.35:
        return
    begins, minutes = rng.uniform(18.5, 21.5) * 60, rng.uniform(25, 110)
    tale.session(begins, minutes)
    tale.matches(begins, minutes)
    if rng.random() < 0.18:
        tale.pay(begins + 4, rng.choice((6, 12, 30, 68)))


def _competitor(tale: Tale) -> None:
    rng = tale.rng
    begins, minutes = rng.uniform(14, 19) * 60, rng.uniform(70, 210)
    tale.session(begins, minutes)
    tale.matches(begins, minutes)
    if rng.random() < 0.3:
        tale.pay(begins + 2, rng.choice((30, 68)))
    if rng.random() < 0.05:
        tale.say(begins + minutes, "sanction", type="match_ban", reason="中途离开比赛三次", until=_later(tale, 2))


def _keeper(tale: Tale) -> None:
    if tale.day.weekday() not in WINDOW_DAYS:
        return
    tale.session(EIGHT + tale.rng.uniform(0, 6), tale.rng.uniform(35, 50))
    if tale.rng.random() < 0.25:
        tale.pay(EIGHT + 20, tale.rng.choice((6, 12, 30)))
    _remind(tale, NINE - 15, is_read=True)


def _sneaker(tale: Tale) -> None:
    rng = tale.rng
    _keeper(tale)
    if rng.random() < 0.55:
        at = rng.uniform(15.5, 19.5) * 60
        for attempt in range(rng.randrange(1, 4)):
            tale.say(at + 3 * attempt, "attempt", what="login", rule=RULE)
        _remind(tale, at + 0.1, is_read=rng.random() < 0.5)
    if rng.random() < 0.3:  # the account is a minor's, the game let it in
        begins = rng.uniform(21.8, 22.8) * 60
        tale.session(begins, rng.uniform(25, 80))
        if rng.random() < 0.4:
            tale.pay(begins + 8, rng.choice((68, 128, 328)))
    if rng.random() < 0.08:
        tale.say(NINE + 200, "security_change", what="face_check", ok=False)


def _night(tale: Tale) -> None:
    rng = tale.rng
    begins, minutes = rng.uniform(22.5, 24.5) * 60, rng.uniform(200, 390)
    tale.session(begins, minutes)
    tale.matches(begins, min(minutes, 180))
    for _order in range(rng.choice((0, 1, 1, 2, 6))):
        tale.pay(begins + rng.uniform(30, minutes), rng.choice((30, 68, 128)))
    if rng.random() < 0.1:
        tale.say(begins + minutes + 5, "security_change", what="limit_set")
        tale.say(begins + minutes + 900, "security_change", what="limit_removed")


def _whale(tale: Tale) -> None:
    rng = tale.rng
    begins, minutes = rng.uniform(19, 21.5) * 60, rng.uniform(60, 200)
    tale.session(begins, minutes)
    tale.matches(begins, min(minutes, 90))
    for _order in range(rng.choice((0, 1, 2, 3, 7))):
        tale.pay(begins + rng.uniform(2, minutes), rng.choice((328, 648, 648, 1296)))
    if rng.random() < 0.1:
        tale.pay(begins + 1, 648, status="failed")


def _robbed(tale: Tale) -> None:
    """A quiet life until one day: failed sign-ins, a strange device far away, new password, everything gone."""
    _casual(tale)
    stolen = tale.role.robbed_at
    if stolen is None or stolen.astimezone(tale.role.zone).date() != tale.day:
        return
    local = stolen.astimezone(tale.role.zone)
    minute = local.hour * 60.0 + local.minute
    for attempt in range(12):
        tale.login(minute + attempt / 2, f"guess-{attempt}", ok=False, **FAR)
    tale.session(minute + 8, 34, **FAR)
    tale.say(minute + 10, "security_change", what="password", device=FAR["device"])
    tale.say(minute + 11, "security_change", what="phone", device=FAR["device"])
    tale.carry_away(minute + 14, tale.rng.randrange(4, 9), to="hub-7001")


def _tester(tale: Tale) -> None:
    rng = tale.rng
    _casual(tale)
    if rng.random() > 0.25:
        return
    begins = rng.uniform(9, 17) * 60
    tale.session(begins, 30)
    for card in range(rng.randrange(4, 9)):
        tale.pay(begins + 2 * card, 1, status="failed", payer=f"card-{rng.randrange(10**9)}")
    order = tale.pay(begins + 22, 328, payer=f"card-{rng.randrange(10**9)}")
    tale.give_back(begins + 60 * 5, rng.choice(("chargeback", "refund")), order, 328)


def _remind(tale: Tale, minute: float, *, is_read: bool) -> None:
    """The game shows a reminder, and perhaps somebody taps it away."""
    shown = tale.moment(minute)
    read = {"acknowledged_at": (shown + timedelta(seconds=20)).isoformat()} if is_read else {}
    name = f"rest-{tale.role.uid}-{shown:%Y%m%d%H%M}"
    tale.say(minute + 0.5, "reminder", reminder=name, shown_at=shown.isoformat(), **read)


def _later(tale: Tale, days: int) -> str:
    return (tale.moment(0) + timedelta(days=days)).isoformat()


_DAYS: dict[Way, Callable[[Tale], None]] = {
    Way.CASUAL: _casual,
    Way.COMPETITOR: _competitor,
    Way.KEEPER: _keeper,
    Way.SNEAKER: _sneaker,
    Way.NIGHT: _night,
    Way.WHALE: _whale,
    Way.ROBBED: _robbed,
    Way.TESTER: _tester,
}
