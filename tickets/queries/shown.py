"""Tickets as plain rows, with what a program is shown of them; a model of each ticket and its relatives costs more."""

from collections.abc import Callable, Hashable
from datetime import datetime
from functools import lru_cache
from operator import attrgetter
from typing import Any, NamedTuple, Self

from django.db.models import QuerySet

from core.models import Agent
from core.queries.compiled import READER, KeptModels, rights_key, stand_in
from tickets.models import Ticket
from tickets.queries.scope import visible_to


class ShownTicket(NamedTuple):
    """What a resource says of a ticket itself, in the order of `COLUMNS`."""

    id: int
    number: int
    game: str
    channel: str
    subject: str
    status: str
    priority: int
    category: str
    urgency: int
    impact: int
    difficulty: int
    group: str
    assignee: int | None
    owner: int | None
    player: int
    uid: str
    nickname: str
    locale: str
    language: str
    emotion: str
    core_demand: str
    in_game_now: bool
    facts: dict[str, Any]
    tags: list[str]
    signals: list[str]
    is_restricted: bool
    is_classification_final: bool
    resolution_summary: str
    root_cause: str
    is_satisfied: bool | None
    snoozed_until: datetime | None
    created_at: datetime
    updated_at: datetime
    first_response_at: datetime | None
    resolved_at: datetime | None
    closed_at: datetime | None
    archived_at: datetime | None
    merged_into: int | None
    reopen_count: int
    version: int

    @property
    def pk(self) -> int:
        return self.id

    @classmethod
    def of(cls, ticket: Ticket) -> Self:
        """The row of a ticket that is at hand with its game, group and player."""
        return cls(*_values(ticket))


_ELSEWHERE = {
    "game": "game__slug",
    "category": "category_id",
    "group": "group__code",
    "assignee": "assignee_id",
    "owner": "owner_id",
    "player": "player_id",
    "uid": "player__uid",
    "nickname": "player__nickname",
    "locale": "player__locale",
    "merged_into": "merged_into_id",
}
COLUMNS = tuple(_ELSEWHERE.get(name, name) for name in ShownTicket._fields)
_kept = KeptModels[Any](most=1_000)
_values = attrgetter(*(column.replace("__", ".") for column in COLUMNS))


def shown_for(agent: Agent) -> QuerySet[Ticket, tuple[Any, ...]]:
    """Every ticket that the agent may see, as tuples for `ShownTicket`."""
    return _all().filter(visible_to(agent))


def first_shown(agent: Agent, key: Hashable, page: Callable[[QuerySet[Any]], QuerySet[Any]]) -> list[Any]:
    """The same tuples, as far as `page` takes them, by a statement that is kept by `key`."""
    return _kept.get((rights_key(agent), key), lambda: page(shown_for(stand_in(agent))), {READER: agent.pk})


@lru_cache(maxsize=1)
def _all() -> QuerySet[Ticket, tuple[Any, ...]]:
    """Which columns of which tables is worked out once; never evaluated, only refined."""
    return Ticket.objects.values_list(*COLUMNS)
