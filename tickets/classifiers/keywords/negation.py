"""Whether a phrase is denied where it stands: 没有掉线, "I did not cheat".

A denial right before the phrase takes its weight away, one up to four words before it takes half. Rhetorical forms
(是不是, 有没有, "why not") and words that only look like a denial (特别, 无故) deny nothing.
"""

from collections.abc import Collection
from typing import Final

from tickets.classifiers.keywords.stems import stem
from tickets.classifiers.keywords.stream import Stream
from tickets.classifiers.text import Text

WINDOW: Final = 4
CHINESE_DENIALS: Final = (
    "没", "不是", "并非", "不会", "不想", "不要", "不用", "不需要", "不必", "不存在", "不打算", "别", "无", "不",
)  # fmt: skip
ENGLISH_DENIALS: Final = ("not", "never", "no", "without")
DENIALS: Final = tuple(tuple(phrase) for phrase in CHINESE_DENIALS) + tuple((word,) for word in ENGLISH_DENIALS)
ADJACENT_ONLY: Final = frozenset({("不",), ("别",), ("无",), ("no",), ("without",)})
"""Denials that reach no further than the next word."""
UNLESS_AFTER: Final = {
    "没": "有",
    "不": "是有能会要想用可好行得差动",
    "别": "特区个分级性告",
    "无": "",
    "not": frozenset({"can", "could", "why", "or"}),
}
UNLESS_BEFORE: Final = {
    "别": ("人", "的", "家"),
    "无": ("故", "法", "缘"),
    "没": ("想到", "想着", "法", "办法", "事", "关系"),
    "不": tuple("但仅光过管知料然小同停断久明了到"),
}
"""What follows a word that looks like a denial and is none: 别人, 无故, 没想到, 不但."""
LIGHT_ENGLISH: Final = ("get", "want", "to", "think", "feel", "any", "going", "go", "it", "about", "that", "ever")
LIGHT: Final = frozenset("是有被想过再要去人真用开了出现遇到发生说") | frozenset(stem(word) for word in LIGHT_ENGLISH)
"""Words between a denial and what it denies that keep the two together."""


def factor_at(stream: Stream, text: Text, first: int, taken: Collection[int]) -> float:
    """1 when the phrase starting at stream word `first` stands, 0.5 when half denied, 0 when denied.

    `taken` are the words of other phrases: the 没 of 没到账 denies nothing that follows.
    """
    clause = text.clauses[stream.places[first]]
    distance = 0
    for place in range(first - 1, max(first - 1 - WINDOW * 2, -1), -1):
        if text.clauses[stream.places[place]] != clause or distance > WINDOW:
            break
        denial = None if place in taken else _denial_ending(stream, place)
        if denial and (distance == 0 or denial not in ADJACENT_ONLY):
            return 0.0 if distance == 0 else 0.5
        if stream.words[place] not in LIGHT:
            distance += 1
    return 1.0


def _denial_ending(stream: Stream, last: int) -> tuple[str, ...] | None:
    """The longest denial whose last word is at `last`, unless its neighbours make it something else."""
    for denial in sorted(DENIALS, key=len, reverse=True):
        first = last - len(denial) + 1
        if first < 0 or stream.words[first : last + 1] != denial:
            continue
        before = stream.words[first - 1] if first else ""
        after = "".join(stream.words[last + 1 : last + 3])
        if before and before in UNLESS_AFTER.get(denial[0], ()):
            return None
        if len(denial) == 1 and after.startswith(UNLESS_BEFORE.get(denial[0], ("\0",))):
            return None
        return denial
    return None
