"""What the law of play is applied to: rules, a player, what was played and what was paid, as plain values."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from players.engines.ages import age_on
from players.enums import DayMark, RealNameStatus, RuleScope

DayKind = Callable[[str, date], DayMark]
"""What the schedule of a country makes of a day."""


@dataclass(frozen=True)
class Rule:
    """One rule of a place; `until` is its last day in force."""

    code: str
    kind: str
    age_from: int
    age_to: int
    value: Mapping[str, Any]
    country: str
    tz: str
    scope: str
    since: date
    until: date | None

    def day(self, at: datetime) -> date:
        """The local date of a moment, by which this rule counts."""
        return at.astimezone(ZoneInfo(self.tz)).date()

    def is_in_force(self, at: datetime) -> bool:
        """Whether the moment lies between its first and its last day."""
        day = self.day(at)
        return self.since <= day and (self.until is None or day <= self.until)

    def with_value(self, value: Mapping[str, Any]) -> "Rule":
        """The same rule that says something else."""
        return replace(self, value=value)


@dataclass(frozen=True)
class Choice:
    """Hours without play (`00:00-06:00`) or minutes a day, asked for by the player or the guardian."""

    hours: str
    minutes: int | None
    since: date
    until: date | None

    def holds_on(self, day: date) -> bool:
        return self.since <= day and (self.until is None or day <= self.until)


@dataclass(frozen=True)
class Subject:
    """The player as far as the law asks. `account` and `game` say whose play and money counts where."""

    account: int
    game: int
    game_kind: str
    birth_date: date | None
    real_name: str
    real_name_since: datetime
    is_guest: bool
    day_after: bool = True
    choices: tuple[Choice, ...] = ()

    @property
    def has_real_name(self) -> bool:
        return self.real_name == RealNameStatus.VERIFIED and not self.is_guest

    def is_of_age(self, rule: Rule, at: datetime, *, presumed_adult: bool = False) -> bool:
        """Whether the rule speaks of this age on that day.

        Of somebody whose age nobody knows every rule speaks, so the strictest one holds. A name that is being checked
        may play meanwhile (`presumed_adult`): then only rules for every age speak of an unknown age.
        """
        if self.birth_date is not None:
            return rule.age_from <= age_on(self.birth_date, rule.day(at), day_after=self.day_after) < rule.age_to
        return not presumed_adult or (rule.age_from == 0 and rule.age_to > 100)


@dataclass(frozen=True)
class Stretch:
    """Play of one account of the person, from `start` up to `end`."""

    account: int
    game: int
    start: datetime
    end: datetime


@dataclass(frozen=True)
class Usage:
    """What the person played, on all accounts."""

    stretches: tuple[Stretch, ...] = ()

    def played(self, start: datetime, end: datetime, subject: Subject, scope: str) -> timedelta:
        """How long was played between two moments within the scope; what went on at once counts once."""
        found = sorted((max(s.start, start), min(s.end, end)) for s in self.stretches if _is_within(s, subject, scope))
        total, reached = timedelta(), start
        for begun, ended in found:
            if ended > reached:
                total += ended - max(begun, reached)
                reached = ended
        return total


@dataclass(frozen=True)
class Paid:
    """What one order of one account of the person cost in the end: what went back is taken off."""

    account: int
    game: int
    at: datetime
    amount: Decimal
    currency: str


def paid_within(paid: Iterable[Paid], start: datetime, end: datetime, subject: Subject, scope: str) -> list[Paid]:
    """The orders between two moments, the later one included, within the scope."""
    return [order for order in paid if start <= order.at <= end and _is_within(order, subject, scope)]


def _is_within(row: Stretch | Paid, subject: Subject, scope: str) -> bool:
    if scope == RuleScope.PERSON_COMPANY:
        return True
    if scope == RuleScope.GAME:
        return row.game == subject.game
    return row.account == subject.account
