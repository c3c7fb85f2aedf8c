"""Who should have a ticket: pure decisions over plain values, explained by codes.

A ticket asks for its group (never waived), the right for its game, its language, and skills at a level. The longer it
waits for somebody, the less it asks. Among those who fit, whoever fits with fewer waivers comes first, then whoever
has the smallest part of the own capacity in hand, then whoever has been given nothing for the longest time.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

ANY_LANGUAGE = "und"
_LONG_AGO = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True)
class Candidate:
    """Somebody who could have the ticket. `games` None: every game; `skills` maps a skill's id to the level."""

    id: int
    name: str
    groups: frozenset[int]
    games: frozenset[int] | None
    languages: frozenset[str]
    skills: Mapping[int, int]
    active: int
    capacity: int
    given_at: datetime | None = None

    @property
    def has_room(self) -> bool:
        return self.active < self.capacity

    @property
    def part_in_hand(self) -> float:
        """How much of the own capacity is used; more than 1 where tickets were taken by hand."""
        return self.active / self.capacity if self.capacity else float("inf")


@dataclass(frozen=True)
class Need:
    """A skill at a level, with its names for the explanation."""

    skill: int
    level: int
    name_zh: str = ""
    name_en: str = ""


@dataclass(frozen=True)
class Patience:
    """Seconds of waiting after which the level, the skill, the language are asked for no more."""

    level: float
    skill: float
    language: float


@dataclass(frozen=True)
class Matter:
    """What a ticket asks for; `waited` is how many seconds it has been with nobody."""

    group: int
    group_code: str
    game: int
    language: str
    needs: tuple[Need, ...]
    waited: float
    patience: Patience


@dataclass(frozen=True)
class Reason:
    """Why somebody has a ticket: a code, and what its sentence names."""

    code: str
    facts: Mapping[str, Any] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        return {"code": self.code, **self.facts}


@dataclass(frozen=True)
class Fit:
    """A candidate who may have the ticket, why, and how many of its wishes were waived for that."""

    candidate: Candidate
    reasons: tuple[Reason, ...]
    waivers: int

    def as_json(self) -> list[dict[str, Any]]:
        """The reasons as an event keeps them."""
        return [reason.as_json() for reason in self.reasons]


def fit(candidate: Candidate, matter: Matter) -> Fit | None:
    """Whether the candidate may have the ticket, apart from room; None when something is missing that still counts."""
    if matter.group not in candidate.groups or not (candidate.games is None or matter.game in candidate.games):
        return None
    reasons = [Reason("group", {"group": matter.group_code})]
    waivers = 0
    for found in (_language(candidate, matter), *(_skill(candidate, matter, need) for need in matter.needs)):
        if found is None:
            return None
        reasons.extend(found)
        waivers += sum(reason.code.endswith("_waived") for reason in found)
    reasons.append(Reason("load", {"active": candidate.active + 1, "capacity": candidate.capacity}))
    reasons.append(Reason("waited", {"seconds": int(matter.waited)}))
    return Fit(candidate, tuple(reasons), waivers)


def rank(candidates: Iterable[Candidate], matter: Matter) -> list[Fit]:
    """Those who fit and have room, the one who should have it first."""
    fits = (fit(candidate, matter) for candidate in candidates if candidate.has_room)
    return sorted((found for found in fits if found is not None), key=_order)


def _order(found: Fit) -> tuple[int, float, datetime, int]:
    own = found.candidate
    return (found.waivers, own.part_in_hand, own.given_at or _LONG_AGO, own.id)


def _language(candidate: Candidate, matter: Matter) -> list[Reason] | None:
    if matter.language == ANY_LANGUAGE:
        return []
    if matter.language in candidate.languages:
        return [Reason("language", {"language": matter.language})]
    if matter.waited >= matter.patience.language:
        return [Reason("language_waived", {"language": matter.language})]
    return None


def _skill(candidate: Candidate, matter: Matter, need: Need) -> list[Reason] | None:
    names = {"zh": need.name_zh, "en": need.name_en}
    level = candidate.skills.get(need.skill, 0)
    if level >= need.level:
        return [Reason("skill", {**names, "level": level})]
    if level and matter.waited >= matter.patience.level:
        return [Reason("level_waived", {**names, "level": level})]
    if matter.waited >= matter.patience.skill:
        return [Reason("skill_waived", names)]
    return None
