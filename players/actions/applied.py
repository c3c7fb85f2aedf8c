"""Who wants to know what game events changed, in the transaction that changed it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

Moment = tuple[int, int, datetime]  # of a player of a game


@dataclass(frozen=True, slots=True)
class Happened:
    """One event that was accepted now, with its account; `data` is what is kept of it."""

    player_id: int
    game_id: int
    event: str
    kind: str
    at: datetime
    data: dict[str, Any]


@dataclass(frozen=True)
class Batch:
    """What one batch brought: its new events, and the keys of the rows that they changed.

    The players of the batch are locked until the transaction ends; their sessions, payments and sightings are up to
    date. `now` is the moment of the batch.
    """

    events: Sequence[Happened]
    player_ids: Sequence[int]
    session_ids: Sequence[int]
    payment_ids: Sequence[int]
    now: datetime


Listener = Callable[[Batch], None]
_listeners: dict[str, Listener] = {}


def on_applied(name: str, listener: Listener) -> None:
    """Call `listener` once for each batch that brought anything, inside its transaction; the last of a name counts.

    It works on the whole batch with a constant number of statements: games send a thousand events at a time. What it
    raises takes the batch back, and the game sends it again.
    """
    _listeners[name] = listener


def tell(batch: Batch) -> None:
    """Let everybody who asked for it hear of the batch, in the order of their names."""
    for _name, listener in sorted(_listeners.items()):
        listener(batch)
