"""The law of play, applied: may this player play at this moment, until when, and if not, from when on.

Pure arithmetic over plain values. Every comparison is one of instants in UTC; a local time means the first instant at
which a clock of the rule's zone shows it (`core.clock`). Windows and curfews hold from their first instant up to, not
including, their last. A rule applies by its own local date: that decides whether it is in force and how old the
player is, so that a past moment is judged by the law and the age of its day.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from heapq import merge
from itertools import takewhile

from core.clock import Window, at_local
from players.engines.play_facts import DayKind, Rule, Subject, Usage
from players.engines.rule_values import DAYS, HOLIDAY, minutes_in, window_of
from players.enums import DayMark, RealNameStatus, RuleKind, RuleScope

HORIZON_DAYS = 400
ONE_DAY = timedelta(days=1)
NOTHING = timedelta()


@dataclass(frozen=True)
class Limit:
    """What one rule says at a moment: for how long play may go on, nothing left = no play. `lasts` = until told."""

    code: str
    left: timedelta
    kind: str
    lasts: bool = False


@dataclass(frozen=True)
class Verdict:
    """`rules` are the codes that say no; when play is allowed, those that bound it. `left` None = no bound.

    `next_allowed_at` is the first later moment at which play is allowed if nothing is played until then; None when
    play is allowed now, or when no date but only a change (a verified name) can allow it.
    """

    allow: bool
    rules: tuple[str, ...] = ()
    next_allowed_at: datetime | None = None
    left: timedelta | None = None

    @property
    def minutes_left(self) -> int | None:
        """Whole minutes that can still be played, never more than the law leaves; None = no bound."""
        return None if self.left is None else self.left // timedelta(minutes=1)


def evaluate(subject: Subject, at: datetime, rules: Sequence[Rule], day_kind: DayKind, usage: Usage) -> Verdict:
    """Whether the subject may play at that moment under these rules (domain 2.1, 2.6).

    `rules` are those of the player's place, of any date. Where no rule of the place denies, play is allowed: an unknown
    place has reminders only. What was played counts up to `at`. A cap of a day says what is left of that day's; after
    local midnight the next day's begins.
    """
    limits = limits_at(subject, at, rules, day_kind, usage)
    denying = [limit for limit in limits if limit.left <= NOTHING]
    if not denying:
        return Verdict(True, _codes(limits), None, min((limit.left for limit in limits), default=None))
    later = None
    if not any(limit.lasts for limit in denying):
        later = _next_allowed(subject, at, rules, day_kind, usage)
    return Verdict(False, _codes(denying), later, NOTHING)


def limits_at(
    subject: Subject, at: datetime, rules: Sequence[Rule], day_kind: DayKind, usage: Usage
) -> tuple[Limit, ...]:
    """What every rule that applies says at that moment: first what no time changes, then in the order of the rules."""
    found = _limits(subject, at, rules, day_kind, usage)
    return tuple(sorted(found, key=lambda limit: not limit.lasts))


def _codes(limits: Iterable[Limit]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(limit.code for limit in limits))


def _limits(subject: Subject, at: datetime, rules: Sequence[Rule], day_kind: DayKind, usage: Usage) -> Iterator[Limit]:
    in_force = [rule for rule in rules if rule.is_in_force(at)]
    pending = _pending(subject, at, in_force)
    for rule in in_force:
        if rule.kind == RuleKind.GUEST_MODE:
            yield from _guest(rule, subject, at, usage)
        elif rule.kind == RuleKind.REAL_NAME:
            yield from _real_name(rule, subject, in_force, pending)
        elif not subject.is_of_age(rule, at, presumed_adult=pending is not None):
            continue
        elif rule.kind == RuleKind.GUARDIAN_OPTIN:
            yield from _chosen(rule, subject, at, usage)
        elif rule.kind in _LIMITS:
            left = _LIMITS[RuleKind(rule.kind)](rule, subject, at, day_kind, usage)
            if left is not None:
                yield Limit(rule.code, left, rule.kind)


def _pending(subject: Subject, at: datetime, in_force: Iterable[Rule]) -> timedelta | None:
    """What is left of the time in which a name that is being checked may play; None when that is not so."""
    for rule in in_force:
        if rule.kind == RuleKind.REAL_NAME and subject.real_name == RealNameStatus.IN_PROGRESS:
            left = subject.real_name_since + timedelta(hours=rule.value["in_progress_hours"]) - at
            return left if left > NOTHING and not subject.is_guest else None
    return None


def _real_name(rule: Rule, subject: Subject, in_force: Iterable[Rule], pending: timedelta | None) -> Iterator[Limit]:
    """No service without a verified name; a name in progress has its time, and a lawful guest mode goes before."""
    if subject.has_real_name:
        return
    if pending is not None:
        yield Limit(rule.code, pending, rule.kind)
    elif not any(other.kind == RuleKind.GUEST_MODE and "minutes" in other.value for other in in_force):
        yield Limit(rule.code, NOTHING, rule.kind, lasts=True)


def _guest(rule: Rule, subject: Subject, at: datetime, usage: Usage) -> Iterator[Limit]:
    """Guest mode: who has no verified name plays as a guest, where and as long as the law of the day lets guests."""
    if rule.value.get("allowed") is False:
        if subject.is_guest:
            yield Limit(rule.code, NOTHING, rule.kind, lasts=True)
    elif not subject.has_real_name:
        since = at - timedelta(days=rule.value["device_cooldown_days"])
        left = timedelta(minutes=rule.value["minutes"]) - usage.played(since, at, subject, RuleScope.ACCOUNT)
        yield Limit(rule.code, left, rule.kind, lasts=left <= NOTHING)


def _window(rule: Rule, subject: Subject, at: datetime, day_kind: DayKind, usage: Usage) -> timedelta | None:
    """What is left of the window that is open; nothing outside."""
    today = rule.day(at)
    for day in (today - ONE_DAY, today):
        window = window_of(rule.value)
        start, end = at_local(rule.tz, day, window.start), at_local(rule.tz, day, window.end)
        if start <= at < end and _opens(rule, day_kind, day):
            return end - at
    return NOTHING


def _opens(rule: Rule, day_kind: DayKind, day: date) -> bool:
    """Holidays, adjusted days off included, or one of the weekdays unless it is a make-up workday."""
    kind = day_kind(rule.country, day)
    days = rule.value["days"]
    if kind == DayMark.HOLIDAY and HOLIDAY in days:
        return True
    if kind == DayMark.MAKEUP_WORKDAY and rule.value.get("except") == "makeup_workday":
        return False
    return DAYS[day.weekday()] in days


def _curfew(rule: Rule, subject: Subject, at: datetime, day_kind: DayKind, usage: Usage) -> timedelta | None:
    """What is left until the next curfew; nothing within one."""
    today, window = rule.day(at), window_of(rule.value)
    for day in (today - ONE_DAY, today, today + ONE_DAY):
        start, end = at_local(rule.tz, day, window.start), at_local(rule.tz, day, window.end)
        if at < start:
            return start - at
        if at < end:
            return NOTHING
    return None


def _daily(rule: Rule, subject: Subject, at: datetime, day_kind: DayKind, usage: Usage) -> timedelta | None:
    """What is left of the minutes of the local day."""
    today = rule.day(at)
    is_holiday = HOLIDAY in rule.value and day_kind(rule.country, today) == DayMark.HOLIDAY
    minutes = minutes_in(rule.value, HOLIDAY if is_holiday else "other")
    return timedelta(minutes=minutes) - usage.played(at_local(rule.tz, today, 0), at, subject, rule.scope)


def _per_game(rule: Rule, subject: Subject, at: datetime, day_kind: DayKind, usage: Usage) -> timedelta | None:
    """What is left of the minutes of the local day in this game."""
    played = usage.played(at_local(rule.tz, rule.day(at), 0), at, subject, RuleScope.GAME)
    return timedelta(minutes=minutes_in(rule.value, "minutes")) - played


def _chosen(rule: Rule, subject: Subject, at: datetime, usage: Usage) -> Iterator[Limit]:
    """The hours and minutes that the player or the guardian asked for."""
    for choice in subject.choices:
        if not choice.holds_on(rule.day(at)):
            continue
        if choice.hours:
            start, end = choice.hours.split("-")
            left = _curfew(rule.with_value({"from": start, "to": end}), subject, at, _no_calendar, usage)
            if left is not None:
                yield Limit(rule.code, left, rule.kind)
        if choice.minutes is not None:
            left = _daily(rule.with_value({"other": choice.minutes}), subject, at, _no_calendar, usage)
            if left is not None:
                yield Limit(rule.code, left, rule.kind)


def _no_calendar(country: str, day: date) -> DayMark:
    return DayMark.PLAIN


_LIMITS: dict[RuleKind, Callable[[Rule, Subject, datetime, DayKind, Usage], timedelta | None]] = {
    RuleKind.PLAY_WINDOW: _window,
    RuleKind.CURFEW: _curfew,
    RuleKind.DAILY_MINUTES: _daily,
    RuleKind.PER_GAME_MINUTES: _per_game,
}


def _next_allowed(
    subject: Subject, at: datetime, rules: Sequence[Rule], day_kind: DayKind, usage: Usage
) -> datetime | None:
    """The first later moment without a rule that denies.

    A denial can end only at local midnight (a new day's minutes, another age, another law), when a window opens or when
    a curfew ends; so only these moments are asked, in order.
    """
    last = at + timedelta(days=HORIZON_DAYS)
    for moment in takewhile(lambda moment: moment <= last, merge(*(_changes(rule, subject, at) for rule in rules))):
        limits = limits_at(subject, moment, rules, day_kind, usage)
        denying = [limit for limit in limits if limit.left <= NOTHING]
        if not denying:
            return moment
        if any(limit.lasts for limit in denying):
            return None
    return None


def _changes(rule: Rule, subject: Subject, at: datetime) -> Iterator[datetime]:
    """The moments after `at`, in order, at which this rule may begin to say something else; it goes on for ever."""
    minutes = {0}
    if rule.kind == RuleKind.PLAY_WINDOW:
        minutes.add(window_of(rule.value).start)
    if rule.kind == RuleKind.CURFEW:
        minutes.add(window_of(rule.value).end)
    if rule.kind == RuleKind.GUARDIAN_OPTIN:
        minutes |= {Window.parse(choice.hours).end for choice in subject.choices if choice.hours}
    day = rule.day(at) - ONE_DAY
    while True:
        yield from (m for m in sorted(at_local(rule.tz, day, minute % 1440) for minute in minutes) if m > at)
        day += ONE_DAY
