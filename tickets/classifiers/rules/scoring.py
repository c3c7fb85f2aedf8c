"""From hits to a ranking of categories."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Final

from knowledge.engines.taxonomy import by_code
from tickets.classifiers.keywords.matching import Hit, Matches
from tickets.classifiers.rules.patterns import PatternHit, pattern_hits
from tickets.classifiers.verdicts import Context, Reason

FADING: Final = (1.0, 0.6, 0.4, 0.3)
"""What the strongest, second and further pieces of evidence for a category count; all later ones as the last."""
KIN: Final = 0.3
"""How much the other categories of the same first level support one of them."""
CERTAINTY: Final = 1.0
"""Evidence that is always missing, so that a single weak word never looks certain."""

GAME_KIND_FACTORS: Final[Mapping[str, Mapping[str, float]]] = {
    "cards": {"CD": 1.2, "ES": 0.9},
    "moba": {"CD": 0.2},
    "tournament": {"ES": 1.15, "CD": 0.5},
}
SAME_AT_THE_TABLE: Final[Mapping[str, str]] = {"ES-02": "CD-06"}
LITERAL: Final = 0.4
"""What the literal meaning still counts beside the one of the card table."""
QUIET: Final = {"SG": 0.4, "CN": 0.55, "OT": 0.3, "OP": 0.85}
"""Words of thanks, ideas and questions stand in many messages about something else; beside it they count less."""
THREATENED: Final = 0.4
SETTLED: Final = 2.0


@dataclass(frozen=True, slots=True)
class Evidence:
    """One piece of evidence for a category, with where it stands in the text."""

    category: str
    weight: float
    first: int
    reason: Reason


def evidence_of(matches: Matches) -> tuple[Evidence, ...]:
    """All evidence in a text: phrases of the lexicons and patterns of concepts."""
    found = [_of_phrase(hit, matches) for hit in matches.phrases if hit.term.category and hit.weight > 0]
    found += [_of_pattern(hit, matches) for hit in pattern_hits(matches)]
    return tuple(found)


def _of_phrase(hit: Hit, matches: Matches) -> Evidence:
    params = {
        "phrase": matches.text.quote(hit.first, hit.last),
        "lexicon": hit.term.name,
        "category": hit.term.category,
    }
    return Evidence(hit.term.category, hit.weight, hit.first, Reason("lexicon_hit", params))


def _of_pattern(hit: PatternHit, matches: Matches) -> Evidence:
    params = {"phrase": matches.text.quote(hit.first, hit.last), "category": hit.pattern.category}
    return Evidence(hit.pattern.category, hit.weight, hit.first, Reason("pattern_hit", params))


def in_words_of(game_kind: str, evidence: Iterable[Evidence]) -> tuple[Evidence, ...]:
    """The evidence as the kind of game means it: at the card table an interrupted match is an interrupted hand."""
    meant = SAME_AT_THE_TABLE if game_kind == "cards" else {}
    pieces: list[Evidence] = []
    for piece in evidence:
        category = meant.get(piece.category)
        if category is None:
            pieces.append(piece)
            continue
        params = {**piece.reason.params, "category": category}
        pieces.append(replace(piece, category=category, reason=Reason(piece.reason.code, params)))
        pieces.append(replace(piece, weight=piece.weight * LITERAL))
    return tuple(pieces)


def rank(evidence: Iterable[Evidence], context: Context, *, is_threat: bool = False) -> dict[str, float]:
    """Category → score, highest first; equal scores keep the order of the taxonomy.

    `is_threat`: court, regulator or press are only threatened with, so the matter behind the threat counts more.
    """
    raw = _summed(evidence)
    factors = GAME_KIND_FACTORS.get(context.game_kind, {})
    scores = {code: score * factors.get(code[:2], 1.0) for code, score in raw.items()}
    scores = _matter_first(scores, is_threat=is_threat)
    families: dict[str, float] = defaultdict(float)
    for code, score in scores.items():
        families[code[:2]] += score
    kin = {code: score + KIN * (families[code[:2]] - score) for code, score in scores.items()}
    places = {code: place for place, code in enumerate(by_code())}
    return dict(sorted(kin.items(), key=lambda item: (-item[1], places[item[0]])))


def _summed(evidence: Iterable[Evidence]) -> dict[str, float]:
    weights: dict[str, dict[str, float]] = defaultdict(dict)
    for piece in evidence:
        key = piece.reason.code + str(piece.reason.params["phrase"])
        weights[piece.category][key] = max(weights[piece.category].get(key, 0.0), piece.weight)
    return {
        code: sum(
            weight * FADING[min(place, len(FADING) - 1)]
            for place, weight in enumerate(sorted(found.values(), reverse=True))
        )
        for code, found in weights.items()
    }


def _matter_first(scores: dict[str, float], *, is_threat: bool) -> dict[str, float]:
    quiet = {**QUIET, "LR": THREATENED} if is_threat else QUIET
    strongest = max((score for code, score in scores.items() if code[:2] not in quiet), default=0.0)
    if strongest < SETTLED:
        return scores
    return {code: score * quiet.get(code[:2], 1.0) for code, score in scores.items()}


def confidences(scores: Mapping[str, float]) -> dict[str, float]:
    """Category → confidence between 0 and 1, in the order given; what is missing to 1 is doubt."""
    total = sum(list(scores.values())[:4]) + CERTAINTY
    return {code: round(score / total, 3) for code, score in scores.items()}
