"""The part of a text that was searched for, cut into pieces that match and pieces that do not."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from tickets.engines.search_text import Phrase, folded, parts_of

BEFORE, LENGTH = 10, 120  # a list is narrow: the hit must not be cut off by it
_BETWEEN = r"[\W_]{0,40}"


@dataclass(frozen=True)
class Piece:
    text: str
    is_hit: bool


def excerpt(text: str, phrases: Sequence[Phrase], *, length: int = LENGTH, before: int = BEFORE) -> list[Piece]:
    """Return some characters around the first place where one of the phrases stands, with every place marked.

    Marks are set by the folded form, so 帳號 is marked for 账号. Without a match the beginning is returned unmarked.
    """
    line = " ".join(text.split())
    spans = _spans(line, phrases)
    start = max(0, spans[0][0] - before) if spans else 0
    end = start + length
    pieces = [Piece("…", is_hit=False)] if start else []
    at = start
    for first, last in spans:
        if first >= end:
            break
        if first > at:
            pieces.append(Piece(line[at:first], is_hit=False))
        pieces.append(Piece(line[first : min(last, end)], is_hit=True))
        at = min(last, end)
    if at < min(end, len(line)):
        pieces.append(Piece(line[at:end], is_hit=False))
    return pieces + ([Piece("…", is_hit=False)] if end < len(line) else [])


def stands_in(text: str, phrase: Phrase) -> bool:
    """Whether the phrase stands in the text, told by the text alone."""
    pattern = _compiled((phrase,))
    return pattern is not None and pattern.search(folded(text)[0]) is not None


def _spans(line: str, phrases: Sequence[Phrase]) -> list[tuple[int, int]]:
    """Where phrases stand, from first to last, none over another."""
    pattern = _compiled(tuple(phrases))
    if pattern is None:
        return []
    plain, origin = folded(line)
    spans = [(origin[match.start()], origin[match.end() - 1] + 1) for match in pattern.finditer(plain)]
    return [span for n, span in enumerate(spans) if n == 0 or span[0] >= spans[n - 1][1]]


@lru_cache(maxsize=256)
def _compiled(phrases: tuple[Phrase, ...]) -> re.Pattern[str] | None:
    patterns = sorted({_pattern(phrase) for phrase in phrases} - {""}, key=len, reverse=True)
    return re.compile("|".join(patterns)) if patterns else None


def _pattern(phrase: Phrase) -> str:
    parts = parts_of(phrase.text)
    words = [_word(part, is_open=phrase.is_open and part is parts[-1]) for part in parts]
    return _BETWEEN.join(words)


def _word(part: str, *, is_open: bool) -> str:
    if not part[0].isalnum() or not part.isascii():
        return re.escape(part)
    before = r"(?<!\d)" if part.isdigit() else r"(?<![a-z0-9])"
    after = "" if is_open else r"(?!\d)" if part.isdigit() else r"(?![a-z])" if part.isalpha() else r"(?![a-z0-9])"
    return before + re.escape(part) + after
