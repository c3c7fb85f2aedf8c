"""One way to cut text for search, used for what is stored and for what is asked.

First every character is folded to the form that counts: width, case, accents, traditional to simplified. Then each Han
character begins the pair with its neighbour (`账号被盗` → `账号 号被 被盗 盗`) and each other word or number is one
token; an id such as `GP-88213` or `gp88213` is `gp` and `88213`. So every character of Han text and every word takes
one place, whatever stands between them, and a question is a phrase of tokens at the same distances.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import pairwise

from core.engines.han import SIMPLIFIED, TRADITIONAL

_CJK = r"㐀-䶿一-鿿豈-\ufaff𠀀-\U000323af々〇ぁ-ヿ가-힯"
_SEGMENT = re.compile(rf"[{_CJK}]+|[^\W_{_CJK}]+")
_WORD = re.compile(r"[\w\-.@:/'’#]+")
_IS_CJK = re.compile(rf"[{_CJK}]")
_ID = re.compile(r"([^\W\d_]+)(\d+)")
_DIGITS_APART = 3  # digits after letters that make an id: `uid77001`, but `v2` is one word
_INVISIBLE = {"Cc", "Cf", "Mn", "Me", "Cs", "Co"}
_SAME = dict(zip(TRADITIONAL, SIMPLIFIED, strict=True)) | dict(
    zip("帐賬祢妳姊裏衹祇麽", "账账你你姐里只只么", strict=True)
)
SEARCH_FORM = 1
"""Rises when the same text is cut in another way; `reindex_search` brings stored rows up to it."""
MAX_STORED = 48_000
MAX_WORDS = 32
TOKEN_MAX = 100
# PostgreSQL keeps places up to 16,383, and 255 of one token. Where a text has more, neighbours cannot be told from
# strangers; such a text carries this token and is found by its tokens without their places.
LAST_PLACE, MOST_PLACES, OVERLONG = 16_383, 255, "overlongtextoverlong"


@dataclass(frozen=True)
class Token:
    """One token at its place; with `is_open` also what merely begins so is meant."""

    text: str
    place: int
    is_open: bool = False


@dataclass(frozen=True)
class Phrase:
    """Text that must stand together; with `is_open` its last word may go on, because people stop in mid-word."""

    text: str
    is_open: bool = False


class _Folding(dict[str, str]):
    """Folded characters, worked out on first use."""

    def __missing__(self, char: str) -> str:
        folded = "".join(_fold_one(part) for part in unicodedata.normalize("NFKC", char))
        if len(self) < 100_000:
            self[char] = folded
        return folded


def _fold_one(char: str) -> str:
    if _IS_CJK.match(char):
        return _SAME.get(char, char)
    parts = unicodedata.normalize("NFKD", char.lower())
    return "".join(part for part in parts if unicodedata.category(part) not in _INVISIBLE or part in "\n\r\t")


_folded = _Folding()


def folded(text: str) -> tuple[str, list[int]]:
    """The text in the form that counts, and for each of its characters the index of the one that it came from."""
    pieces = [_folded[char] for char in text]
    return "".join(pieces), [index for index, piece in enumerate(pieces) for _ in piece]


def words_of(text: str) -> list[str]:
    """What stands between blanks and punctuation marks; `GP-88213` and `a@b.example` are one word each."""
    found = (word.strip("-.@:/'’#_") for word in _WORD.findall(text))
    return [word for word in found if _SEGMENT.search(folded(word)[0])]


def stored_text(text: str) -> str:
    """What goes into `to_tsvector('simple', …)`: one token for each place."""
    tokens = [token for segment in _SEGMENT.findall(folded(text[:MAX_STORED])[0]) for token in _stored(segment)]
    if len(tokens) > LAST_PLACE or (len(tokens) > MOST_PLACES and max(Counter(tokens).values()) > MOST_PLACES):
        tokens.insert(0, OVERLONG)
    return " ".join(tokens)


def parts_of(text: str) -> list[str]:
    """The runs of Han characters, words and numbers of a text, folded."""
    segments = _SEGMENT.findall(folded(text)[0])
    return [part for segment in segments for part in ([segment] if _IS_CJK.match(segment) else _cut(segment))]


def tokens_of(phrase: Phrase) -> list[Token]:
    """The tokens of a phrase, each at its distance from the first."""
    tokens: list[Token] = []
    place = 0
    for part in parts_of(phrase.text):
        if not _IS_CJK.match(part):
            tokens.append(Token(part, place))
            place += 1
            continue
        if len(part) == 1:
            tokens.append(Token(part, place, is_open=True))  # it begins a pair or ends a run
        tokens += [Token(part[i : i + 2], place + i) for i in range(len(part) - 1)]
        place += len(part)
    if phrase.is_open and tokens and not _IS_CJK.match(tokens[-1].text):
        tokens[-1] = replace(tokens[-1], is_open=True)
    return tokens


def phrase_query(phrase: Phrase) -> str:
    """The phrase as an expression of `to_tsquery('simple', …)`; empty when nothing in it can be searched."""
    tokens = tokens_of(phrase)
    if len(tokens) < 2:
        return (_half_id(tokens[0]) or _term(tokens[0])) if tokens else ""
    together = _term(tokens[0])
    for before, token in pairwise(tokens):
        together += f" <{token.place - before.place}> {_term(token)}"
    return f"(({together}) | ('{OVERLONG}' & {' & '.join(map(_term, tokens))}))"


def all_of(phrases: Iterable[Phrase]) -> str:
    """An expression for texts in which every phrase stands; empty when there is none."""
    return " & ".join(filter(None, map(phrase_query, phrases)))


def any_of(phrases: Iterable[Phrase]) -> str:
    """An expression for texts in which at least one phrase stands; empty when there is none."""
    return " | ".join(filter(None, map(phrase_query, phrases)))


def _stored(segment: str) -> list[str]:
    if not _IS_CJK.match(segment):
        return _cut(segment)
    return [segment[i : i + 2] for i in range(len(segment))]


def _cut(word: str) -> list[str]:
    """The word, an id cut into its letters and its number, and nothing longer than an index takes."""
    parts = _ID.fullmatch(word)
    pieces = list(parts.groups()) if parts and len(parts[2]) >= _DIGITS_APART else [word]
    return [piece[i : i + TOKEN_MAX] for piece in pieces for i in range(0, len(piece), TOKEN_MAX)]


def _term(token: Token) -> str:
    return f"'{token.text}'" + (":*" if token.is_open else "")


def _half_id(token: Token) -> str:
    """An id that is not typed to its end yet: `uid77` of `uid77001`."""
    parts = _ID.fullmatch(token.text) if token.is_open else None
    return f"({_term(token)} | ('{parts[1]}' <-> '{parts[2]}':*))" if parts else ""
