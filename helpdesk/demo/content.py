"""The demo's written content as plain values: staff, games, players' names, and conversations.

Everything is read from `helpdesk/demo/data/`; `helpdesk.demo.checks` says what is wrong with it.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any, Literal

DATA = Path(__file__).resolve().parent / "data"

Language = Literal["zh", "en"]
LANGUAGES: tuple[Language, ...] = ("zh", "en")
Weighted = tuple[tuple[str, int], ...]


class Do(StrEnum):
    """What happens in one step of a conversation; a promise is said to the player too."""

    REPLY = "reply"
    ASK = "ask"
    NOTE = "note"
    PLAYER = "player"
    HAND_OVER = "hand_over"
    ESCALATE = "escalate"
    ANSWER = "answer"
    PROMISE = "promise"
    FOLLOW_UP = "follow_up"
    RESOLVE = "resolve"
    SOLVED = "solved"
    NOT_SOLVED = "not_solved"
    SURVEY = "survey"


PUBLIC_STEPS = frozenset({Do.REPLY, Do.ASK, Do.PROMISE, Do.RESOLVE})
PLAYER_STEPS = frozenset({Do.PLAYER, Do.SOLVED, Do.NOT_SOLVED, Do.SURVEY})


@dataclass(frozen=True, slots=True)
class Step:
    """One step. `text` is a template; the other fields belong to the kinds of step that need them."""

    do: Do
    text: str = ""
    group: str = ""
    minutes: int = 0
    hours: int = 0
    cause: str = ""
    summary: str = ""
    score: int = 0

    @property
    def templates(self) -> tuple[str, ...]:
        return (self.text, self.summary)


@dataclass(frozen=True, slots=True)
class Scenario:
    """A conversation as it could happen, with placeholders; `category` is what it truly is."""

    key: str
    language: Language
    category: str
    games: tuple[str, ...]
    weight: int
    channels: tuple[str, ...]
    subject: str
    opening: str
    steps: tuple[Step, ...]
    facts: Mapping[str, str] = field(default_factory=dict)
    in_game: bool = False
    tags: tuple[str, ...] = ()

    @property
    def templates(self) -> tuple[str, ...]:
        said = tuple(text for step in self.steps for text in step.templates)
        return (self.subject, self.opening, *self.facts.values(), *said)


@dataclass(frozen=True, slots=True)
class Member:
    """One of the staff. `speaks` is empty for an account that only a program uses."""

    email: str
    name: str
    language: str
    speaks: tuple[Language, ...]
    team: str
    groups: tuple[str, ...]
    leads: tuple[str, ...]
    roles: tuple[str, ...]
    games: tuple[str, ...]
    skills: str
    levels: Mapping[str, int] = field(default_factory=dict)  # skill code → 1 to 3


@dataclass(frozen=True, slots=True)
class RegionSeed:
    """A server of a game and the language that is spoken there."""

    code: str
    name_zh: str
    name_en: str
    language: Language


@dataclass(frozen=True, slots=True)
class GameSeed:
    """A game of the demo with its servers and the words that its players use."""

    slug: str
    kind: str
    name_zh: str
    name_en: str
    jurisdiction: str
    time_zone: str
    uid_prefix: str
    version: str
    share: int
    regions: tuple[RegionSeed, ...]
    words: Mapping[str, Mapping[Language, tuple[str, ...]]]

    def name(self, language: Language) -> str:
        return self.name_zh if language == "zh" else self.name_en


@dataclass(frozen=True, slots=True)
class PlayerBook:
    """Names for players and how they are spread over tiers, kinds and states."""

    nicknames: Mapping[Language, tuple[str, ...]]
    opponents: Mapping[Language, tuple[str, ...]]
    guardians: Mapping[Language, tuple[str, ...]]
    tiers: Weighted
    kinds: Weighted
    real_name: Weighted
    guest_percent: int
    minor_percent: int
    email_percent: int


@dataclass(frozen=True, slots=True)
class Content:
    """All that the demo says and shows."""

    staff: tuple[Member, ...]
    games: tuple[GameSeed, ...]
    players: PlayerBook
    scenarios: tuple[Scenario, ...]
    words: Mapping[str, Mapping[Language, tuple[Any, ...]]]
    causes: Mapping[str, Mapping[Language, str]]
    facts: Mapping[str, Mapping[Language, str]]
    phrases: Mapping[str, Mapping[Language, tuple[str, ...]]]

    def game_of_kind(self, kind: str) -> GameSeed:
        """The demo game of this kind; there is one of each."""
        return next(game for game in self.games if game.kind == kind)


@cache
def load_content() -> Content:
    """The content of this release, read once."""
    return Content(
        staff=tuple(_member(row) for row in _read("staff")),
        games=tuple(_game(row) for row in _read("games")),
        players=_players(_read("players")),
        scenarios=tuple(_scenarios()),
        words=_by_language(_read("vocabulary")),
        causes=_read("causes"),
        facts=_read("facts"),
        phrases=_by_language(_read("phrases")),
    )


def _read(name: str) -> Any:
    return json.loads((DATA / f"{name}.json").read_text(encoding="utf-8"))


def _by_language(raw: Mapping[str, Mapping[Language, list[Any]]]) -> dict[str, dict[Language, tuple[Any, ...]]]:
    return {name: {language: tuple(rows) for language, rows in both.items()} for name, both in raw.items()}


def _scenarios() -> list[Scenario]:
    found = []
    for language in LANGUAGES:
        for path in sorted((DATA / "conversations" / language).glob("*.json")):
            found += [_scenario(row, language) for row in json.loads(path.read_text(encoding="utf-8"))]
    return found


def _scenario(row: dict[str, Any], language: Language) -> Scenario:
    steps = tuple(Step(**{**step, "do": Do(step["do"])}) for step in row.pop("steps"))
    lists: dict[str, Any] = {name: tuple(row.pop(name, ())) for name in ("games", "channels", "tags")}
    return Scenario(language=language, steps=steps, **lists, **row)


def _member(row: dict[str, Any]) -> Member:
    lists: dict[str, Any] = {name: tuple(row.pop(name, ())) for name in ("speaks", "groups", "leads", "roles", "games")}
    return Member(**lists, **row)


def _game(row: dict[str, Any]) -> GameSeed:
    regions = tuple(
        RegionSeed(region["code"], region["name_zh"], region["name_en"], region["for"]) for region in row.pop("regions")
    )
    words = _by_language(row.pop("words"))
    return GameSeed(regions=regions, words=words, **row)


def _players(row: dict[str, Any]) -> PlayerBook:
    names: dict[str, Any] = _by_language({name: row.pop(name) for name in ("nicknames", "opponents", "guardians")})
    spread: dict[str, Any] = {
        name: tuple((value, weight) for value, weight in row.pop(name)) for name in ("tiers", "kinds", "real_name")
    }
    return PlayerBook(**names, **spread, **row)
