"""The core demand (核心诉求): what the player really wants, in the player's own clause where it is said."""

import re
from collections import defaultdict
from typing import Final

from tickets.classifiers.keywords.matching import Hit, Matches
from tickets.classifiers.lexicons import load_demand_labels, load_usual_demands
from tickets.classifiers.verdicts import Demand

UNCLEAR: Final = "unclear"
ZH_MARK: Final = "："
EN_MARK: Final = ": "
"""What stands between a demand's name and the player's clause."""
SETTLED: Final = frozenset({"thanks"})
"""Demands that the category settles whatever else is said."""
USUAL: Final = 1.5
"""How much the usual demand of the category counts before a word is read."""


MANNERS: Final = frozenset("我你您要想请求给帮能不可以麻烦把吗呢吧啊了的就是")
MANNERLY: Final = frozenset(
    {"i", "we", "you", "want", "wants", "need", "would", "like", "could", "can", "please", "to", "the", "a", "an", "my"}
    | {"me", "get", "it", "give", "for"}
)


def adds_nothing(quote: str, label: str) -> bool:
    """Whether the player's clause says only what the demand is called, so that it would be read twice."""
    words = re.findall(r"[a-z']+|[^\W\d_a-z]|\d+", quote.lower())
    named = set(re.findall(r"[a-z']+", label.lower())) | set(label)
    return all(word in named or word in MANNERS or word in MANNERLY for word in words)


def demand_line(demand: Demand, language: str) -> str:
    """What is wanted as one line: the demand's name in that language, with the player's own clause where it says more.

    A demand without a name is the clause alone.
    """
    label = load_demand_labels().get(demand.code)
    if label is None:
        return demand.quote
    name, mark = (label.zh, ZH_MARK) if language.startswith("zh") else (label.en, EN_MARK)
    return name if adds_nothing(demand.quote, name) else f"{name}{mark}{demand.quote}"


def demand_in(line: str, language: str) -> str:
    """The same line with the demand's name in another language; a line without a known name stays as it is."""
    into_chinese = language.startswith("zh")
    for label in load_demand_labels().values():
        name, mark = (label.en, EN_MARK) if into_chinese else (label.zh, ZH_MARK)
        other, other_mark = (label.zh, ZH_MARK) if into_chinese else (label.en, EN_MARK)
        if line == name:
            return other
        if line.startswith(name + mark):
            return f"{other}{other_mark}{line.removeprefix(name + mark)}"
    return line


def demand_of(matches: Matches, category: str) -> Demand:
    """The demand with most support; said words beat what is usual for the category when they are clear."""
    scores: dict[str, float] = defaultdict(float)
    where: dict[str, Hit] = {}
    usual = load_usual_demands().get(category) or load_usual_demands().get(category[:2], "")
    if usual:
        scores[usual] += USUAL
    for hit in matches.demands if usual not in SETTLED else ():
        scores[hit.term.name] += hit.weight
        best = where.get(hit.term.name)
        if best is None or hit.weight > best.weight:
            where[hit.term.name] = hit
    if not scores:
        return Demand(UNCLEAR)
    code = max(scores, key=lambda name: (scores[name], name == usual))
    said = where.get(code)
    return Demand(code, matches.text.clause_at(said.first) if said is not None else "")
