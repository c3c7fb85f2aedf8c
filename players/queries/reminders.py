"""The texts by which players are reminded: versioned, in both languages."""

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

DATA = Path(__file__).resolve().parent.parent / "data" / "reminders.json"


@dataclass(frozen=True)
class Template:
    """One text with its version; `words(language)` are title, text and buttons."""

    code: str
    version: int
    zh: dict[str, Any]
    en: dict[str, Any]

    def words(self, language: str) -> dict[str, Any]:
        return self.en if language == "en" else self.zh


def language_of(locale: str) -> str:
    """The language of the texts for a player's locale; who said none reads Chinese."""
    return "en" if locale and not locale.lower().startswith("zh") else "zh-Hans"


def template_for(kind: str) -> Template | None:
    """The text that goes with an alert of this kind; None where players are told nothing."""
    return _templates().get(kind)


@cache
def _templates() -> dict[str, Template]:
    """Read once: the file belongs to the code."""
    rows = json.loads(DATA.read_text(encoding="utf-8"))["templates"]
    return {kind: Template(row["code"], row["version"], row["zh"], row["en"]) for row in rows for kind in row["kinds"]}
