"""What the policy demands of one ticket: for each kind of clock a span of open time and the calendar it counts on."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum

from core.clock import Calendar, business_days, due_at
from escalation.enums import ClockKind, TargetKind

LIVE_CHANNELS = frozenset({"chat", "in_game"})
"""Here the player waits in front of the screen; every other channel is asynchronous."""

RESPONSES = frozenset({TargetKind.FIRST_RESPONSE, TargetKind.NEXT_RESPONSE})
MEASURED = (ClockKind.FIRST_RESPONSE, ClockKind.NEXT_RESPONSE, ClockKind.UPDATE, ClockKind.RESOLUTION)
FACTOR_FROM_PRIORITY = 2
"""The targets of P0 and P1 are as short as they can be; a tier shortens those of P2 and below."""


class InvalidAmount(ValueError):
    """A target that cannot be read: not a positive number with one of the units."""


class Unit(StrEnum):
    """Plain units count on the rule's calendar, business units always on the service calendar."""

    MINUTE = "m"
    HOUR = "h"
    DAY = "d"
    BUSINESS_HOUR = "bh"
    BUSINESS_DAY = "bd"


SECONDS = {Unit.MINUTE: 60, Unit.HOUR: 3600, Unit.DAY: 86400, Unit.BUSINESS_HOUR: 3600}
ON_SERVICE_CALENDAR = frozenset({Unit.BUSINESS_HOUR, Unit.BUSINESS_DAY})
_AMOUNT = re.compile(r"([0-9]{1,5}(?:\.[0-9]{1,2})?)(bh|bd|m|h|d)")


@dataclass(frozen=True)
class Amount:
    """A span as people write it in a policy: `15m`, `4h`, `8bh`, `3bd`."""

    number: float
    unit: Unit

    @classmethod
    def parse(cls, text: str) -> Amount:
        """Read `15m`, `4h`, `5d`, `8bh` or `3bd`; zero and other texts raise `InvalidAmount`."""
        match = _AMOUNT.fullmatch(text.strip())
        if match is None or not float(match[1]):
            raise InvalidAmount(f"{text!r} is not a span such as 15m, 4h, 8bh or 3bd")
        return cls(float(match[1]), Unit(match[2]))


@dataclass(frozen=True)
class Target:
    """So many seconds of open time on this calendar."""

    seconds: float
    calendar: Calendar

    def due_after(self, start: datetime) -> datetime:
        """When it has passed, counted from `start` without a pause."""
        return due_at(self.calendar, start, self.seconds)


@dataclass(frozen=True)
class Rule:
    """An amount and the calendar on which it counts."""

    amount: Amount
    calendar: Calendar


@dataclass(frozen=True)
class Override:
    """A rule for one category (`AC-02`) or all of a first level (`AP`); the longer code decides.

    It takes the place of the priority's rule for this kind. `is_live` says whether it also holds in chat and in the
    game, where the answer times of a row are shorter than any override.
    """

    category: str
    kind: TargetKind
    rule: Rule
    is_live: bool = True


@dataclass(frozen=True)
class Targets:
    """What one ticket is measured against; a missing kind has no clock."""

    by_kind: Mapping[ClockKind, Target]
    pauses_on_hold: bool = False
    warn_share: float = 0.25


RuleKey = tuple[int, TargetKind, bool]
"""Priority, kind, and whether the player waits in front of the screen."""


@dataclass(frozen=True)
class Policy:
    """All rules of one policy; `service` is the calendar of business hours and days."""

    rules: Mapping[RuleKey, Rule]
    service: Calendar
    overrides: tuple[Override, ...] = ()
    tier_factors: Mapping[str, float] = field(default_factory=dict)
    pauses_on_hold: bool = False
    warn_share: float = 0.25

    def targets(self, *, priority: int, category: str, channel: str, tier: str) -> Targets:
        """The target of each kind of clock for a ticket as it stands."""
        by_kind: dict[ClockKind, Target] = {}
        for kind in MEASURED:
            target = self.target(TargetKind(kind), priority, category, channel, tier)
            if target is not None:
                by_kind[kind] = target
        return Targets(by_kind, self.pauses_on_hold, self.warn_share)

    def target(self, kind: TargetKind, priority: int, category: str, channel: str, tier: str) -> Target | None:
        """The target of one kind: the category's own, else the priority's, shortened for the player's tier."""
        is_live = channel in LIVE_CHANNELS
        override = self.override(kind, category, is_live=is_live)
        if override is not None:
            return self.measure(override.rule)
        rule = self.rules.get((priority, kind, is_live))
        if rule is None:
            return None
        target = self.measure(rule)
        return replace(target, seconds=target.seconds * self._factor(kind, priority, tier))

    def override(self, kind: TargetKind, category: str, *, is_live: bool = False) -> Override | None:
        """The override that holds for this category: its own before that of its first level."""
        codes = {category, category.partition("-")[0]}
        fitting = [
            override
            for override in self.overrides
            if override.kind == kind and override.category in codes and (override.is_live or not is_live)
        ]
        return max(fitting, key=lambda override: len(override.category), default=None)

    def measure(self, rule: Rule) -> Target:
        """The rule in seconds, on the calendar that its unit asks for."""
        number, unit = rule.amount.number, rule.amount.unit
        calendar = self.service if unit in ON_SERVICE_CALENDAR else rule.calendar
        if unit == Unit.BUSINESS_DAY:
            return Target(business_days(calendar, number), calendar)
        return Target(number * SECONDS[unit], calendar)

    def _factor(self, kind: TargetKind, priority: int, tier: str) -> float:
        if kind not in RESPONSES or priority < FACTOR_FROM_PRIORITY:
            return 1.0
        return self.tier_factors.get(tier, 1.0)
