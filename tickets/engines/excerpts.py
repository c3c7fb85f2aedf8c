"""The part of a text that was searched for, cut into pieces that match and pieces that do not."""

import re
from dataclasses import dataclass

from tickets.engines.search_text import tokens_of

BEFORE, LENGTH = 24, 120


@dataclass(frozen=True)
class Piece:
    text: str
    is_hit: bool


def excerpt(text: str, asked: str) -> list[Piece]:
    """Return some characters around the first place where a word of `asked` stands, with every word marked.

    Without a match (the words stand in another script or width) the beginning of the text is returned unmarked.
    """
    line = " ".join(text.split())
    pattern = _pattern(asked)
    found = pattern.search(line) if pattern else None
    start = max(0, found.start() - BEFORE) if found else 0
    cut = line[start : start + LENGTH]
    pieces = [Piece("…", is_hit=False)] if start else []
    pieces += _pieces(cut, pattern) if pattern else [Piece(cut, is_hit=False)]
    return pieces + ([Piece("…", is_hit=False)] if start + LENGTH < len(line) else [])


def _pattern(asked: str) -> re.Pattern[str] | None:
    words = [_word(run) for run in tokens_of(asked[:200])]
    if not words:
        return None
    longest_first = sorted(dict.fromkeys(words), key=len, reverse=True)
    return re.compile("|".join(re.escape(word) for word in longest_first), re.IGNORECASE)


def _word(run: list[str]) -> str:
    """The run of characters before it was cut into pairs."""
    return run[0] + "".join(pair[-1] for pair in run[1:])


def _pieces(cut: str, pattern: re.Pattern[str]) -> list[Piece]:
    pieces, at = [], 0
    for match in pattern.finditer(cut):
        if match.start() > at:
            pieces.append(Piece(cut[at : match.start()], is_hit=False))
        pieces.append(Piece(match.group(), is_hit=True))
        at = match.end()
    if at < len(cut):
        pieces.append(Piece(cut[at:], is_hit=False))
    return pieces
