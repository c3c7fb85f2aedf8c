"""`classify`: what the head says of a text, with the rules as features, as the floor of safety, and for all the rest.

The rules read first. Danger that they see stays danger, and the head may see more of it. The player's choice on the
form stands as it does for the rules. Otherwise the head names the category, and urgency, priority, signals, mood and
demand follow from the text and the category by the rules' own parts.
"""

from dataclasses import dataclass, replace
from typing import Final

from core.engines.redaction import without_tokens
from tickets.classifiers.model.encoders import LONGEST, Encoder, Vectors
from tickets.classifiers.model.head import Head, Shares
from tickets.classifiers.rules.choosing import (
    ALTERNATIVES,
    Choice,
    choose,
    is_void,
    reasons_for,
    second_reason,
    usable_choice,
)
from tickets.classifiers.rules.deciding import Reading, joined, read_message, verdict_on
from tickets.classifiers.rules.safety import Safety
from tickets.classifiers.text import clip
from tickets.classifiers.verdicts import Alternative, Context, Reason, Verdict

DANGER: Final = 0.25
"""Share of the SF family from which a person is called, as low as false alarms under 5 % allow."""
SURE_FAMILY: Final = 0.6
SURE: Final = 0.35
"""Shares of family and category from which no person is asked to choose: nine of ten first levels are right then."""
DIFFERS: Final = 0.7
"""Share of a family from which the head doubts the player's choice."""
CLAUSES: Final = 6
QUOTED: Final = 60


def classify(
    text: str, subject: str = "", context: Context | None = None, *, head: Head, encoder: Encoder, version: str
) -> tuple[Verdict, Vectors]:
    """What a message is about, by the learned head; and the vector of the text, for likeness.

    The same input gives the same answer. `version` names the head in the verdict.
    """
    context = context or Context()
    reading = read_message(text, subject, context)
    vectors = encoder.encode([without_tokens(joined(subject, text))])
    shares = head.shares(vectors, [found_by_rules(reading)])[0]
    reading = replace(reading, safety=_safety(reading.safety, shares))
    look = _Look(reading, shares, head, encoder)
    return verdict_on(reading, _choice(look, context), context, version=version), vectors[0]


@dataclass(frozen=True, slots=True)
class _Look:
    """One text, read by the rules and by the head."""

    reading: Reading
    shares: Shares
    head: Head
    encoder: Encoder


def found_by_rules(reading: Reading) -> dict[str, float]:
    """The rules' scores as the head takes them: with what they say about danger."""
    danger = {reading.safety.category: 3.0} if reading.safety.is_crisis else {}
    return {**reading.scores, **danger}


def _safety(safety: Safety, shares: Shares) -> Safety:
    """Danger seen by the rules, or by the head."""
    share = shares.family("SF")
    if safety.is_crisis or share < DANGER:
        return safety
    category = max((code for code in shares.of if code.startswith("SF-")), key=lambda code: shares.of[code])
    reason = Reason("model_danger", {"category": category, "percent": round(100 * share)})
    return Safety(is_crisis=True, category=category, reasons=(reason, *safety.reasons), needs_look=True)


def _choice(look: _Look, context: Context) -> Choice:
    reading = look.reading
    by_rules = choose(reading.scores, reading.usable, reading.matches.text, reading.safety, context)
    if reading.safety.is_crisis:
        return by_rules
    if usable_choice(context.chosen_category, list(reading.scores)):
        return _beside_the_players(by_rules, look.shares)
    if not reading.matches.text.words or is_void(reading.matches.text):
        return by_rules
    return _learned(look, by_rules.second_matter)


def _beside_the_players(choice: Choice, shares: Shares) -> Choice:
    """The player's choice, doubted where the head is sure of another family."""
    best = shares.ranked()[0]
    if best[:2] == choice.category[:2] or shares.family(best[:2]) < DIFFERS:
        return choice
    doubt = Reason("text_differs", {"category": best})
    others = [other for other in choice.alternatives if other.category != best]
    alternatives = (Alternative(best, round(shares.of[best], 3)), *others)[:ALTERNATIVES]
    is_told = any(reason.code == "text_differs" for reason in choice.reasons)
    reasons = choice.reasons if is_told else (doubt, *choice.reasons)
    return replace(choice, confident=False, alternatives=alternatives, reasons=reasons, text_category=best)


def _learned(look: _Look, second: str) -> Choice:
    shares = look.shares
    first, *others = shares.ranked()
    second = second if second[:2] != first[:2] else ""
    family, share = shares.family(first[:2]), shares.of[first]
    confident = family >= SURE_FAMILY and share >= SURE
    told = Reason("model_says", {"category": first, "percent": round(100 * share)})
    drove = _driving_clause(look, first)
    reasons = (told, *drove, *reasons_for(first, look.reading.usable), *second_reason(second))
    wanted = dict.fromkeys(code for code in (second, *others) if code)
    return Choice(
        category=first,
        confidence=round(share, 3),
        confident=confident,
        alternatives=tuple(Alternative(code, round(shares.of[code], 3)) for code in list(wanted)[:ALTERNATIVES]),
        reasons=reasons if confident else (Reason("unsure", {"category": first}), *reasons),
        second_matter=second,
        text_category=first,
    )


def _driving_clause(look: _Look, category: str) -> tuple[Reason, ...]:
    """The clause without which the category would lose most, in the player's words; nothing for a single clause."""
    text = look.reading.matches.text
    starts = [place for place, clause in enumerate(text.clauses) if place == 0 or clause != text.clauses[place - 1]]
    ends = [*starts[1:], len(text.clauses)]
    quotes = [text.quote(start, end - 1, limit=LONGEST) for start, end in zip(starts, ends, strict=True)][:CLAUSES]
    if len(quotes) < 2:
        return ()
    without = [" ".join(quote for other, quote in enumerate(quotes) if other != place) for place in range(len(quotes))]
    shares = look.head.shares(look.encoder.encode(without), [found_by_rules(look.reading)] * len(without))
    place = min(range(len(quotes)), key=lambda at: shares[at].of[category])
    return (Reason("model_clause", {"phrase": clip(quotes[place], QUOTED)}),)
