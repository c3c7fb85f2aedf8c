"""Digits in free text, however they were written: full width, other scripts, blanks and dashes between them."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

_SAME = {
    "＠": "@",
    "．": ".",
    "。": "。",
    "＋": "+",
    "－": "-",
    "＿": "_",
    "ｘ": "x",
    "Ｘ": "X",
    "х": "x",
    "Х": "X",
    "×": "x",
}
_DASHES = "‐‑‒–—―−﹣·•・"
_BETWEEN = re.compile(r"[ .\-]{1,3}")
_RUN = re.compile(r"[0-9]+(?:[xX](?![A-Za-z]))?")


@dataclass(frozen=True, slots=True)
class Plain:
    """A text with ASCII digits and signs, without what nobody sees; `places` leads back to what was written."""

    text: str
    places: Sequence[int] | None = None

    def place(self, index: int) -> int:
        """Where the character stands in the text that was written."""
        return index if self.places is None else self.places[index]


@dataclass(frozen=True, slots=True)
class Run:
    """Digits without a gap; an identity number may end with X."""

    digits: str
    start: int
    end: int


class _Folding(dict[int, str | None]):
    """One character as it counts here; what is invisible counts nothing."""

    def __missing__(self, code: int) -> str | None:
        folded = _folded(chr(code))
        if len(self) < 100_000:
            self[code] = folded
        return folded


def _folded(char: str) -> str | None:
    if char in _SAME:
        return _SAME[char]
    if char in _DASHES:
        return "-"
    kind = unicodedata.category(char)
    if kind in {"Nd", "No"} and 0 <= (digit := unicodedata.digit(char, -1)) <= 9:
        return str(digit)
    if kind == "Zs":
        return " "
    if kind == "Cf" or char in "\u115f\u1160\u3164":
        return None
    wide = unicodedata.normalize("NFKC", char)
    return wide if len(wide) == 1 and wide.isascii() else char


_FOLDING = _Folding()


def plain_of(text: str) -> Plain:
    """The text as it counts, character for character."""
    if text.isascii():
        return Plain(text)
    folded = [_FOLDING[ord(char)] for char in text]
    if None not in folded:
        return Plain("".join(char for char in folded if char))
    places = [place for place, char in enumerate(folded) if char]
    return Plain("".join(char for char in folded if char), places)


def runs_in(text: str) -> list[list[Run]]:
    """Runs of digits, those together that only blanks, dots and dashes separate."""
    chains: list[list[Run]] = []
    for match in _RUN.finditer(text):
        run = Run(match.group().upper(), match.start(), match.end())
        if chains and _BETWEEN.fullmatch(text, chains[-1][-1].end, run.start):
            chains[-1].append(run)
        else:
            chains.append([run])
    return chains
