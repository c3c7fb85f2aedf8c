"""All hits of all lists in a text: exclusions first, then the longest match, then denials."""

from dataclasses import dataclass
from functools import cache

from tickets.classifiers.keywords.automaton import Automaton
from tickets.classifiers.keywords.negation import factor_at
from tickets.classifiers.keywords.stream import Stream, stream_of
from tickets.classifiers.lexicons import Kind, Term, load_concepts, load_exclusions, load_lexicons, load_list
from tickets.classifiers.text import Text, read


@dataclass(frozen=True, slots=True)
class Hit:
    """A phrase found in the text, from word `first` to word `last`; `factor` is 0 when it is denied there."""

    term: Term
    first: int
    last: int
    factor: float = 1.0

    @property
    def weight(self) -> float:
        return self.term.weight * self.factor


@dataclass(frozen=True, slots=True)
class Matches:
    """What the lists found in one text."""

    text: Text
    phrases: tuple[Hit, ...]
    concepts: tuple[Hit, ...]
    emotions: tuple[Hit, ...]
    demands: tuple[Hit, ...]
    moments: tuple[Hit, ...]
    excluded: tuple[Hit, ...]


class Matcher:
    """The automaton over a set of terms."""

    def __init__(self, terms: tuple[Term, ...]) -> None:
        written = [(term, stream_of(read(term.key)).words) for term in terms]
        self._vocabulary = frozenset(word for _, words in written for word in words)
        self._automaton: Automaton[Term] = Automaton()
        for term, words in written:
            if not words:
                raise ValueError(f"nothing is left of the phrase {term.key!r} in {term.name}")
            self._automaton.add(words, term)
        self._automaton.freeze()

    def match(self, text: Text) -> Matches:
        """Every hit that stands, in the order of the text."""
        stream = stream_of(text, self._vocabulary)
        found = list(self._automaton.find(stream.words, stream.stretches))
        excluded = [row for row in found if row[2].kind == "exclusion"]
        stands = _without_excluded([row for row in found if row[2].kind != "exclusion"], excluded)
        kinds: dict[Kind, list[Found]] = {}
        for row in stands:
            kinds.setdefault(row[2].kind, []).append(row)

        def hits(kind: Kind) -> tuple[Hit, ...]:
            rows = kinds.get(kind, [])
            return _hits(rows if kind == "concept" else _longest(rows), stream, text)

        return Matches(
            text,
            phrases=hits("phrase"),
            concepts=hits("concept"),
            emotions=hits("emotion"),
            demands=hits("demand"),
            moments=hits("moment"),
            excluded=tuple(Hit(term, stream.places[first], stream.places[last]) for first, last, term in excluded),
        )


Found = tuple[int, int, Term]


def _without_excluded(found: list[Found], excluded: list[Found]) -> list[Found]:
    """Hits that no exclusion of their scope covers; a longer hit around an exclusion stands."""
    if not excluded:
        return found
    safety = _covered(excluded, {"safety", "all", "review"})
    always = _covered(excluded, {"all"})
    return [
        (first, last, term)
        for first, last, term in found
        if not any(at <= first and last <= to for at, to in (safety if term.safety else always).get(first, ()))
    ]


def _covered(excluded: list[Found], scopes: set[str]) -> dict[int, list[tuple[int, int]]]:
    spans: dict[int, list[tuple[int, int]]] = {}
    for first, last, term in excluded:
        if term.name in scopes:
            for place in range(first, last + 1):
                spans.setdefault(place, []).append((first, last))
    return spans


def _longest(found: list[Found]) -> list[Found]:
    """Hits that lie inside no longer hit; words of safety are never hidden by others."""
    widest: dict[int, int] = {}
    for first, last, term in found:
        if not term.safety:
            for place in range(first, last + 1):
                widest[place] = max(widest.get(place, 0), last - first)
    return [
        (first, last, term)
        for first, last, term in found
        if term.safety or not _inside_longer(first, last, widest, found_length=last - first)
    ]


def _inside_longer(first: int, last: int, widest: dict[int, int], *, found_length: int) -> bool:
    return all(widest[place] > found_length for place in range(first, last + 1))


def _hits(found: list[Found], stream: Stream, text: Text) -> tuple[Hit, ...]:
    taken = {place for first, last, _ in found for place in range(first, last + 1)}
    return tuple(
        Hit(term, stream.places[first], stream.places[last], _factor(term, first, stream, text, taken))
        for first, last, term in found
    )


def _factor(term: Term, first: int, stream: Stream, text: Text, taken: set[int]) -> float:
    return factor_at(stream, text, first, taken) if term.negation == "flip" else 1.0


@cache
def matcher() -> Matcher:
    """The matcher over everything in `tickets/data/`, built once per process."""
    phrases = tuple(term for lexicon in load_lexicons() for term in lexicon.terms)
    lists = load_list("emotion") + load_list("demand") + load_list("moment")
    return Matcher(phrases + load_concepts() + load_exclusions() + lists)
