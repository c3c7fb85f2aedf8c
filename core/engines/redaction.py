"""Numbers that name a person, found in free text and replaced by tokens that are safe to read, search and send.

Four kinds: identity numbers of mainland China (checksum and date; the old ones of 15 digits where area and date are
possible), phone numbers (mainland mobile ones, and others that begin with `+`), bank cards (issuer, length, Luhn) and
mail addresses. A number may stand in full width and with blanks, dots or dashes between its digits.

A token reads the same in every language: `〔ID 1****2〕`, `〔TEL 138****5678〕`, `〔CARD 6222****0123〕`,
`〔MAIL a***@d.com〕`. What stays is what the desk works with: order numbers, UIDs, matches, hands, amounts, dates.
Where digits alone cannot tell, the word before them does; in doubt they become a token: the original is kept sealed.
"""

import re
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from enum import StrEnum

from core.engines.digits import Plain, Run, plain_of, runs_in
from core.engines.numbers import (
    bank_card,
    identity_number,
    international_phone,
    mobile_phone,
    old_identity_number,
)


class NumberKind(StrEnum):
    """What a token stands for."""

    ID = "ID"
    CARD = "CARD"
    TEL = "TEL"
    MAIL = "MAIL"


@dataclass(frozen=True, slots=True)
class Original:
    """What a token stands for: the kind, the words of the text that it replaced, and the token itself."""

    kind: NumberKind
    text: str
    token: str


@dataclass(frozen=True, slots=True)
class Span:
    """Where a number stands in the text, `end` exclusive."""

    start: int
    end: int
    original: Original


class Redacted(str):
    """A text whose numbers are tokens; `originals` are what stood there, in the order of the tokens."""

    __slots__ = ("originals",)
    originals: tuple[Original, ...]

    def __new__(cls, text: str, originals: tuple[Original, ...] = ()) -> "Redacted":
        """The text with the originals of its tokens."""
        made = super().__new__(cls, text)
        made.originals = originals
        return made


TOKEN = re.compile(r"〔(ID|CARD|TEL|MAIL) ([^〔〕\s]{1,120})〕")
_MAY_HOLD = re.compile(r"\d|[@＠]")
_MAIL = re.compile(r"[A-Za-z0-9._%+\-]{1,64}@[A-Za-z0-9\-]{1,63}(?:\.[A-Za-z0-9\-]{2,63}){1,4}")


def redacted(text: str, *, keeps: Collection[str] = (), is_reference: bool = False) -> Redacted:
    """The text with tokens; one that is redacted already is returned as it is, with the originals that it knows.

    `keeps` are numbers and addresses of our own, lower-case, which every player may read; an address beginning with
    `@` keeps its whole domain. `is_reference` says that the text is an id by its very meaning (an order number): only
    identity numbers and addresses are replaced then.
    """
    earlier = text.originals if isinstance(text, Redacted) else ()
    spans = spans_in(text, keeps=keeps, is_reference=is_reference)
    if not spans:
        return text if isinstance(text, Redacted) else Redacted(text)
    parts, place = [], 0
    for span in spans:
        parts += [text[place : span.start], span.original.token]
        place = span.end
    return Redacted("".join([*parts, text[place:]]), earlier + tuple(span.original for span in spans))


def spans_in(text: str, *, keeps: Collection[str] = (), is_reference: bool = False) -> list[Span]:
    """Where the numbers stand, in their order; no two overlap."""
    if not _MAY_HOLD.search(text):
        return []
    plain = plain_of(text)
    found = sorted(_found(plain, is_reference=is_reference), key=lambda one: (one[0], -one[1]))
    spans, taken = list[Span](), 0
    for start, end, kind, mask in found:
        if start < taken or _is_ours(plain.text[start:end], keeps):
            continue
        first, last = plain.place(start), plain.place(end - 1) + 1
        spans.append(Span(first, last, Original(kind, text[first:last], f"〔{kind} {mask}〕")))
        taken = end
    return spans


def without_tokens(text: str) -> str:
    """The text for readers to whom a number means nothing (search, classifiers): blanks where tokens stand."""
    return TOKEN.sub(" ", text) if "〔" in text else text


def cut(text: Redacted, longest: int) -> Redacted:
    """The text within its length, which tokens may have exceeded; no token is cut in two."""
    if len(text) <= longest:
        return text
    end = longest - 1
    for token in TOKEN.finditer(text):
        if token.start() < end < token.end():
            end = token.start()
    return Redacted(f"{text[:end]}…", text.originals)


_Found = tuple[int, int, NumberKind, str]


def _found(plain: Plain, *, is_reference: bool) -> Iterator[_Found]:
    for mail in _MAIL.finditer(plain.text) if "@" in plain.text else ():
        name, _, domain = mail.group().partition("@")
        yield mail.start(), mail.end(), NumberKind.MAIL, f"{name[0]}***@{domain[-100:]}"
    if not is_reference:
        for start, end, mask in international_phone(plain.text):
            yield start, end, NumberKind.TEL, mask
    readers = _STRICT if is_reference else _READERS
    for chain in runs_in(plain.text):
        yield from _numbers_of(chain, plain.text, readers)


_Reader = Callable[[str, list[Run], str], str]
_STRICT: list[tuple[NumberKind, _Reader]] = [(NumberKind.ID, identity_number)]
_READERS: list[tuple[NumberKind, _Reader]] = [
    *_STRICT,
    (NumberKind.CARD, bank_card),
    (NumberKind.TEL, mobile_phone),
    (NumberKind.ID, old_identity_number),
]
_SHORTEST, _LONGEST = 11, 19


def _numbers_of(chain: list[Run], text: str, readers: list[tuple[NumberKind, _Reader]]) -> Iterator[_Found]:
    """Each number among neighbouring runs of digits: the surest kind first, of one kind the longest."""
    place = 0
    while place < len(chain):
        hit = _number_at(chain, place, text, readers)
        if hit is None:
            place += 1
            continue
        size, kind, mask = hit
        yield chain[place].start, chain[place + size - 1].end, kind, mask
        place += size


def _number_at(
    chain: list[Run], place: int, text: str, readers: list[tuple[NumberKind, _Reader]]
) -> tuple[int, NumberKind, str] | None:
    number, windows = "", list[tuple[int, str]]()
    for size, run in enumerate(chain[place : place + _LONGEST], 1):
        number += run.digits
        if len(number) > _LONGEST:
            break
        if len(number) >= _SHORTEST:
            windows.append((size, number))
    for kind, reader in readers if windows else ():
        for size, digits in reversed(windows):
            mask = reader(digits, chain[place : place + size], text)
            if mask:
                return size, kind, mask
    return None


def _is_ours(found: str, keeps: Collection[str]) -> bool:
    if not keeps:
        return False
    words = found.lower()
    bare = "".join(char for char in words if char.isdigit())
    own_digits = ("".join(char for char in own if char.isdigit()) for own in keeps if "@" not in own)
    return words in keeps or f"@{words.rpartition('@')[2]}" in keeps or (bare != "" and bare in own_digits)


def tokens_in(text: str) -> list[str]:
    """The tokens that stand in the text, in their order."""
    return [token.group() for token in TOKEN.finditer(text)] if "〔" in text else []
