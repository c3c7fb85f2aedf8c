"""What a page of search results says beside its rows: the parts of the question, what was not used, and advice."""

from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from tickets.engines.search_query import Problem, ProblemKind, Question, Term, operator_names
from tickets.queries.search_conditions import is_chinese, listed


@dataclass(frozen=True)
class Chip:
    """A part of the question, and the query string of the question without it."""

    text: str
    without: str


@dataclass(frozen=True)
class Said:
    """`problems` are sentences; `names` are nicknames like the one that was typed, as questions."""

    chips: tuple[Chip, ...] = ()
    problems: tuple[str, ...] = ()
    names: tuple[Chip, ...] = ()
    wider: str = ""  # the question without its operators, when it has words and operators


def said_of(question: Question, refused: Iterable[tuple[Term, str]] = (), names: Iterable[str] = ()) -> Said:
    """Put the answer into words of the reader's language."""
    sources = [term.source for term in question.terms] + [word.source for word in question.words if word.is_negative]
    chips = [Chip(source, urlencode({"q": question.without(source)})) for source in dict.fromkeys(sources)]
    problems = [sentence_of(problem) for problem in question.problems]
    problems += [_("“%(part)s” was not used. %(why)s") % {"part": term.source, "why": why} for term, why in refused]
    asked = " ".join(dict.fromkeys(word.source for word in question.words))
    return Said(
        tuple(chips),
        tuple(problems),
        tuple(Chip(name, urlencode({"q": _as_player(name)})) for name in dict.fromkeys(names)),
        urlencode({"q": asked}) if question.words and question.terms else "",
    )


def sentence_of(problem: Problem) -> str:
    """What was not used, why, and what can be."""
    known = listed(operator_names(chinese=is_chinese()))
    match problem.kind:
        case ProblemKind.UNKNOWN_OPERATOR:
            words = _("There is no “%(part)s:”, so it was looked for as words. Take one of: %(known)s.")
        case ProblemKind.NO_VALUE:
            words = _("“%(part)s” needs a value right after it, and was not used.")
        case ProblemKind.NOTHING_SEARCHABLE:
            words = _("“%(part)s” has no letter, number or Chinese character to look for.")
        case ProblemKind.NO_EITHER:
            words = _("“%(part)s” was left out: a ticket must hold all the words. Search for each alone.")
        case ProblemKind.TOO_LONG:
            words = _("Only the first %(part)s characters were used.")
        case _:
            words = _("Only the first %(part)s words were used.")
    return words % {"part": problem.text, "known": known}


def _as_player(name: str) -> str:
    return f'player:"{name}"' if '"' not in name else f"player:“{name}”"
