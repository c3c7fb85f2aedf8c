"""When and for how many it happens: in the middle of a match, right now, today at the latest, for everybody."""

from dataclasses import dataclass
from typing import Final

from knowledge.engines.taxonomy import by_code
from tickets.classifiers.keywords.matching import Hit, Matches
from tickets.classifiers.verdicts import Context, Reason

CROWD_CATEGORIES: Final = frozenset({"NT"})
HEAVY: Final = frozenset({"AC", "CI", "PY", "RP", "MR", "AP"})


@dataclass(frozen=True, slots=True)
class Moment:
    """Urgency and impact of 1 (high) to 4 (low), and what was read from the words."""

    urgency: int
    impact: int
    is_in_game: bool
    is_theft_online: bool
    reasons: tuple[Reason, ...]


def moment_of(matches: Matches, category: str, context: Context) -> Moment:
    """Start from the category's own urgency and impact, then let the words change them."""
    usual_urgency, usual_impact = _usual(category, context)
    reasons = [Reason("category_default", {"category": category, "urgency": usual_urgency, "impact": usual_impact})]
    in_game = _in_game(matches, context, reasons)
    theft = _theft_online(matches, category, context, reasons)
    urgency = _urgency(matches, usual_urgency, reasons, is_live=in_game or theft)
    impact = _impact(matches, category, usual_impact, reasons)
    return Moment(urgency, impact, in_game, theft, tuple(reasons))


def _usual(category: str, context: Context) -> tuple[int, int]:
    taxonomy = by_code()[category]
    return context.usual.get(category, (taxonomy.urgency, taxonomy.impact))


def _in_game(matches: Matches, context: Context, reasons: list[Reason]) -> bool:
    """The form's answer, or else a live phrase in a sentence that speaks of no earlier time."""
    if context.in_game_now is not None:
        if context.in_game_now:
            reasons.append(Reason("in_game_form"))
        return context.in_game_now
    hit = next((hit for hit in _named(matches, "in_game") if not _is_past(hit, matches)), None)
    if hit:
        reasons.append(Reason("in_game_text", {"phrase": matches.text.quote(hit.first, hit.last)}))
    return hit is not None


def _theft_online(matches: Matches, category: str, context: Context, reasons: list[Reason]) -> bool:
    if category not in {"AC-02", "AC-03"}:
        return False
    hit = next(iter(_named(matches, "theft_online")), None)
    if hit:
        reasons.append(Reason("theft_online_text", {"phrase": matches.text.quote(hit.first, hit.last)}))
    return context.is_theft_online or hit is not None


def _urgency(matches: Matches, usual: int, reasons: list[Reason], *, is_live: bool) -> int:
    imminent = next(iter(_named(matches, "imminent")), None)
    deadline = next(iter(_named(matches, "deadline")), None)
    rest = next(iter(_named(matches, "no_rush")), None)
    if is_live:
        return 1
    if imminent and usual > 1:
        reasons.append(Reason("deadline", {"phrase": matches.text.quote(imminent.first, imminent.last)}))
        return 1
    if deadline and usual > 2:
        reasons.append(Reason("deadline", {"phrase": matches.text.quote(deadline.first, deadline.last)}))
        return 2
    if rest and usual > 1:
        reasons.append(Reason("no_rush", {"phrase": matches.text.quote(rest.first, rest.last)}))
        return min(usual + 1, 4)
    return usual


def _impact(matches: Matches, category: str, usual: int, reasons: list[Reason]) -> int:
    crowd = next(iter(_named(matches, "many")), None)
    money = next(iter(_named(matches, "money_big")), None)
    if crowd and category[:2] in CROWD_CATEGORIES and usual > 1:
        reasons.append(Reason("many_players", {"phrase": matches.text.quote(crowd.first, crowd.last)}))
        return 1
    if money and category[:2] in HEAVY and usual > 2:
        reasons.append(Reason("heavy_loss", {"phrase": matches.text.quote(money.first, money.last)}))
        return 2
    return usual


def _named(matches: Matches, name: str) -> list[Hit]:
    return [hit for hit in matches.moments if hit.term.name == name]


def _is_past(hit: Hit, matches: Matches) -> bool:
    sentence = matches.text.sentences[hit.first]
    return any(matches.text.sentences[past.first] == sentence for past in _named(matches, "past"))
