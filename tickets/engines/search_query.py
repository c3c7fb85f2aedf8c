"""The search language: words, "exact phrases", `operator:value` in Chinese or English, and - before what must not be.

Reading never fails: what cannot be used is a problem beside the rest, and its text is searched for as words where it
may have been meant so. Marks and faces beside words are no problem.
"""

import re
from dataclasses import dataclass, field
from enum import StrEnum

from tickets.engines.search_text import MAX_WORDS, Phrase, parts_of, words_of
from tickets.engines.search_words import OPERATORS, operator_named

ASKED_MAX = 200
_QUOTED = r'"[^"]*"?|“[^”]*”?|「[^」]*」?|『[^』]*』?|＂[^＂]*＂?'
_ITEM = re.compile(
    rf"(?P<minus>[-－−](?=\S))?"
    rf"(?:(?P<name>[^\W\d_]{{1,20}})[:：](?P<value>{_QUOTED}|[^\s\"“「『＂]*)"
    rf"|(?P<quoted>{_QUOTED})|(?P<plain>[^\s\"“「『＂]+))"
)  # fmt: skip
_MARKS = '"“”「」『』＂'
_WITHOUT_MARKS = dict.fromkeys(map(ord, _MARKS))
_EITHER = frozenset({"OR", "||", "|", "或", "或者"})
_BETWEEN_VALUES = re.compile(r"[,，、]")


class ProblemKind(StrEnum):
    UNKNOWN_OPERATOR = "unknown_operator"
    NO_VALUE = "no_value"
    NOTHING_SEARCHABLE = "nothing_searchable"
    NO_EITHER = "no_either"
    TOO_LONG = "too_long"
    TOO_MANY_WORDS = "too_many_words"


@dataclass(frozen=True)
class Problem:
    """What of the question was not used, as typed."""

    kind: ProblemKind
    text: str


@dataclass(frozen=True)
class Word:
    """A word or phrase; `source` is how it was typed."""

    phrase: Phrase
    source: str
    is_negative: bool = False


@dataclass(frozen=True)
class Term:
    """An operator with one value or several of which one must hold."""

    name: str
    values: tuple[str, ...]
    source: str
    is_negative: bool = False


@dataclass(frozen=True)
class Question:
    """What somebody asked for. `plain` is the text of the words alone, as typed."""

    text: str = ""
    words: tuple[Word, ...] = ()
    terms: tuple[Term, ...] = ()
    problems: tuple[Problem, ...] = ()
    sources: tuple[str, ...] = field(default=())

    @property
    def wanted(self) -> list[Phrase]:
        """The phrases that must stand in a text."""
        return [word.phrase for word in self.words if not word.is_negative]

    @property
    def unwanted(self) -> list[Phrase]:
        """The phrases that must not stand in any text of a ticket."""
        return [word.phrase for word in self.words if word.is_negative]

    @property
    def plain(self) -> str:
        """The wanted words as they were typed, without quotation marks."""
        typed = " ".join(dict.fromkeys(word.source for word in self.words if not word.is_negative))
        return typed.translate(_WITHOUT_MARKS).strip()

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to look for."""
        return not self.words and not self.terms

    def without(self, source: str) -> str:
        """The question without one of its parts."""
        rest = list(self.sources)
        if source in rest:
            rest.remove(source)
        return " ".join(rest)


class _Reading:
    """What has been read so far."""

    def __init__(self) -> None:
        self.words: list[Word] = []
        self.terms: list[Term] = []
        self.problems: list[Problem] = []
        self.sources: list[str] = []

    def add_words(self, text: str, source: str, *, is_negative: bool, is_open: bool) -> None:
        """Take every word of a text that was typed without quotation marks."""
        found = words_of(text)
        if not found:
            self.problems.append(Problem(ProblemKind.NOTHING_SEARCHABLE, source))
        for n, word in enumerate(found):
            opened = is_open and n == len(found) - 1
            self.words.append(Word(Phrase(word, is_open=opened), source, is_negative))

    def add_phrase(self, text: str, source: str, *, is_negative: bool) -> None:
        """Take a text whose words must stand together."""
        if parts_of(text):
            self.words.append(Word(Phrase(text), source, is_negative))
        else:
            self.problems.append(Problem(ProblemKind.NOTHING_SEARCHABLE, source))

    def add_term(self, item: re.Match[str], *, is_negative: bool, is_last: bool) -> None:
        """Take an operator, or what looks like one."""
        name, value, source = operator_named(item["name"]), item["value"], item.group()
        inner = value.strip(_MARKS).strip()
        if not name:
            if inner and not inner.startswith("//"):
                self.problems.append(Problem(ProblemKind.UNKNOWN_OPERATOR, item["name"]))
            self.add_words(source.lstrip("-－−"), source, is_negative=is_negative, is_open=is_last)
        elif not inner:
            self.problems.append(Problem(ProblemKind.NO_VALUE, source))
        elif name == "order":
            self.add_phrase(inner, source, is_negative=is_negative)
        else:
            several = (inner,) if inner != value else tuple(v.strip() for v in _BETWEEN_VALUES.split(inner))
            self.terms.append(Term(name, tuple(filter(None, several)) or (inner,), source, is_negative))


def read_question(text: str) -> Question:
    """Read what was typed. The same text always gives the same question; nothing is left out without a problem."""
    asked = text.strip()
    reading = _Reading()
    if len(asked) > ASKED_MAX:
        asked = asked[:ASKED_MAX]
        reading.problems.append(Problem(ProblemKind.TOO_LONG, str(ASKED_MAX)))
    for item in _ITEM.finditer(asked):
        is_negative, is_last = bool(item["minus"]), item.end() == len(asked)
        reading.sources.append(item.group())
        if item["name"]:
            reading.add_term(item, is_negative=is_negative, is_last=is_last)
        elif item["quoted"]:
            reading.add_phrase(item["quoted"].strip(_MARKS), item.group(), is_negative=is_negative)
        elif item["plain"] in _EITHER and len(reading.sources) > 1 and not is_last:
            reading.problems.append(Problem(ProblemKind.NO_EITHER, item["plain"]))
        else:
            reading.add_words(item["plain"], item.group(), is_negative=is_negative, is_open=is_last and not is_negative)
    if reading.words or reading.terms:
        reading.problems = [p for p in reading.problems if p.kind != ProblemKind.NOTHING_SEARCHABLE]
    if len(reading.words) > MAX_WORDS:
        reading.problems.append(Problem(ProblemKind.TOO_MANY_WORDS, str(MAX_WORDS)))
        del reading.words[MAX_WORDS:]
    return Question(asked, tuple(reading.words), tuple(reading.terms), tuple(reading.problems), tuple(reading.sources))


def operator_names(*, chinese: bool) -> list[str]:
    """The operators to name to somebody, each by one word of the language."""
    if not chinese:
        return list(OPERATORS)
    return [next((alias for alias in aliases if not alias.isascii()), name) for name, aliases in OPERATORS.items()]
