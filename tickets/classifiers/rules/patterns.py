"""Patterns over concepts: a payment and something that did not come, in one sentence or two neighbouring ones."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Final

from tickets.classifiers.keywords.matching import Hit, Matches
from tickets.classifiers.lexicons import Pattern, load_patterns

NEIGHBOUR: Final = 0.75
"""What a pattern still counts when its halves stand in two neighbouring sentences."""

Window = Mapping[str, Hit]


@dataclass(frozen=True, slots=True)
class PatternHit:
    """A pattern found, with the words from its first to its last concept."""

    pattern: Pattern
    first: int
    last: int
    weight: float


def pattern_hits(matches: Matches) -> tuple[PatternHit, ...]:
    """Every pattern that fits somewhere in the text, each once, where it counts most."""
    best: dict[Pattern, PatternHit] = {}
    for window, factor in _windows(matches):
        for name in window:
            for pattern in _by_first_concept().get(name, ()):
                hit = _fit(pattern, window, factor)
                if hit and (pattern not in best or hit.weight > best[pattern].weight):
                    best[pattern] = hit
    return tuple(sorted(best.values(), key=lambda hit: (hit.first, hit.pattern.label)))


@cache
def _by_first_concept() -> dict[str, tuple[Pattern, ...]]:
    """Patterns by each concept that can meet their first need."""
    index: dict[str, list[Pattern]] = defaultdict(list)
    for pattern in load_patterns():
        for name in pattern.needs[0]:
            index[name].append(pattern)
    return {name: tuple(patterns) for name, patterns in index.items()}


def _windows(matches: Matches) -> Iterator[tuple[Window, float]]:
    sentences: dict[int, dict[str, Hit]] = defaultdict(dict)
    for hit in matches.concepts:
        if hit.factor:
            sentences[matches.text.sentences[hit.first]].setdefault(hit.term.name, hit)
    for number in sorted(sentences):
        yield sentences[number], 1.0
        if number + 1 in sentences:
            yield sentences[number] | sentences[number + 1], NEIGHBOUR


def _fit(pattern: Pattern, window: Window, factor: float) -> PatternHit | None:
    if not pattern.without.isdisjoint(window):
        return None
    met: list[Hit] = []
    for need in pattern.needs:
        hit = next((window[name] for name in sorted(need) if name in window), None)
        if hit is None:
            return None
        met.append(hit)
    weight = pattern.weight * factor * min(hit.factor for hit in met)  # what is half denied counts half
    return PatternHit(pattern, min(hit.first for hit in met), max(hit.last for hit in met), weight)
