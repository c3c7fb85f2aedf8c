"""Which category it is: the ranking of the text, what the player chose on the form, and what safety says."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from knowledge.engines.taxonomy import by_code, load_taxonomy
from tickets.classifiers.rules.safety import Safety
from tickets.classifiers.rules.scoring import Evidence, confidences
from tickets.classifiers.text import Text
from tickets.classifiers.verdicts import NOTHING_KNOWN, Alternative, Context, Reason

VOID: Final = "OT-01"
ALTERNATIVES: Final = 2
SURE: Final = 0.5
MARGIN: Final = 0.15
ENOUGH: Final = 1.5
STRONG: Final = 2.5
OVERRULES: Final = 4.0
"""Score from which words of the law overrule the player's choice on the form."""
CHOSEN_ALONE: Final = 0.7
CHOSEN_CONFIRMED: Final = 0.85
CHOSEN_DOUBTED: Final = 0.45
LIKE: Final = 0.5
"""A second matter this near to the first in score goes before it when it is more urgent."""


@dataclass(frozen=True, slots=True)
class Choice:
    """The category chosen, how surely, what else it may be, and what the text alone says most strongly."""

    category: str
    confidence: float
    confident: bool
    alternatives: tuple[Alternative, ...]
    reasons: tuple[Reason, ...]
    second_matter: str
    text_category: str


def choose(
    scores: Mapping[str, float], evidence: Iterable[Evidence], text: Text, safety: Safety, context: Context
) -> Choice:
    """Decide the category. Safety goes first and is never certain; then the player's choice; then the text."""
    pieces = tuple(evidence)
    sure = confidences(scores)
    ordered = _urgent_first(scores)
    top = ordered[0] if ordered else ""
    second = _second_matter(ordered, scores, pieces, text)
    if safety.is_crisis:
        return _choice(safety.category, 0.5, sure, pieces, confident=False, top=top, second=top or "")
    chosen = usable_choice(context.chosen_category, ordered)
    if chosen and not _law_overrules(top, scores):
        return _chosen(chosen, top, second, scores, pieces)
    if not top:
        return _choice(VOID if is_void(text) else NOTHING_KNOWN, 0.0, sure, pieces, confident=False, top="", second="")
    confident = scores[top] >= ENOUGH and _is_clear(top, second, scores)
    choice = _choice(top, sure[top], sure, pieces, confident=confident, top=top, second=second)
    if chosen:
        return _with(choice, Reason("choice_overruled", {"category": chosen}))
    return choice if confident else _with(choice, Reason("unsure", {"category": top}))


def _chosen(chosen: str, top: str, second: str, scores: Mapping[str, float], pieces: tuple[Evidence, ...]) -> Choice:
    sure = confidences(scores)
    reason = Reason("player_chose", {"category": chosen})
    agrees = bool(top) and top[:2] == chosen[:2]
    if agrees or not top or scores[top] < STRONG:
        confidence = CHOSEN_CONFIRMED if agrees else CHOSEN_ALONE
        return _with(_choice(chosen, confidence, sure, pieces, confident=True, top=top, second=second), reason)
    doubt = Reason("text_differs", {"category": top})
    other = second if second and second != chosen else top
    choice = _choice(chosen, CHOSEN_DOUBTED, sure, pieces, confident=False, top=top, second=other)
    return _with(choice, reason, doubt)


def _choice(
    category: str,
    confidence: float,
    sure: Mapping[str, float],
    pieces: tuple[Evidence, ...],
    *,
    confident: bool,
    top: str,
    second: str,
) -> Choice:
    second = second if second != category else ""
    return Choice(
        category,
        round(confidence, 3),
        confident,
        _alternatives(category, second, sure),
        reasons_for(category, pieces) + second_reason(second),
        second,
        top,
    )


def _with(choice: Choice, *reasons: Reason) -> Choice:
    return Choice(
        choice.category,
        choice.confidence,
        choice.confident,
        choice.alternatives,
        reasons + choice.reasons,
        choice.second_matter,
        choice.text_category,
    )


def _alternatives(category: str, second: str, sure: Mapping[str, float]) -> tuple[Alternative, ...]:
    """The next two: a second matter first, then the ranking, then the category's own neighbours."""
    siblings = [sub.code for top in load_taxonomy().categories for sub in top.subcategories if top.code == category[:2]]
    wanted = [second, *sure, *siblings, NOTHING_KNOWN]
    codes = [code for code in dict.fromkeys(wanted) if code and code != category]
    return tuple(Alternative(code, sure.get(code, 0.0)) for code in codes[:ALTERNATIVES])


def reasons_for(category: str, pieces: tuple[Evidence, ...]) -> tuple[Reason, ...]:
    own = sorted(
        (piece for piece in pieces if piece.category == category), key=lambda piece: (-piece.weight, piece.first)
    )
    unique = dict.fromkeys((piece.reason.params["phrase"], piece.reason.code) for piece in own)
    found = {(piece.reason.params["phrase"], piece.reason.code): piece.reason for piece in reversed(own)}
    reasons = tuple(found[key] for key in list(unique)[:3])
    return reasons or ((Reason("nothing_found"),) if category in {NOTHING_KNOWN, VOID} else ())


def second_reason(second: str) -> tuple[Reason, ...]:
    return (Reason("second_matter", {"category": second}),) if second else ()


def _urgent_first(scores: Mapping[str, float]) -> list[str]:
    """The ranking, with a more urgent category of nearly the same score pulled to the front."""
    ordered = list(scores)
    if len(ordered) < 2 or ordered[0][:2] == ordered[1][:2]:
        return ordered
    first, second = ordered[0], ordered[1]
    more_urgent = by_code()[second].urgency < by_code()[first].urgency
    if more_urgent and scores[second] >= scores[first] * LIKE and scores[second] >= STRONG:
        return [second, first, *ordered[2:]]
    return ordered


def _second_matter(ordered: list[str], scores: Mapping[str, float], pieces: tuple[Evidence, ...], text: Text) -> str:
    """Another first-level matter told with strong words in other clauses than the main one."""
    if not ordered:
        return ""
    main = {text.clauses[piece.first] for piece in pieces if piece.category[:2] == ordered[0][:2] and piece.weight >= 1}
    for code in ordered[1:6]:
        if code[:2] in {ordered[0][:2], "SG", "CN", "OT", "SF", "LR"} or scores[code] < STRONG:
            continue
        clauses = {text.clauses[piece.first] for piece in pieces if piece.category == code and piece.weight >= 1}
        if clauses and clauses.isdisjoint(main):
            return code
    return ""


def _law_overrules(top: str, scores: Mapping[str, float]) -> bool:
    return top.startswith("LR") and scores[top] >= OVERRULES


def usable_choice(chosen: str, ordered: list[str]) -> str:
    """The player's choice when it says something; of a first level, the likeliest of its second-level categories."""
    if chosen.startswith("OT"):
        return ""
    if chosen in by_code():
        return chosen
    family = next((top.subcategories for top in load_taxonomy().categories if top.code == chosen), ())
    codes = [sub.code for sub in family]
    return next((code for code in ordered if code in codes), codes[0] if codes else "")


def is_void(text: Text) -> bool:
    """Nothing but one or two words over and over, or digits."""
    words = text.words
    if not words:
        return False
    if len(words) >= 3 and len(set(words)) <= 2:
        return True
    return all(word.isdigit() or (len(word) >= 3 and len(set(word)) <= 2) for word in words)


def _is_clear(top: str, second: str, scores: Mapping[str, float]) -> bool:
    """Whether the first is far enough before all others; a second matter is no rival, it is told beside."""
    sure = confidences({code: score for code, score in scores.items() if code != second})
    rival = max((value for code, value in sure.items() if code[:2] != top[:2]), default=0.0)
    return sure[top] >= SURE and sure[top] - rival >= MARGIN
