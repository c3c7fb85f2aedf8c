"""How good a classifier is, on messages whose category a person has said.

Three sets lie in `tickets/data`: `labelled.json`, on which the rules were tuned; `learning/seed.jsonl`, on which the
learned head is trained; and `learning/apart.jsonl`, written apart, on which nothing was tuned: its figures count.
"""

import json
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass
from functools import lru_cache
from typing import Any, Final

from knowledge.engines.taxonomy import by_code, load_taxonomy
from tickets.classifiers.lexicons import DATA
from tickets.classifiers.verdicts import Verdict

Classifier = Callable[[str], Verdict]
LEARNING: Final = DATA / "learning"
FIRST_LEVEL: Final = 2
"""Letters of a first-level code: AC of AC-02."""
DANGER: Final = "SF"


@dataclass(frozen=True, slots=True)
class Labelled:
    """A message and what a person says it is.

    `is_hard`: no search for words would find it. `is_near_danger`: full of deathly words, and no danger to anybody.
    """

    category: str
    text: str
    language: str = "und"
    is_hard: bool = False
    is_near_danger: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """One category: how many there are, were guessed, and were right."""

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
class Part:
    """Shares between 0 and 1 over `size` messages; `among_three`: the first level stands among the first three."""

    size: int
    first_level: float
    second_level: float
    among_three: float


@dataclass(frozen=True, slots=True)
class Report:
    """What was counted. `parts` are all, hard, zh-Hans, en, mixed; alarms are calls for a person, all or at idioms."""

    parts: dict[str, Part]
    confident: float
    right_when_confident: float
    danger_there: int
    danger_found: float
    false_alarms: float
    idiom_alarms: float
    lines: tuple[Line, ...]
    second_lines: tuple[Line, ...]

    @property
    def whole(self) -> Part:
        """The shares over all messages."""
        return self.parts["all"]

    def as_json(self) -> dict[str, Any]:
        """The report as plain values, for a row of the database; first-level lines alone."""
        return {
            "parts": {name: asdict(part) for name, part in self.parts.items()},
            "confident": self.confident,
            "right_when_confident": self.right_when_confident,
            "danger": [self.danger_there, self.danger_found, self.false_alarms, self.idiom_alarms],
            "lines": [[line.category, line.there, line.precision, line.recall] for line in self.lines],
        }


@lru_cache(maxsize=4)
def labelled_messages(name: str = "labelled") -> tuple[Labelled, ...]:
    """The labelled messages of this release: `labelled`, `seed` or `apart`."""
    if name == "labelled":
        rows = json.loads((DATA / "labelled.json").read_text(encoding="utf-8"))["messages"]
    else:
        rows = [json.loads(line) for line in (LEARNING / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()]
    return tuple(
        Labelled(
            row["category"],
            row["text"],
            row.get("language", "en" if row["text"].isascii() else "zh-Hans"),
            row.get("hard", False),
            row.get("near_danger", False),
        )
        for row in rows
    )


def evaluate(messages: Iterable[Labelled], classifier: Classifier) -> Report:
    """Let a classifier read the messages without any context and count."""
    return count([(message, classifier(message.text)) for message in messages])


def count(pairs: Sequence[tuple[Labelled, Verdict]]) -> Report:
    """Count verdicts that were given already."""
    sure = [_is_family(pair) for pair in pairs if pair[1].confident]
    dangers = [verdict.needs_person for message, verdict in pairs if message.category.startswith(DANGER)]
    others = [(message, verdict) for message, verdict in pairs if not message.category.startswith(DANGER)]
    guesses = [(message.category, verdict.category) for message, verdict in pairs]
    families = [(wanted[:FIRST_LEVEL], guess[:FIRST_LEVEL]) for wanted, guess in guesses]
    return Report(
        parts=_parts(pairs),
        confident=len(sure) / len(pairs) if pairs else 0.0,
        right_when_confident=_share(sure),
        danger_there=len(dangers),
        danger_found=_share(dangers),
        false_alarms=_share(verdict.needs_person for _, verdict in others),
        idiom_alarms=_share(verdict.needs_person for message, verdict in others if message.is_near_danger),
        lines=_lines(families, [top.code for top in load_taxonomy().categories]),
        second_lines=_lines(guesses, list(by_code())),
    )


def table(report: Report, *, second: bool = False) -> str:
    """The report as text for people; `second` adds a line for each second-level category."""
    head = [f"{'':10}{'n':>6}{'first level':>13}{'second level':>14}{'first three':>13}"]
    head += [
        f"{name:10}{part.size:6}{part.first_level:13.1%}{part.second_level:14.1%}{part.among_three:13.1%}"
        for name, part in report.parts.items()
        if part.size
    ]
    head += [
        f"confident on {report.confident:.1%}, of these the first level right {report.right_when_confident:.1%}",
        (
            f"danger: {report.danger_found:.1%} of {report.danger_there} found, false alarms {report.false_alarms:.1%},"
            f" among idioms {report.idiom_alarms:.1%}"
        ),
    ]
    lines = [*report.lines, *(report.second_lines if second else ())]
    rows = [f"{'':6}{'n':>6}{'precision':>11}{'recall':>8}"]
    rows += [f"{line.category:6}{line.there:6}{line.precision:11.2f}{line.recall:8.2f}" for line in lines]
    return "\n".join([*head, "", *rows])


def _parts(pairs: Sequence[tuple[Labelled, Verdict]]) -> dict[str, Part]:
    languages = ("zh-Hans", "en", "mixed")
    chosen = {
        "all": list(pairs),
        "hard": [pair for pair in pairs if pair[0].is_hard],
        **{name: [pair for pair in pairs if pair[0].language == name] for name in languages},
    }
    return {name: _part(some) for name, some in chosen.items()}


def _part(pairs: Sequence[tuple[Labelled, Verdict]]) -> Part:
    return Part(
        size=len(pairs),
        first_level=_share(map(_is_family, pairs)),
        second_level=_share(message.category == verdict.category for message, verdict in pairs),
        among_three=_share(message.category[:FIRST_LEVEL] in _three(verdict) for message, verdict in pairs),
    )


def _is_family(pair: tuple[Labelled, Verdict]) -> bool:
    return pair[0].category[:FIRST_LEVEL] == pair[1].category[:FIRST_LEVEL]


def _three(verdict: Verdict) -> set[str]:
    codes = [verdict.category, *(alternative.category for alternative in verdict.alternatives)]
    return {code[:FIRST_LEVEL] for code in codes}


def _share(answers: Iterable[bool]) -> float:
    counted = list(answers)
    return sum(counted) / len(counted) if counted else 0.0


def _lines(pairs: list[tuple[str, str]], codes: list[str]) -> tuple[Line, ...]:
    there = Counter(wanted for wanted, _ in pairs)
    guessed = Counter(guess for _, guess in pairs)
    right = Counter(wanted for wanted, guess in pairs if wanted == guess)
    return tuple(Line(code, there[code], guessed[code], right[code]) for code in codes)
