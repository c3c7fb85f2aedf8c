"""The lexicons, concepts and patterns as plain values, read once from `tickets/data/`.

A phrase is written as a support lead would note it: `退款` counts 1, a trailing `!` counts 2, a trailing `~` 0.4.
"""

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final, Literal

DATA: Final = Path(__file__).resolve().parent.parent / "data"
WEIGHTS: Final = {"!": 2.0, "~": 0.4}

Negation = Literal["flip", "ignore"]
Kind = Literal["phrase", "concept", "exclusion", "emotion", "demand", "moment"]


@dataclass(frozen=True, slots=True)
class Term:
    """One phrase of one list. `key` is the phrase as the list has it."""

    key: str
    kind: Kind
    name: str
    language: str
    weight: float = 1.0
    category: str = ""
    signals: tuple[str, ...] = ()
    negation: Negation = "ignore"
    source: str = "base"
    safety: bool = False


@dataclass(frozen=True, slots=True)
class Lexicon:
    """A named set of phrases with its version; verdicts keep the version."""

    name: str
    version: str
    zh: str
    en: str
    terms: tuple[Term, ...]


@dataclass(frozen=True, slots=True)
class Pattern:
    """Concepts that speak for a category when they occur together, such as paying and not receiving."""

    category: str
    weight: float
    needs: tuple[frozenset[str], ...]
    without: frozenset[str]
    signals: tuple[str, ...]
    label: str


@cache
def load_lexicons() -> tuple[Lexicon, ...]:
    """All lexicons, in the order of their files."""
    return tuple(_lexicon(_json(path)) for path in sorted((DATA / "lexicons").glob("*.json")))


@cache
def load_concepts() -> tuple[Term, ...]:
    """The words of every concept that patterns are made of."""
    raw: dict[str, Any] = _json(DATA / "concepts.json")["concepts"]
    return tuple(
        Term(key, "concept", name, language, negation=row.get("negation", "ignore"))
        for name, row in raw.items()
        for language in ("zh", "en")
        for key in row.get(language, ())
    )


@cache
def load_patterns() -> tuple[Pattern, ...]:
    """The patterns; each concept that they name exists."""
    known = {term.name for term in load_concepts()}
    return tuple(_pattern(row, known) for row in _json(DATA / "patterns.json")["patterns"])


@cache
def load_list(kind: Literal["emotion", "demand", "moment"]) -> tuple[Term, ...]:
    """The words of emotions, of core demands, or of moments such as "still in the match"."""
    return tuple(
        Term(
            written.rstrip("!~"),
            kind,
            group["name"],
            language,
            weight=WEIGHTS.get(written[-1], 1.0),
            negation="flip" if kind == "emotion" else "ignore",
            source="team",
        )
        for group in _json(DATA / f"{kind}s.json")["groups"]
        for language in ("zh", "en")
        for written in group[language]
    )


@dataclass(frozen=True, slots=True)
class DemandLabel:
    """A core demand (核心诉求) in both languages."""

    code: str
    zh: str
    en: str


@cache
def load_demand_labels() -> dict[str, DemandLabel]:
    """Every core demand by its code."""
    rows = _json(DATA / "demands.json")["groups"]
    return {row["name"]: DemandLabel(row["name"], row["label_zh"], row["label_en"]) for row in rows}


@cache
def load_usual_demands() -> dict[str, str]:
    """What a player of a first- or second-level category usually wants."""
    usual: dict[str, str] = _json(DATA / "demands.json")["by_category"]
    return usual


@cache
def load_priority() -> dict[str, Any]:
    """The matrix of urgency and impact, the names of their levels, and what makes a complaint major."""
    return _json(DATA / "priority.json")


@cache
def load_hotlines() -> dict[str, Any]:
    """Numbers for the crisis card by locale, and the locale to take when only the language is known."""
    return _json(DATA / "hotlines.json")


@cache
def load_sentences() -> dict[str, Any]:
    """The sentences of reasons by code, and the words for signals and moods, in both languages."""
    return _json(DATA / "reasons.json")


@cache
def load_language_words() -> dict[str, frozenset[str]]:
    """The commonest words of English, and those of its neighbours in the Latin script."""
    raw = _json(DATA / "languages.json")
    return {name: frozenset(raw[name]) for name in ("english", "neighbours")}


@cache
def load_exclusions() -> tuple[Term, ...]:
    """Idioms that hide the words inside them: 笑死, "lag is killing me".

    A row with `numbers` stands for each of them in the place of `#`: an order 12345 is no hotline.
    """
    return tuple(
        Term(key.rstrip("~"), "exclusion", "review" if key.endswith("~") else row["scope"], language)
        for row in _json(DATA / "exclusions.json")["exclusions"]
        for language in ("zh", "en")
        for idiom in row[language]
        for key in [idiom.replace("#", number) for number in row.get("numbers", [""])]
    )


@cache
def lexicon_version() -> str:
    """One version for everything that is read here: the newest of all files."""
    versions = [lexicon.version for lexicon in load_lexicons()]
    names = ("concepts", "patterns", "exclusions", "emotions", "demands", "moments", "priority")
    versions += [_json(DATA / f"{name}.json")["version"] for name in names]
    return max(versions, key=lambda version: tuple(int(part) for part in version.split(".")))


def _json(path: Path) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return loaded


def _lexicon(raw: dict[str, Any]) -> Lexicon:
    terms = tuple(
        _term(raw, group, language, written)
        for group in raw["groups"]
        for language in ("zh", "en")
        for written in group.get(language, ())
    )
    return Lexicon(raw["name"], raw["version"], raw["zh"], raw["en"], terms)


def _term(raw: dict[str, Any], group: dict[str, Any], language: str, written: str) -> Term:
    return Term(
        key=written.rstrip("!~"),
        kind="phrase",
        name=raw["name"],
        language=language,
        weight=WEIGHTS.get(written[-1], 1.0),
        category=group.get("category", ""),
        signals=tuple(group.get("signals", raw.get("signals", ()))),
        negation=group.get("negation", raw.get("negation", "ignore")),
        source=group.get("source", "base"),
        safety=bool(raw.get("safety")),
    )


def _pattern(row: dict[str, Any], known: set[str]) -> Pattern:
    needs = tuple(frozenset(need.split("|")) for need in row["needs"])
    without = frozenset(row.get("without", ()))
    unknown = (frozenset().union(*needs) | without) - known
    if unknown:
        raise ValueError(f"a pattern for {row['category']} names no concept: {sorted(unknown)}")
    label = " + ".join(need for need in row["needs"])
    return Pattern(row["category"], row.get("weight", 2.0), needs, without, tuple(row.get("signals", ())), label)
