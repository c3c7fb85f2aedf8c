"""The taxonomy as plain values, read once from `knowledge/data/taxonomy.json`.

The file is the reference: what stands in the database is loaded from it (`knowledge.actions.reference`), and the
classifiers read it directly, because they may not touch the database.
"""

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal

DATA = Path(__file__).resolve().parent.parent / "data" / "taxonomy.json"

Language = Literal["zh", "en"]


@dataclass(frozen=True, slots=True)
class FactOption:
    """One answer of a fact that is chosen from a list."""

    value: str
    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class Fact:
    """Something that intake asks for, such as the order number."""

    key: str
    zh: str
    en: str
    kind: str
    help_zh: str
    help_en: str
    options: tuple[FactOption, ...] = ()


@dataclass(frozen=True, slots=True)
class FactUse:
    """A fact in one category. A required one should be known before the ticket is resolved."""

    fact: Fact
    required: bool
    position: int


@dataclass(frozen=True, slots=True)
class GroupNote:
    """A group that categories are handed to; `receives_directly` skips the front line."""

    code: str
    zh: str
    en: str
    receives_directly: bool


@dataclass(frozen=True, slots=True)
class Subcategory:
    """A second-level category such as AC-02, with what follows from it by default."""

    code: str
    parent: str
    zh: str
    en: str
    icon: str
    group: GroupNote
    urgency: int
    impact: int
    difficulty: int
    offered: bool
    position: int
    facts: tuple[FactUse, ...]


@dataclass(frozen=True, slots=True)
class TopCategory:
    """A first-level category such as AC."""

    code: str
    zh: str
    en: str
    icon: str
    position: int
    subcategories: tuple[Subcategory, ...]


@dataclass(frozen=True, slots=True)
class FormChoice:
    """One of the first buttons on the player form."""

    category: str
    zh: str
    en: str
    icon: str


@dataclass(frozen=True, slots=True)
class Taxonomy:
    """All categories, groups and facts of one version of the file."""

    version: str
    groups: dict[str, GroupNote]
    facts: dict[str, Fact]
    categories: tuple[TopCategory, ...]
    form_choices: dict[str, tuple[FormChoice, ...]]

    def subcategory(self, code: str) -> Subcategory:
        """The second-level category with this code; KeyError when there is none."""
        return by_code()[code]

    def label(self, code: str, language: Language) -> str:
        """The name of a first- or second-level category, or the code itself when it is unknown."""
        found = by_code().get(code) or next((top for top in self.categories if top.code == code), None)
        return getattr(found, language) if found else code


@cache
def load_taxonomy() -> Taxonomy:
    """The taxonomy of this release."""
    raw: dict[str, Any] = json.loads(DATA.read_text(encoding="utf-8"))
    groups = {row["code"]: GroupNote(**row) for row in raw["groups"]}
    facts = {key: _fact(key, row) for key, row in raw["facts"].items()}
    return Taxonomy(
        version=raw["version"],
        groups=groups,
        facts=facts,
        categories=tuple(_top(row, groups, facts) for row in raw["categories"]),
        form_choices={kind: tuple(FormChoice(**row) for row in rows) for kind, rows in raw["form_choices"].items()},
    )


@cache
def by_code() -> dict[str, Subcategory]:
    """Every second-level category by its code, in the order of the file."""
    return {sub.code: sub for top in load_taxonomy().categories for sub in top.subcategories}


def _fact(key: str, row: dict[str, Any]) -> Fact:
    options = tuple(FactOption(**option) for option in row.get("options", ()))
    return Fact(key, row["zh"], row["en"], row["kind"], row["help_zh"], row["help_en"], options)


def _top(row: dict[str, Any], groups: dict[str, GroupNote], facts: dict[str, Fact]) -> TopCategory:
    subcategories = tuple(
        Subcategory(
            code=sub["code"],
            parent=row["code"],
            zh=sub["zh"],
            en=sub["en"],
            icon=row["icon"],
            group=groups[sub["group"]],
            urgency=sub["urgency"],
            impact=sub["impact"],
            difficulty=sub["difficulty"],
            offered=sub["offered"],
            position=row["position"] + number,
            facts=tuple(_use(use, facts, place) for place, use in enumerate(sub["facts"], 1)),
        )
        for number, sub in enumerate(row["subcategories"], 1)
    )
    return TopCategory(row["code"], row["zh"], row["en"], row["icon"], row["position"], subcategories)


def _use(row: dict[str, Any], facts: dict[str, Fact], position: int) -> FactUse:
    return FactUse(facts[row["fact"]], bool(row.get("required")), position)
