"""Danger to a person. These rules call a person to look; they settle nothing (domain rule: a hit means look now).

Explicit words and threats raise the alarm by themselves. Words of despair and of farewell raise it together, and a
farewell that is about leaving the game does not. A denial ("I am not suicidal") lowers the alarm to a note for the
agent, because people deny what they think of.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from tickets.classifiers.keywords.matching import Hit, Matches
from tickets.classifiers.rules.scoring import Evidence
from tickets.classifiers.text import Text
from tickets.classifiers.verdicts import Reason

EXPLICIT: Final = frozenset({"self_harm", "violence", "child_harm"})
ALARM: Final = 1.0
DENIED: Final = 0.0


@dataclass(frozen=True, slots=True)
class Safety:
    """Whether somebody may be in danger, what it looks like, and why we think so."""

    is_crisis: bool
    category: str
    reasons: tuple[Reason, ...]
    needs_look: bool


def look_for_danger(matches: Matches, evidence: Iterable[Evidence]) -> Safety:
    """Read all words of safety in a text."""
    scores: dict[str, float] = {}
    reasons: list[Reason] = []
    for hit in _each_once(matches):
        if not _is_about_the_game(hit, matches):
            category = hit.term.category
            scores[category] = scores.get(category, 0.0) + hit.term.weight
            reasons.append(_reason(hit, matches.text))
    for piece in evidence:
        if piece.category.startswith("SF") and piece.reason.code == "pattern_hit":
            scores[piece.category] = scores.get(piece.category, 0.0) + piece.weight
            reasons.append(Reason("crisis", piece.reason.params))
    notes = [Reason("crisis_denied", {"phrase": quote}) for quote in _denied(matches)]
    notes += [Reason("crisis_idiom", {"phrase": quote}) for quote in _doubtful_idioms(matches)]
    category = max(scores, key=lambda code: (scores[code], code), default="")
    if not category or scores[category] < ALARM:
        return Safety(is_crisis=False, category="", reasons=tuple(notes), needs_look=bool(notes))
    return Safety(is_crisis=True, category=category, reasons=tuple(reasons + notes), needs_look=True)


def _each_once(matches: Matches) -> list[Hit]:
    """Hits of safety lexicons that stand; the same phrase in subject and body counts once.

    What lies inside a denied phrase is denied with it: the "suicide" of "did not commit suicide".
    """
    hits = [hit for hit in matches.phrases if hit.term.safety]
    denied = [(hit.first, hit.last) for hit in hits if hit.factor == DENIED]
    standing = [hit for hit in hits if not any(first <= hit.first and hit.last <= last for first, last in denied)]
    return list({hit.term.key: hit for hit in reversed(standing)}.values())


def _reason(hit: Hit, text: Text) -> Reason:
    return Reason("crisis", {"phrase": text.quote(hit.first, hit.last), "category": hit.term.category})


def _is_about_the_game(hit: Hit, matches: Matches) -> bool:
    """A farewell in a text about leaving the game."""
    return hit.term.name == "farewell" and any(moment.term.name == "quit_game" for moment in matches.moments)


def _denied(matches: Matches) -> list[str]:
    return [
        matches.text.quote(hit.first, hit.last)
        for hit in matches.phrases
        if hit.term.name in EXPLICIT and hit.factor == DENIED
    ]


def _doubtful_idioms(matches: Matches) -> list[str]:
    return [matches.text.quote(hit.first, hit.last) for hit in matches.excluded if hit.term.name == "review"]
