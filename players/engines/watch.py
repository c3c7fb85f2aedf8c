"""What there is to find about a stretch of play at a moment, and when to look again.

Pure: the same stretch, rules and moment give the same findings with the same names, so looking twice finds nothing new.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from core.clock import at_local
from players.engines.ages import zone_of
from players.engines.law import NOTHING, Limit, limits_at
from players.engines.play_facts import DayKind, Rule, Subject, Usage
from players.enums import AlertKind, RuleKind

LONG = timedelta(hours=5)
NIGHT_ENDS = timedelta(hours=6)
NIGHT_PLAY = timedelta(minutes=60)
LOOK_AGAIN = timedelta(days=1)
SILENCE = timedelta(minutes=15)
"""Games tell of play every five minutes; of whom nothing was heard for longer nobody knows that play goes on."""
SILENT_AGAIN = timedelta(minutes=1)
TOO_LATE = timedelta(seconds=60)
"""A moment that is this old was not looked at in time; what happened at it is counted anew."""
ONE_DAY = timedelta(days=1)
LONG_RULE, NIGHT_RULE = "LONG-SESSION", "NIGHT-PLAY"

_STOPS = {
    RuleKind.PLAY_WINDOW: AlertKind.OUTSIDE_WINDOW,
    RuleKind.CURFEW: AlertKind.OUTSIDE_WINDOW,
    RuleKind.GUARDIAN_OPTIN: AlertKind.OUTSIDE_WINDOW,
    RuleKind.DAILY_MINUTES: AlertKind.OVER_MINUTES,
    RuleKind.PER_GAME_MINUTES: AlertKind.OVER_MINUTES,
    RuleKind.GUEST_MODE: AlertKind.UNVERIFIED,
    RuleKind.REAL_NAME: AlertKind.UNVERIFIED,
}


THIS = "{}"
"""Stands for the stretch in the name of a cause, so that one finding serves all that are alike; whoever writes it down
puts the stretch's own name there."""


@dataclass(frozen=True)
class Stretched:
    """A stretch of play that is looked at; `due` is when somebody meant to look."""

    start: datetime
    due: datetime | None = None


@dataclass(frozen=True)
class Finding:
    """One cause for an alert; `occurrence` tells it from others of the same player, kind and rule."""

    kind: AlertKind
    rule: str
    occurrence: str
    cause_at: datetime
    facts: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Look:
    """What was found, and the next moment at which there may be more while play goes on."""

    findings: tuple[Finding, ...]
    again_at: datetime


def unheard(at: datetime) -> Look:
    """Nothing is found of whom nothing is heard, and looked for again soon."""
    return Look((), at + SILENT_AGAIN)


@dataclass(frozen=True)
class Law:
    """All that a look needs beside the stretch: the rules of the place and what its days are."""

    place: str
    rules: Sequence[Rule]
    day_kind: DayKind

    def limits(self, subject: Subject, at: datetime, usage: Usage) -> tuple[Limit, ...]:
        """What every rule says at that moment."""
        return limits_at(subject, at, self.rules, self.day_kind, usage)


Limits = Callable[[datetime], tuple[Limit, ...]]


def look(play: Stretched, at: datetime, subject: Subject, law: Law, limits: Limits) -> Look:
    """Look at play that goes on at that moment. `limits` gives the limits at a moment, kept for players alike."""
    denying = _denies(limits(at))
    if denying:
        found = _stop(play, at, law, denying[0], limits)
        return Look((found,), at + LOOK_AGAIN)
    findings, moments = [], [at + LOOK_AGAIN]
    for finding, moment in (*_endings(play, at, subject, law, limits), *_care(play, at, subject, law)):
        if finding is not None:
            findings.append(finding)
        if moment is not None:
            moments.append(moment)
    return Look(tuple(findings), min(moment for moment in moments if moment > at))


def _stop(play: Stretched, at: datetime, law: Law, limit: Limit, limits: Limits) -> Finding:
    """Play that may not be. A cap of minutes is one cause a day, everything else one a stretch."""
    kind = _STOPS[RuleKind(limit.kind)]
    occurrence = THIS
    if kind == AlertKind.OVER_MINUTES:
        zone = next((rule.tz for rule in law.rules if rule.code == limit.code), "UTC")
        occurrence = f"{THIS}:{at.astimezone(ZoneInfo(zone)).date()}"
    return Finding(kind, limit.code, occurrence, _began(play, at, limits))


def _denies(limits: Sequence[Limit]) -> list[Limit]:
    return [limit for limit in limits if limit.left <= NOTHING]


def stops_as_others(play: Stretched, at: datetime, limits: Limits) -> bool:
    """Whether play must stop since the moment that was due: then every stretch alike that began before has one look."""
    due = play.due
    if due is None or not play.start < due <= at <= due + TOO_LATE:
        return False
    return bool(_denies(limits(at))) and _begins_at(due, limits)


def _begins_at(moment: datetime, limits: Limits) -> bool:
    return bool(_denies(limits(moment))) and not _denies(limits(moment - timedelta(microseconds=1)))


def _began(play: Stretched, at: datetime, limits: Limits) -> datetime:
    """When play began to be against the law: with the stretch, or when the last of what was left was used up."""
    if play.due is not None and stops_as_others(play, at, limits):
        return play.due
    left = min((limit.left for limit in limits(play.start)), default=NOTHING)
    return min(at, play.start + max(left, NOTHING))


def _endings(
    play: Stretched, at: datetime, subject: Subject, law: Law, limits: Limits
) -> Iterator[tuple[Finding | None, datetime | None]]:
    """The end that is near, if any, and the moments of it."""
    left = min((limit.left for limit in limits(at)), default=None)
    if left is None:
        return
    end = at + left
    yield None, end
    for rule in law.rules:
        before = rule.value.get("before_end_min") if rule.kind == RuleKind.REMINDER else None
        if before is None or not rule.is_in_force(at) or not subject.is_of_age(rule, at):
            continue
        warn_at = end - timedelta(minutes=before)
        if warn_at > at:
            yield None, warn_at
        else:
            facts = {"ends_at": end.isoformat()}
            occurrence = f"{THIS}:{end:%Y%m%dT%H%M}"
            yield Finding(AlertKind.ENDS_SOON, rule.code, occurrence, max(warn_at, play.start), facts), None


def _care(
    play: Stretched, at: datetime, subject: Subject, law: Law
) -> Iterator[tuple[Finding | None, datetime | None]]:
    """Reminders that come again and again, very long play, and play at night."""
    for rule in law.rules:
        every = rule.value.get("every_min") if rule.kind == RuleKind.REMINDER else None
        if every is not None and rule.is_in_force(at) and subject.is_of_age(rule, at):
            yield from _again_and_again(play, at, rule.code, timedelta(minutes=every))
    long_at = play.start + LONG
    if long_at <= at:
        yield Finding(AlertKind.LONG_SESSION, LONG_RULE, THIS, long_at), None
    yield None, long_at
    yield from _night(play, at, zone_of(law.place))


def _again_and_again(
    play: Stretched, at: datetime, code: str, every: timedelta
) -> Iterator[tuple[Finding | None, datetime | None]]:
    """The newest reminder only: what was missed is not made up for in one go."""
    times = (at - play.start) // every
    if times > 0:
        facts = {"minutes": int(times * every / timedelta(minutes=1))}
        yield Finding(AlertKind.STILL_PLAYING, code, f"{THIS}:{times}", play.start + times * every, facts), None
    yield None, play.start + (times + 1) * every


def _night(play: Stretched, at: datetime, zone: str) -> Iterator[tuple[Finding | None, datetime | None]]:
    """An hour between midnight and six, once a night however many stretches."""
    today = at.astimezone(ZoneInfo(zone)).date()
    for day in (today, today + ONE_DAY):
        begins = at_local(zone, day, 0)
        since = max(play.start, begins)
        enough = since + NIGHT_PLAY
        if enough > begins + NIGHT_ENDS:
            continue
        if enough <= at:
            yield Finding(AlertKind.NIGHT_PLAY, NIGHT_RULE, day.isoformat(), enough), None
        else:
            yield None, enough
