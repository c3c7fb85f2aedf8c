"""How good the rules are, measured on the labelled messages of `tickets/data/labelled.json`."""

import json
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final

from knowledge.engines.taxonomy import load_taxonomy
from tickets.classifiers.lexicons import DATA
from tickets.classifiers.rules.deciding import classify
from tickets.classifiers.verdicts import Verdict

Classifier = Callable[[str], Verdict]
FIRST_LEVEL: Final = 2
"""Letters of a first-level code: AC of AC-02."""


@dataclass(frozen=True, slots=True)
class Labelled:
    """A message and what a person says it is."""

    category: str
    text: str


@dataclass(frozen=True, slots=True)
class Line:
    """One first-level category: how many there are, were guessed, and were right."""

    category: str
    there: int
    guessed: int
    right: int

    @property
    def precision(self) -> float:
        return self.right / self.guessed if self.guessed else 0.0

    @property
    def recall(self) -> float:
        return self.right / self.there if self.there else 0.0


@dataclass(frozen=True, slots=True)
class Report:
    """Shares between 0 and 1 over `size` messages."""

    size: int
    first_level: float
    second_level: float
    among_three: float
    confident: float
    right_when_confident: float
    lines: tuple[Line, ...]


def labelled_messages() -> tuple[Labelled, ...]:
    """The labelled messages of this release, in both languages, over all first-level categories."""
    rows = json.loads((DATA / "labelled.json").read_text(encoding="utf-8"))["messages"]
    return tuple(Labelled(row["category"], row["text"]) for row in rows)


def evaluate(messages: Iterable[Labelled], classifier: Classifier = classify) -> Report:
    """Let a classifier read the messages without any context and count."""
    pairs = [(message.category, classifier(message.text)) for message in messages]
    families = [(wanted[:FIRST_LEVEL], verdict.category[:FIRST_LEVEL]) for wanted, verdict in pairs]
    sure = [wanted == guess for (wanted, guess), (_, verdict) in zip(families, pairs, strict=True) if verdict.confident]
    return Report(
        size=len(pairs),
        first_level=_share(wanted == guess for wanted, guess in families),
        second_level=_share(wanted == verdict.category for wanted, verdict in pairs),
        among_three=_share(wanted[:FIRST_LEVEL] in _three(verdict) for wanted, verdict in pairs),
        confident=len(sure) / len(pairs) if pairs else 0.0,
        right_when_confident=_share(sure),
        lines=_lines(families),
    )


def table(report: Report) -> str:
    """The report as text for people."""
    head = (
        f"{report.size} messages · first level {report.first_level:.1%} · second level {report.second_level:.1%} · "
        f"among three {report.among_three:.1%} · confident {report.confident:.1%}, "
        f"of these right {report.right_when_confident:.1%}"
    )
    rows = [f"{'':4}{'there':>7}{'precision':>11}{'recall':>8}"]
    rows += [f"{line.category:4}{line.there:7}{line.precision:11.2f}{line.recall:8.2f}" for line in report.lines]
    return "\n".join([head, *rows])


def _three(verdict: Verdict) -> set[str]:
    codes = [verdict.category, *(alternative.category for alternative in verdict.alternatives)]
    return {code[:FIRST_LEVEL] for code in codes}


def _share(answers: Iterable[bool]) -> float:
    counted = list(answers)
    return sum(counted) / len(counted) if counted else 0.0


def _lines(families: list[tuple[str, str]]) -> tuple[Line, ...]:
    there = Counter(wanted for wanted, _ in families)
    guessed = Counter(guess for _, guess in families)
    right = Counter(wanted for wanted, guess in families if wanted == guess)
    codes = [top.code for top in load_taxonomy().categories]
    return tuple(Line(code, there[code], guessed[code], right[code]) for code in codes)
