"""A player's text made ready for matching, with the way back to what was really written.

`read(text)` splits into words: every Chinese character is a word, every run of letters or digits is one. Words are
folded (see `scripts`), and each knows where it stands in the original, so that a hit can be quoted as the player
wrote it. Three counters separate the words: a *stretch* ends at punctuation that no phrase runs across, a *clause*
where a negation ends, a *sentence* where a matter ends. Symbols put between characters to hide a word end nothing.
"""

import unicodedata
from dataclasses import dataclass
from typing import Final

from core.engines.redaction import without_tokens
from tickets.classifiers.scripts import fold, is_han

SENTENCE_MARKS: Final = frozenset("。！？!?\n\r；;…⋯")
CLAUSE_MARKS: Final = frozenset(",，、:：")
APOSTROPHES: Final = frozenset("'’‘`´ʼ＇")
CONTRACTIONS: Final = {
    "cant": ("can", "not"),
    "cannot": ("can", "not"),
    "wont": ("will", "not"),
    "aint": ("not",),
    "im": ("i", "am"),
    "ive": ("i", "have"),
    "gonna": ("going", "to"),
    "wanna": ("want", "to"),
    "gotta": ("got", "to"),
    "lets": ("let", "us"),
}
NOT_WORDS: Final = frozenset(
    ["do", "does", "did", "is", "are", "was", "were", "have", "has", "had", "would", "should", "could", "must", "need"]
)
"""What takes "nt" at its end: dont, doesnt, isnt."""
TAILS: Final = {"re": "are", "ve": "have", "ll": "will", "d": "would", "m": "am"}


@dataclass(frozen=True, slots=True)
class Text:
    """The words of a text in order, in parallel tuples, and the original that they came from."""

    original: str
    words: tuple[str, ...]
    starts: tuple[int, ...]
    ends: tuple[int, ...]
    stretches: tuple[int, ...]
    clauses: tuple[int, ...]
    sentences: tuple[int, ...]

    def quote(self, first: int, last: int, limit: int = 60) -> str:
        """What the player wrote from word `first` to word `last`, cut to `limit` characters."""
        return clip(self.original[self.starts[first] : self.ends[last]].strip(), limit)

    def clause_at(self, word: int, limit: int = 80) -> str:
        """The whole clause around a word, as the player wrote it."""
        first = last = word
        while first > 0 and self.clauses[first - 1] == self.clauses[word]:
            first -= 1
        while last + 1 < len(self.words) and self.clauses[last + 1] == self.clauses[word]:
            last += 1
        return self.quote(first, last, limit)


class _Reader:
    """Collects words while the characters pass by once."""

    def __init__(self, original: str) -> None:
        self.original = original
        self.words: list[str] = []
        self.starts: list[int] = []
        self.ends: list[int] = []
        self.stretches: list[int] = []
        self.clauses: list[int] = []
        self.sentences: list[int] = []
        self.stretch = self.clause = self.sentence = 0
        self.run: list[str] = []
        self.run_start = self.run_end = 0

    def read(self) -> Text:
        for place, char in enumerate(self.original):
            self._take(place, char)
        self._end_run()
        return Text(
            self.original,
            tuple(self.words),
            tuple(self.starts),
            tuple(self.ends),
            tuple(self.stretches),
            tuple(self.clauses),
            tuple(self.sentences),
        )

    def _take(self, place: int, char: str) -> None:
        folded = fold[char]
        if not folded:
            return
        if char in APOSTROPHES and self.run:
            self.run.append("'")
            return
        if len(folded) == 1 and is_han(folded):
            self._end_run()
            self._add(folded, place, place + 1)
        elif folded.isalnum() and not any(is_han(part) for part in folded):
            if not self.run:
                self.run_start = place
            self.run.append(folded)
            self.run_end = place + 1
        else:
            self._end_run()
            self._mark(place, char)

    def _mark(self, place: int, char: str) -> None:
        if char in SENTENCE_MARKS:
            self._advance(stretch=True, sentence=True)
        elif char in CLAUSE_MARKS:
            self._advance(stretch=True, sentence=False)
        elif char == ".":
            after = self.original[place + 1 : place + 2]
            if not after or after.isspace():
                self._advance(stretch=True, sentence=True)
            elif is_han(after):
                self._advance(stretch=False, sentence=True)

    def _advance(self, *, stretch: bool, sentence: bool) -> None:
        self.stretch += stretch
        self.clause += 1
        self.sentence += sentence

    def _end_run(self) -> None:
        if not self.run:
            return
        word = "".join(self.run).strip("'")
        self.run.clear()
        for part in _parts_of(word):
            self._add(part, self.run_start, self.run_end)

    def _add(self, word: str, start: int, end: int) -> None:
        self.words.append(word)
        self.starts.append(start)
        self.ends.append(end)
        self.stretches.append(self.stretch)
        self.clauses.append(self.clause)
        self.sentences.append(self.sentence)


def read(text: str) -> Text:
    """The words of a text, in one pass over its characters; any string is accepted. Tokens of numbers are none."""
    return _Reader(without_tokens(text)).read()


def _parts_of(word: str) -> tuple[str, ...]:
    """One run of letters as words: contractions written out, the possessive dropped."""
    head, _, tail = word.partition("'")
    plain = head + tail
    if plain in CONTRACTIONS:
        return CONTRACTIONS[plain]
    if plain.endswith("nt") and plain[:-2] in NOT_WORDS:
        return plain[:-2], "not"
    if tail in TAILS and head:
        return head, TAILS[tail]
    if tail == "s":
        return (head,)
    return (plain.replace("'", ""),) if plain else ()


def clip(text: str, limit: int) -> str:
    """The text cut to at most `limit` characters, never inside what a reader sees as one character."""
    if len(text) <= limit:
        return text
    cut = max(limit - 1, 0)
    while cut > 0 and _joins(text[cut - 1], text[cut]):
        cut -= 1
    return text[:cut].rstrip() + "…"


def _joins(before: str, after: str) -> bool:
    """True when two neighbours belong to one visible character."""
    return (
        before == "\u200d"
        or after in {"\u200d", "\ufe0e", "\ufe0f", "\u20e3"}
        or unicodedata.category(after) in {"Mn", "Me", "Mc"}
        or "\U0001f3fb" <= after <= "\U0001f3ff"
        or ("\U0001f1e6" <= before <= "\U0001f1ff" and "\U0001f1e6" <= after <= "\U0001f1ff")
        or "\U000e0020" <= after <= "\U000e007f"
    )
