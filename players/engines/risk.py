"""The rating of a player: signs in, levels with their reasons out. Pure, exact and repeatable.

    contribution = weight x strength x 0.5 ^ (age / half-life)
    score        = the contributions of a dimension, each source (operation, text, person) capped, 100 at most
    overall      = the gravest dimension, and 5 more for each other one that is grave as well, 10 at most
    levels       = L0 below 20, L1 from 20, L2 from 40, L3 from 70, L4 from 90

What changes a level beside the score: a hard trigger lifts it at once; L1 and L2 fall only when the score was 5 below
their threshold for a day; L3 and L4 fall only by a person; what a person decided (`Override`) goes before all but hard
triggers that beat it. A level does not fall either while the operation's data that held it up is missing: unknown never
counts as safe.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Final, Literal

from players.engines.decay import MICRO, STRENGTH, halved, heaviest
from players.engines.risk_rules import Rules

OVERALL: Final = "overall"
BY_PERSON_FROM: Final = 3
"""From this level on only a person lowers it."""


@dataclass(frozen=True)
class Hit:
    """One sign that was seen. `strength` is in thousandths, `ref` says which row it is, `marks` feed hard triggers."""

    ref: str
    code: str
    source: str
    strength: int
    at: datetime
    known_at: datetime
    marks: tuple[str, ...] = ()


@dataclass(frozen=True)
class Memory:
    """What an evaluation has to know of the one before: the level, since when the score is low enough for L1 and L2 to
    fall, and when a person last judged the hard triggers of this dimension.
    """

    level: int = 0
    below: tuple[datetime | None, datetime | None] = (None, None)
    judged_at: datetime | None = None


@dataclass(frozen=True)
class Override:
    """What a person decided about one dimension or the whole, for a time. At most one for each is in force."""

    ref: str
    target: str
    kind: Literal["set", "floor", "ceiling"]
    level: int
    decided_at: datetime


@dataclass(frozen=True)
class Inputs:
    """Everything a rating depends on beside the rules. `unknown` are codes whose data nobody reported lately."""

    at: datetime
    hits: tuple[Hit, ...] = ()
    memory: Mapping[str, Memory] = field(default_factory=dict)
    overrides: tuple[Override, ...] = ()
    unknown: frozenset[str] = frozenset()
    is_verified_minor: bool | None = None


@dataclass(frozen=True)
class Contribution:
    """What one sign that counts adds now, and would have added when it was new; both in millionths."""

    hit: Hit
    dimension: str
    full: int
    now: int


@dataclass(frozen=True)
class Fired:
    """A hard trigger that stands, and the moment at which it was known."""

    code: str
    dimension: str
    level: int
    known_at: datetime
    ref: str


@dataclass(frozen=True)
class Rated:
    """One dimension, or the whole. `computed` is what the score alone says.

    `is_known` is False where nothing was seen and most of what is looked for cannot be judged; of the whole, where
    that is so of any dimension.
    """

    code: str
    score: int
    computed: int
    level: int
    memory: Memory
    override: str = ""
    is_known: bool = True
    unknown: tuple[str, ...] = ()
    is_kept: bool = False
    """The level would have fallen, but the data that held it up is missing."""


@dataclass(frozen=True)
class Rating:
    """The whole answer. `contributions` are ordered by what they add now, the heaviest first."""

    overall: Rated
    dimensions: tuple[Rated, ...]
    contributions: tuple[Contribution, ...]
    fired: tuple[Fired, ...]


def rate(rules: Rules, inputs: Inputs) -> Rating:
    """The rating of a player at `inputs.at`; the same inputs give the same answer, bit by bit."""
    before, inputs = inputs, replace(inputs, memory=_released(inputs))
    contributions = contributions_at(rules, inputs.hits, inputs.at)
    scores = scores_of(rules, contributions)
    fired = _fired(rules, inputs, contributions, scores)
    dimensions = tuple(
        _dimension(rules, inputs, _Scored(d.code, scores[d.code], fired), contributions) for d in rules.dimensions
    )
    if any(one.memory.level < _memory(before, one.code).level >= BY_PERSON_FROM for one in dimensions):
        whole = replace(_memory(inputs, OVERALL), level=0)  # a person lowered a part: the whole begins anew
        inputs = replace(inputs, memory={**inputs.memory, OVERALL: whole})
    return Rating(_overall(rules, inputs, dimensions, fired), dimensions, contributions, fired)


def _released(inputs: Inputs) -> Mapping[str, Memory]:
    """A person who lowers a level takes it from its height; who sets one has judged the triggers known until then."""
    memory = dict(inputs.memory)
    for override in inputs.overrides:
        own = _memory(inputs, override.target)
        if override.kind == "set":
            judged = override.decided_at if own.judged_at is None else max(own.judged_at, override.decided_at)
            own = replace(own, judged_at=judged)
        if override.kind != "floor":
            own = replace(own, level=min(own.level, override.level))
        memory[override.target] = own
    return memory


def contributions_at(rules: Rules, hits: Sequence[Hit], at: datetime) -> tuple[Contribution, ...]:
    """What each sign that counts adds at that moment. Codes that the rules do not know add nothing."""
    by_code: dict[str, list[Hit]] = {}
    for hit in sorted(hits, key=lambda hit: (hit.at, hit.ref)):
        if hit.code in rules.by_code:
            by_code.setdefault(hit.code, []).append(hit)
    found = [one for code, same in by_code.items() for one in _counted(rules, code, same, at)]
    return tuple(sorted(found, key=lambda c: (-c.now, c.hit.code, c.hit.at, c.hit.ref)))


def _counted(rules: Rules, code: str, hits: list[Hit], at: datetime) -> list[Contribution]:
    rule = rules.by_code[code]
    fulls = [rule.weight * hit.strength * MICRO // STRENGTH for hit in hits]
    nows = [halved(full, at - hit.at, rule.half_life) for full, hit in zip(fulls, hits, strict=True)]
    counted = heaviest([hit.at for hit in hits], nows, rule.window)
    return [Contribution(hits[n], rule.dimension, fulls[n], nows[n]) for n in sorted(counted)]


def scores_of(rules: Rules, contributions: Collection[Contribution]) -> Mapping[str, int]:
    """The score of each dimension in millionths."""
    sums: dict[tuple[str, str], int] = {}
    for one in contributions:
        key = (one.dimension, one.hit.source)
        sums[key] = sums.get(key, 0) + one.now
    return {
        d.code: min(100 * MICRO, sum(min(cap * MICRO, sums.get((d.code, s), 0)) for s, cap in d.caps.items()))
        for d in rules.dimensions
    }


def overall_score(rules: Rules, scores: Sequence[int]) -> int:
    """The gravest score, with the bonus for others that are grave as well."""
    ordered = sorted(scores, reverse=True)
    others = sum(score >= rules.bonus_at * MICRO for score in ordered[1:])
    bonus = min(rules.bonus_each * others, rules.bonus_most)
    return min(100 * MICRO, ordered[0] + bonus * MICRO)


def _fired(
    rules: Rules, inputs: Inputs, contributions: Sequence[Contribution], scores: Mapping[str, int]
) -> tuple[Fired, ...]:
    """Hard triggers that no person has judged yet."""
    found = [
        Fired(trigger.code, rules.by_code[hit.code].dimension, trigger.level, hit.known_at, hit.ref)
        for trigger in rules.triggers
        for hit in inputs.hits
        if hit.code == trigger.signal and (not trigger.mark or trigger.mark in hit.marks)
    ]
    found += _minor_health(rules, inputs, contributions, scores, found)
    standing = [one for one in found if _is_new(one, _memory(inputs, one.dimension))]
    return tuple(sorted(standing, key=lambda f: (-f.level, f.code, f.known_at, f.ref)))


def _minor_health(
    rules: Rules,
    inputs: Inputs,
    contributions: Sequence[Contribution],
    scores: Mapping[str, int],
    found: Sequence[Fired],
) -> list[Fired]:
    """A verified minor at a health risk; known since the newest sign of it, or since a person said so."""
    rule, override = rules.minor_health, _override(inputs, "health")
    levels = [rules.level_of(scores["health"]), _memory(inputs, "health").level]
    levels += [one.level for one in found if one.dimension == "health"]
    known = [(one.hit.known_at, one.hit.ref) for one in contributions if one.dimension == "health"]
    if override is not None and override.kind == "floor":
        levels.append(override.level)
        known.append((override.decided_at, override.ref))
    if not inputs.is_verified_minor or max(levels) < rule.from_level or not known:
        return []
    moment, ref = max(known)
    return [Fired(rule.code, "health", rule.level, moment, ref)]


def _is_new(fired: Fired, memory: Memory) -> bool:
    return memory.judged_at is None or fired.known_at > memory.judged_at


@dataclass(frozen=True)
class _Scored:
    """What a level is asked from: the score, the hard triggers, the least that the parts of a whole say."""

    code: str
    score: int
    fired: Sequence[Fired]
    least: int = 0
    is_blind: bool = False


def _dimension(rules: Rules, inputs: Inputs, scored: _Scored, contributions: Sequence[Contribution]) -> Rated:
    code, operation = scored.code, rules.operation_codes(scored.code)
    own = [one for one in contributions if one.dimension == code and one.now]
    unknown = operation & inputs.unknown
    is_blind = any(one.hit.source == "O" and one.hit.code in unknown for one in own)
    floors = [one for one in scored.fired if one.dimension == code]
    rated = _levelled(rules, inputs, replace(scored, fired=floors, is_blind=is_blind))
    is_known = bool(own) or rated.level > 0 or 2 * len(unknown) <= len(operation)
    return replace(rated, is_known=is_known, unknown=tuple(sorted(unknown)))


def _overall(rules: Rules, inputs: Inputs, dimensions: Sequence[Rated], fired: Sequence[Fired]) -> Rated:
    """The whole: never below its gravest dimension. What a person lowered counts no more than the given level."""
    score = overall_score(rules, [min(one.score, rules.top_of(one.level)) for one in dimensions])
    gravest = max(one.level for one in dimensions)
    is_blind = any(one.is_kept for one in dimensions)
    rated = _levelled(rules, inputs, _Scored(OVERALL, score, fired, gravest, is_blind))
    return replace(rated, is_known=all(one.is_known for one in dimensions))


def _levelled(rules: Rules, inputs: Inputs, scored: _Scored) -> Rated:
    """The level that follows from a score, the triggers, what was before, and what a person decided.

    The least is remembered by the dimensions that it comes from, as their triggers are: the whole keeps its own score.
    """
    code, score = scored.code, scored.score
    override, memory = _override(inputs, code), _memory(inputs, code)
    standing = [one for one in scored.fired if _is_new(one, memory)]
    computed = rules.level_of(score)
    asked = max([computed, *(one.level for one in standing if code != OVERALL)])
    level, below, is_kept = _fallen(rules, memory, asked, score, inputs.at, is_blind=scored.is_blind)
    final = _overridden(max(level, scored.least), override, standing)
    kept = Memory(min(level, final), below, memory.judged_at)
    return Rated(code, score, computed, final, kept, override.ref if override else "", is_kept=is_kept)


def _fallen(
    rules: Rules, memory: Memory, asked: int, score: int, at: datetime, *, is_blind: bool
) -> tuple[int, tuple[datetime | None, datetime | None], bool]:
    """The level after hysteresis, since when L1 and L2 are low enough to fall, and whether missing data kept it."""
    below = tuple(
        (memory.below[place] or at) if score < (rules.levels[place] - rules.fall_margin) * MICRO else None
        for place in range(BY_PERSON_FROM - 1)
    )
    since = (below[0], below[1])
    if asked >= memory.level:
        return asked, since, False
    if memory.level >= BY_PERSON_FROM:
        return memory.level, since, False
    held = [place + 1 for place in range(memory.level) if not _is_over(since[place], at, rules)]
    level = max([asked, *held])
    return (memory.level, since, True) if is_blind and level < memory.level else (level, since, False)


def _is_over(since: datetime | None, at: datetime, rules: Rules) -> bool:
    return since is not None and at - since >= rules.fall_after


def _overridden(level: int, override: Override | None, fired: Sequence[Fired]) -> int:
    """Triggers beat a ceiling; they beat a set level when they came after it (others are judged by it)."""
    if override is None:
        return level
    if override.kind == "floor":
        return max(level, override.level)
    lifted = max((one.level for one in fired), default=0)
    return max(override.level if override.kind == "set" else min(level, override.level), lifted)


def _override(inputs: Inputs, code: str) -> Override | None:
    return next((one for one in inputs.overrides if one.target == code), None)


def _memory(inputs: Inputs, code: str) -> Memory:
    return inputs.memory.get(code, Memory())
