"""Where alerts of the risk centre come from: each kind of alert brings its rows, and its way of being taken.

The centre shows them in one list. A source is asked once for a page of its rows, and once for how many wait.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from core.models import Actor, Agent
from players.models import Player

DUE: Final = {
    4: timedelta(minutes=15),
    3: timedelta(hours=4),
    2: timedelta(hours=24),
    1: timedelta(hours=72),
    0: timedelta(hours=72),
}
"""How soon somebody has to act, by level (the ladder of interventions)."""


@dataclass(frozen=True)
class AlertRow:
    """One alert in the list. `key` names it for taking (`task-12`); `why` is one line in the reader's language."""

    key: str
    player: Player
    level: int
    matter: str
    why: str
    since: datetime
    taken_by: str = ""
    taken_by_id: int | None = None
    is_hidden: bool = False
    """The reader may know that there is something, and not what."""
    outcomes: tuple[tuple[str, str], ...] = ()
    """What may have come of it, as code and words; nothing where a sentence is enough."""
    due_at: datetime = field(init=False)

    def __post_init__(self) -> None:
        """When somebody has to have acted."""
        object.__setattr__(self, "due_at", self.since + DUE[self.level])


@dataclass(frozen=True)
class Wanted:
    """Which alerts: the one with a key, of a level, of a dimension, of one player, taken by the reader."""

    key: str = ""
    level: int | None = None
    dimension: str = ""
    player: int | None = None
    mine: bool = False


@dataclass(frozen=True)
class Source:
    """`rows(agent, wanted, limit)` are the gravest first; `take(pk, by)` and `finish(pk, by, outcome, text)` act."""

    rows: Callable[[Agent, Wanted, int], Sequence[AlertRow]]
    count: Callable[[Agent, Wanted], int]
    take: Callable[[int, Actor], object]
    finish: Callable[[int, Actor, str, str], object]


_sources: dict[str, Source] = {}


def add_source(name: str, source: Source) -> None:
    """From now on the centre shows these alerts too; `name` begins their keys."""
    _sources[name] = source


def sources() -> dict[str, Source]:
    """Every source by its name."""
    return dict(_sources)


def source_of(key: str) -> tuple[Source, int] | None:
    """The source of the alert with this key and its number in it; None for a key that names nothing."""
    name, _dash, number = key.partition("-")
    if name not in _sources or not (number.isascii() and number.isdigit() and len(number) < 19):
        return None
    return _sources[name], int(number)


def alerts_for(agent: Agent, wanted: Wanted, limit: int) -> list[AlertRow]:
    """The gravest alerts of all sources, of the same level the one first that is due first."""
    asked = [s for name, s in _sources.items() if not wanted.key or wanted.key.startswith(f"{name}-")]
    rows = [row for source in asked for row in source.rows(agent, wanted, limit)]
    return sorted(rows, key=lambda row: (-row.level, row.taken_by_id is not None, row.due_at, row.key))[:limit]


def count_alerts(agent: Agent, wanted: Wanted) -> int:
    """How many alerts wait."""
    return sum(source.count(agent, wanted) for source in _sources.values())
