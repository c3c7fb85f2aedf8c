"""The rules of the rating as plain values, read from data and checked: what a sign weighs, where levels begin."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from typing import Any, Final

from players.engines.decay import MICRO

TOP: Final = 4
SOURCES: Final = "OTM"


class InvalidRules(ValueError):
    """The data cannot be rules; the text says where."""


@dataclass(frozen=True)
class SignalRule:
    """One kind of sign. `sources` are letters: O of the operation, T of a text, M of a person."""

    code: str
    dimension: str
    sources: str
    weight: int
    half_life: timedelta
    window: timedelta
    zh: str
    en: str


@dataclass(frozen=True)
class Trigger:
    """A sign that sets a level at once, where it carries `mark` (or in any case, where that is empty)."""

    code: str
    signal: str
    mark: str
    level: int
    zh: str
    en: str


@dataclass(frozen=True)
class MinorHealth:
    """A verified minor with a health level from `from_level` on has at least `level`."""

    code: str
    from_level: int
    level: int
    zh: str
    en: str


@dataclass(frozen=True)
class Dimension:
    """One side of the rating; `caps` are the most that the signs of one source can add, in points."""

    code: str
    zh: str
    en: str
    caps: Mapping[str, int]


@dataclass(frozen=True)
class Rules:
    """One version of the rules. `levels` are the points from which L1 to L4 begin."""

    name: str
    dimensions: tuple[Dimension, ...]
    levels: tuple[int, int, int, int]
    fall_margin: int
    fall_after: timedelta
    bonus_each: int
    bonus_at: int
    bonus_most: int
    triggers: tuple[Trigger, ...]
    minor_health: MinorHealth
    signals: tuple[SignalRule, ...]

    @cached_property
    def by_code(self) -> Mapping[str, SignalRule]:
        return {rule.code: rule for rule in self.signals}

    def level_of(self, score: int) -> int:
        """The level of a score in millionths."""
        return sum(score >= level * MICRO for level in self.levels)

    def top_of(self, level: int) -> int:
        """The highest score in millionths that still is of the level."""
        return 100 * MICRO if level >= TOP else self.levels[level] * MICRO - 1

    def operation_codes(self, dimension: str) -> frozenset[str]:
        """The signs of a dimension that come from the operation's own data."""
        return frozenset(r.code for r in self.signals if r.dimension == dimension and "O" in r.sources)


def read_rules(data: Any) -> Rules:
    """The rules that the data describes, or `InvalidRules`."""
    try:
        rules = _read(data)
    except (KeyError, TypeError, AttributeError) as error:
        raise InvalidRules(f"missing or not of its kind: {error}") from error
    for problem in _problems(rules):
        raise InvalidRules(problem)
    return rules


def _read(data: Mapping[str, Any]) -> Rules:
    bonus = data["bonus"]
    return Rules(
        name=_text(data["name"]),
        dimensions=tuple(
            Dimension(_text(d["code"]), _text(d["zh"]), _text(d["en"]), {s: _number(d["caps"][s]) for s in SOURCES})
            for d in data["dimensions"]
        ),
        levels=_levels(data["levels"]),
        fall_margin=_number(data["fall_margin"]),
        fall_after=timedelta(hours=_number(data["fall_hours"])),
        bonus_each=_number(bonus["each"]),
        bonus_at=_number(bonus["at_score"]),
        bonus_most=_number(bonus["at_most"]),
        triggers=tuple(
            Trigger(
                _text(t["code"]),
                _text(t["signal"]),
                str(t["mark"]),
                _number(t["level"]),
                _text(t["zh"]),
                _text(t["en"]),
            )
            for t in data["triggers"]
        ),
        minor_health=_minor_health(data["minor_health"]),
        signals=tuple(_signal(row) for row in data["signals"]),
    )


def _signal(row: Mapping[str, Any]) -> SignalRule:
    return SignalRule(
        code=_text(row["code"]),
        dimension=_text(row["dimension"]),
        sources=_text(row["sources"]),
        weight=_number(row["weight"]),
        half_life=timedelta(days=_number(row["half_life_days"])),
        window=timedelta(hours=_number(row["window_hours"])),
        zh=_text(row["zh"]),
        en=_text(row["en"]),
    )


def _minor_health(row: Mapping[str, Any]) -> MinorHealth:
    return MinorHealth(
        _text(row["code"]), _number(row["from_level"]), _number(row["level"]), _text(row["zh"]), _text(row["en"])
    )


def _levels(values: Any) -> tuple[int, int, int, int]:
    if len(values) != TOP:
        raise TypeError("levels: four numbers")
    first, second, third, fourth = (_number(value) for value in values)
    return first, second, third, fourth


def _number(value: Any) -> int:
    if type(value) is not int or not 0 <= value <= 10_000:
        raise TypeError(f"{value!r} is not a whole number from 0 to 10000")
    return value


def _text(value: Any) -> str:
    if not isinstance(value, str) or not value.strip():
        raise TypeError(f"{value!r} is not a text")
    return value


def _problems(rules: Rules) -> list[str]:
    """What does not fit together."""
    dimensions, codes = [d.code for d in rules.dimensions], [r.code for r in rules.signals]
    problems = [f"{name} stands twice" for name in sorted({*_twice(dimensions), *_twice(codes)})]
    if not 0 < rules.levels[0] < rules.levels[1] < rules.levels[2] < rules.levels[3] <= 100:
        problems.append("levels rise from above 0 to 100 at most")
    if rules.fall_margin >= rules.levels[0]:
        problems.append("fall_margin is below the first level")
    if "health" not in dimensions:
        problems.append("there is no dimension health")
    if not (1 <= rules.minor_health.from_level <= rules.minor_health.level <= TOP):
        problems.append("minor_health: levels are 1 to 4 and rise")
    for rule in rules.signals:
        problems += [f"{rule.code}: {problem}" for problem in _signal_problems(rule, dimensions)]
    for trigger in rules.triggers:
        problems += [f"{trigger.code}: {problem}" for problem in _trigger_problems(trigger, codes)]
    return problems


def _signal_problems(rule: SignalRule, dimensions: list[str]) -> list[str]:
    found = {
        f"there is no dimension {rule.dimension}": rule.dimension not in dimensions,
        f"sources are letters of {SOURCES}": not set(rule.sources) <= set(SOURCES),
        "half_life_days is at least 1": not rule.half_life,
        "weight is at most 100": rule.weight > 100,
    }
    return [problem for problem, is_there in found.items() if is_there]


def _trigger_problems(trigger: Trigger, codes: list[str]) -> list[str]:
    found = {
        f"there is no signal {trigger.signal}": trigger.signal not in codes,
        "level is 1 to 4": not 1 <= trigger.level <= TOP,
    }
    return [problem for problem, is_there in found.items() if is_there]


def _twice(names: list[str]) -> set[str]:
    return {name for name in names if names.count(name) > 1}
