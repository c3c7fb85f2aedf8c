"""Signals: what a text tells beside its category, from the lexicons, the patterns and a few plain facts."""

import re
from collections import defaultdict
from collections.abc import Iterable
from typing import Final

from tickets.classifiers.keywords.matching import Hit, Matches
from tickets.classifiers.rules.patterns import PatternHit
from tickets.classifiers.verdicts import SIGNAL_ORDER, Reason, Signal

RAISED: Final = 1.0
CHILD_AGE: Final = range(3, 18)
AGE_ZH: Final = re.compile(
    r"(?:我|本人|孩子|儿子|女儿|他|她|小孩|弟弟|妹妹)[^。！？!?\n]{0,6}?(\d{1,2})\s*(?:周?岁|歲)"
)
OWN_AGE_ZH: Final = re.compile(r"我(?:今年|现在|還|还|才|只有|刚满|刚|是)+(\d{1,2})(?=[,，。!！\s]|岁|歲|了|$)")
AGE_EN: Final = re.compile(
    r"\b(?:i am|i'm|im|i’m|he is|he's|she is|she's|aged?)\s+(?:only\s+|just\s+)?(\d{1,2})"
    r"(?=\s*(?:years?\b|yrs?\b|yo\b|y/o\b|[,.!?;]|and\b|so\b|but\b|$))",
    re.IGNORECASE,
)
YEARS_OLD_EN: Final = re.compile(r"\b(\d{1,2})[\s-]*(?:years?|yrs?)[\s-]*olds?\b", re.IGNORECASE)
HAN_AGE: Final = re.compile(r"(十[一二三四五六七]?|[七八九])(?:周?岁|歲)")
LONGEST_SCANNED: Final = 20_000


def signals_of(
    matches: Matches, patterns: Iterable[PatternHit], *, is_crisis: bool, is_about_more: bool
) -> tuple[tuple[str, ...], tuple[Reason, ...]]:
    """The signals in their fixed order, and the reasons for them.

    `is_about_more` says that the text has another matter beside thanks; polite thanks then are no praise.
    """
    found: dict[str, list[tuple[float, str]]] = defaultdict(list)
    for hit in matches.phrases:
        for signal in hit.term.signals:
            if hit.weight > 0 and _counts(signal, hit, matches, is_about_more=is_about_more):
                found[signal].append((hit.weight, matches.text.quote(hit.first, hit.last)))
    for pattern in patterns:
        for signal in pattern.pattern.signals:
            found[signal].append((pattern.weight, matches.text.quote(pattern.first, pattern.last)))
    age = _child_age(matches.text.original[:LONGEST_SCANNED])
    if age:
        found[Signal.MINOR].append((RAISED, age))
    raised = {signal for signal, rows in found.items() if sum(weight for weight, _ in rows) >= RAISED}
    raised = (raised - {Signal.CRISIS}) | ({Signal.CRISIS.value} if is_crisis else set())
    names = tuple(sorted(raised, key=lambda name: SIGNAL_ORDER[name]))
    reasons = tuple(
        Reason("signal", {"signal": name, "phrase": max(found[name])[1]}) for name in names if name != Signal.CRISIS
    )
    return names, reasons


def _counts(signal: str, hit: Hit, matches: Matches, *, is_about_more: bool) -> bool:
    if signal == Signal.ABUSE:
        return not is_reported(hit, matches)
    if signal == Signal.PRAISE and is_about_more:
        return hit.term.weight >= 2
    return True


def is_reported(hit: Hit, matches: Matches) -> bool:
    """Somebody else's words: he called me an idiot."""
    sentence = matches.text.sentences[hit.first]
    return any(
        moment.term.name == "reported"
        and matches.text.sentences[moment.first] == sentence
        and moment.first <= hit.first
        for moment in matches.moments
    )


def _child_age(text: str) -> str:
    """The words that name an age under eighteen, or nothing."""
    for pattern in (AGE_ZH, OWN_AGE_ZH, AGE_EN, YEARS_OLD_EN):
        for found in pattern.finditer(text):
            if int(found.group(1)) in CHILD_AGE:
                return found.group(0).strip()
    han = HAN_AGE.search(text)
    return han.group(0) if han else ""
