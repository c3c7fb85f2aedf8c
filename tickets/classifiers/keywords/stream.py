"""The words that phrases are compared by: stems, without particles and fillers, with disguises taken off.

The same steps run over the lexicons and over the text, so both meet in one form. What a word looks like matters only
for matching; quotes are always taken from the original.
"""

from collections.abc import Collection
from dataclasses import dataclass
from functools import lru_cache
from itertools import product
from typing import Final

from tickets.classifiers.keywords.stems import stem
from tickets.classifiers.scripts import is_han
from tickets.classifiers.text import Text

FILLERS: Final = (
    "a", "an", "the", "really", "very", "even", "already", "actually", "literally", "kindly", "also", "yet",
    "is", "are", "was", "were", "be", "been", "being", "has", "have", "had", "am",
)  # fmt: skip
DROPPED: Final = frozenset("的啊呀呢吧吗嘛哦噢呗都也又") | frozenset(stem(word) for word in FILLERS)
PAIRS: Final = {
    ("没", "有"): ("没",),
    ("还", "没"): ("没",),
    ("并", "没"): ("没",),
    ("已", "经"): (),
    ("一", "直"): (),
    ("在", "吗"): ("在", "吗"),
    ("登", "陆"): ("登", "录"),
    ("充", "直"): ("充", "值"),
    ("冲", "值"): ("充", "值"),
    ("冲", "了"): ("充", "了"),
    ("反", "还"): ("返", "还"),
    ("解", "峰"): ("解", "封"),
    ("风", "号"): ("封", "号"),
}
"""Two neighbours that are written for one thing, and common slips of the keyboard."""

DIGIT_LETTERS: Final = {"0": "o", "1": "il", "3": "e", "4": "a", "5": "s", "7": "t", "8": "b", "9": "g"}
LETTER_DIGITS: Final = str.maketrans("oilsb", "01158")
LONGEST_SPELLED: Final = 40


@dataclass(frozen=True, slots=True)
class Stream:
    """Words ready for matching; `places[i]` is where word `i` stands in the text."""

    words: tuple[str, ...]
    places: tuple[int, ...]
    stretches: tuple[int, ...]


def stream_of(text: Text, vocabulary: Collection[str] = frozenset()) -> Stream:
    """The stream of a text. Without a vocabulary no disguise is looked for, which is how lexicons are read."""
    words: list[str] = []
    places: list[int] = []
    for word, place in _spelled_out(text, vocabulary):
        plain = _plain(word, vocabulary)
        pair = (words[-1], plain) if words and text.stretches[places[-1]] == text.stretches[place] else None
        if pair in PAIRS:
            words.pop()
            at = places.pop()
            words += PAIRS[pair]
            places += [at, place][: len(PAIRS[pair])]
        elif plain not in DROPPED:
            words.append(plain)
            places.append(place)
    return Stream(tuple(words), tuple(places), tuple(text.stretches[place] for place in places))


def _plain(word: str, vocabulary: Collection[str]) -> str:
    if len(word) == 1 and is_han(word):
        return word
    stemmed = stem(word)
    if not vocabulary or stemmed in vocabulary or len(word) > LONGEST_SPELLED:
        return stemmed
    return next((form for form in _undisguised(word) if form in vocabulary), stemmed)


@lru_cache(maxsize=20_000)
def _undisguised(word: str) -> tuple[str, ...]:
    """What a word may stand for: h4cked, rrrefund, l23l5; likeliest first."""
    forms = [stem(_squeezed(word, 2)), stem(_squeezed(word, 1))]
    digits = sum(char.isdigit() for char in word)
    if digits:
        forms.append(word.translate(LETTER_DIGITS))
    if 0 < digits <= 4 and digits < len(word):
        forms += [stem("".join(form)) for form in product(*(DIGIT_LETTERS.get(char, char) for char in word))]
    return tuple(forms)


def _squeezed(word: str, keep: int) -> str:
    """The word with each row of three or more equal letters cut to `keep`."""
    out: list[str] = []
    row = 0
    for place, char in enumerate(word):
        row = row + 1 if place and char == word[place - 1] else 1
        out.append(char)
        if row == 3:
            del out[len(out) - 3 + keep :]
        elif row > 3:
            out.pop()
    return "".join(out)


def _spelled_out(text: Text, vocabulary: Collection[str]) -> list[tuple[str, int]]:
    """The words in order, with rows of single letters such as k i l l put together again."""
    if not vocabulary:
        return [(word, place) for place, word in enumerate(text.words)]
    out: list[tuple[str, int]] = []
    row: list[tuple[str, int]] = []
    for place, word in enumerate(text.words):
        if len(word) == 1 and word.isascii() and word.isalpha() and len(row) < LONGEST_SPELLED:
            row.append((word, place))
            continue
        out += _joined(row, vocabulary)
        row = []
        out.append((word, place))
    return out + _joined(row, vocabulary)


def _joined(row: list[tuple[str, int]], vocabulary: Collection[str]) -> list[tuple[str, int]]:
    if len(row) < 4:
        return row
    letters = "".join(letter for letter, _ in row)
    out: list[tuple[str, int]] = []
    start = 0
    while start < len(letters):
        size = next(
            (n for n in range(len(letters) - start, 1, -1) if stem(letters[start : start + n]) in vocabulary), 1
        )
        out.append((letters[start : start + size], row[start][1]))
        start += size
    return out
