"""What the value of a rule may hold, kind by kind, and how its parts are read."""

from collections.abc import Callable, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from core.clock import InvalidWindow, Window
from players.enums import RuleKind

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
HOLIDAY = "holiday"
MAX_MONEY = Decimal("999999999999.99")
_CENT = Decimal("0.01")
_DAY_MINUTES = 24 * 60


class UnreadableRule(ValueError):
    """A value that says nothing that could be applied; the text names the part."""


def check_value(kind: str, value: Any) -> None:
    """Refuse, with `UnreadableRule`, a value that no engine could apply, before it stands in a row."""
    if not isinstance(value, dict):
        raise UnreadableRule("value")
    known, check = _KINDS[RuleKind(kind)]
    unknown = value.keys() - known
    if unknown:
        raise UnreadableRule(min(unknown))
    check(value)


def window_of(value: Mapping[str, Any]) -> Window:
    """The hours from `from` up to, not including, `to`; over midnight where `to` is not after `from`."""
    try:
        return Window.parse(f"{value['from']}-{value['to']}")
    except (InvalidWindow, KeyError) as error:
        raise UnreadableRule("from" if isinstance(error, KeyError) else "to") from error


def money_of(value: Mapping[str, Any]) -> tuple[Decimal, str]:
    """The most that may be paid, and in which currency; the text is read exactly."""
    try:
        most = Decimal(str(value["max"]))
    except (InvalidOperation, KeyError) as error:
        raise UnreadableRule("max") from error
    if not most.is_finite() or not 0 <= most <= MAX_MONEY or most != most.quantize(_CENT):
        raise UnreadableRule("max")
    return most, str(value["currency"])


def minutes_in(value: Mapping[str, Any], name: str) -> int:
    """A number of minutes of at most a day."""
    minutes = value.get(name)
    if isinstance(minutes, bool) or not isinstance(minutes, int) or not 0 <= minutes <= _DAY_MINUTES:
        raise UnreadableRule(name)
    return minutes


def _window(value: Mapping[str, Any]) -> None:
    days = value.get("days")
    if not isinstance(days, list) or not days or not set(days) <= {*DAYS, HOLIDAY}:
        raise UnreadableRule("days")
    if value.get("except", "makeup_workday") != "makeup_workday":
        raise UnreadableRule("except")
    window_of(value)


def _daily(value: Mapping[str, Any]) -> None:
    minutes_in(value, "other")
    if HOLIDAY in value:
        minutes_in(value, HOLIDAY)


def _minutes(value: Mapping[str, Any]) -> None:
    minutes_in(value, "minutes")


def _money(value: Mapping[str, Any]) -> None:
    currency = value.get("currency")
    if not (isinstance(currency, str) and len(currency) == 3 and currency.isascii() and currency.isupper()):
        raise UnreadableRule("currency")
    if not isinstance(value.get("max"), str):
        raise UnreadableRule("max")
    money_of(value)
    kinds = value.get("game_kinds", [])
    if not isinstance(kinds, list) or not all(isinstance(kind, str) for kind in kinds):
        raise UnreadableRule("game_kinds")


def _guest(value: Mapping[str, Any]) -> None:
    if value.get("allowed") is False:
        return
    if "allowed" in value:
        raise UnreadableRule("allowed")
    minutes_in(value, "minutes")
    if value.get("spend") != 0:
        raise UnreadableRule("spend")
    cooldown = value.get("device_cooldown_days")
    if isinstance(cooldown, bool) or not isinstance(cooldown, int) or not 0 < cooldown <= 366:
        raise UnreadableRule("device_cooldown_days")


def _real_name(value: Mapping[str, Any]) -> None:
    hours = value.get("in_progress_hours")
    if isinstance(hours, bool) or not isinstance(hours, int) or not 0 <= hours <= 24 * 14:
        raise UnreadableRule("in_progress_hours")
    if not isinstance(value.get("in_progress_pays"), bool):
        raise UnreadableRule("in_progress_pays")


def _age(value: Mapping[str, Any]) -> None:
    age = value.get("age")
    if isinstance(age, bool) or not isinstance(age, int) or not 0 <= age <= 100:
        raise UnreadableRule("age")


def _reminder(value: Mapping[str, Any]) -> None:
    if not value:
        raise UnreadableRule("every_min")
    for name in value:
        if not minutes_in(value, name):
            raise UnreadableRule(name)


def _nothing(value: Mapping[str, Any]) -> None:
    """The row itself says all."""


_MONEY = (frozenset({"max", "currency", "game_kinds"}), _money)
_KINDS: dict[RuleKind, tuple[frozenset[str], Callable[[Mapping[str, Any]], None]]] = {
    RuleKind.PLAY_WINDOW: (frozenset({"days", "except", "from", "to"}), _window),
    RuleKind.CURFEW: (frozenset({"from", "to"}), lambda value: (window_of(value), None)[1]),
    RuleKind.DAILY_MINUTES: (frozenset({HOLIDAY, "other"}), _daily),
    RuleKind.PER_GAME_MINUTES: (frozenset({"minutes"}), _minutes),
    RuleKind.SPEND_SINGLE: _MONEY,
    RuleKind.SPEND_DAY: _MONEY,
    RuleKind.SPEND_MONTH: _MONEY,
    RuleKind.PAYMENT_CAP_ALL: _MONEY,
    RuleKind.GUEST_MODE: (frozenset({"allowed", "minutes", "spend", "device_cooldown_days"}), _guest),
    RuleKind.REAL_NAME: (frozenset({"in_progress_hours", "in_progress_pays"}), _real_name),
    RuleKind.CONSENT_AGE: (frozenset({"age"}), _age),
    RuleKind.REMINDER: (frozenset({"before_end_min", "every_min"}), _reminder),
    RuleKind.GUARDIAN_OPTIN: (frozenset(), _nothing),
}
