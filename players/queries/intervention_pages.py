"""What a page shows of interventions, as far as its reader may see it."""

from dataclasses import dataclass
from typing import Final

from django.db.models import QuerySet

from core.errors import NotThere
from core.models import Agent
from players.engines.interventions import Playbook, Window, Words, moves_from
from players.enums import InterventionMove, InterventionState
from players.models import Intervention, Player
from players.queries.interventions import (
    by_due,
    intervention_for,
    interventions_for,
    interventions_of,
    is_hidden,
    may_act,
    window_of,
)
from players.queries.playbooks import ladder, playbook_of, words_for_player, words_for_reader

LISTED: Final = 100
STATES: Final = {
    "waiting": [InterventionState.PLANNED, InterventionState.APPROVED],
    "sent": [InterventionState.SENT, InterventionState.ACKNOWLEDGED],
    "done": [InterventionState.DONE],
}


@dataclass(frozen=True)
class Line:
    """One intervention in a list; of a hidden one nothing but that it is there."""

    row: Intervention
    words: Words | None

    @property
    def is_hidden(self) -> bool:
        return self.words is None

    @property
    def is_waiting(self) -> bool:
        return self.row.state in STATES["waiting"]


@dataclass(frozen=True)
class InterventionPage:
    """One intervention with all that its reader can do next."""

    row: Intervention
    playbook: Playbook
    words: Words
    text: str
    window: Window
    moves: frozenset[str]
    is_own_plan: bool
    has_cap: bool


def listed(agent: Agent, state: str) -> list[Line]:
    """The first hundred in that state: of what waits the first due, of the others the newest."""
    rows = interventions_for(agent).filter(state__in=STATES[state])
    ordered = by_due(rows) if state == "waiting" else _newest(rows, state)
    return [_line(row, agent) for row in ordered[:LISTED]]


def counts(agent: Agent) -> dict[str, int]:
    """How many wait and how many were sent and are not ended, up to a bound that a page can bear."""
    rows = interventions_for(agent)
    return {name: rows.filter(state__in=states)[: LISTED * 10].count() for name, states in STATES.items()}


def lines_of(player: Player, agent: Agent) -> list[Line]:
    """The newest of a player."""
    return [_line(row, agent) for row in interventions_of(player, 10)]


def visible(agent: Agent, pk: int) -> Intervention:
    """That intervention; `NotThere` also for one of which the agent may know only that it is there."""
    row = intervention_for(agent, pk)
    if is_hidden(row, agent):
        raise NotThere
    return row


def page_of(row: Intervention, agent: Agent) -> InterventionPage:
    """The intervention as its reader may see and move it."""
    playbook = playbook_of(row)
    is_own = row.planned_by_id == agent.pk
    moves = {move.value for move in moves_from(row.state)} if may_act(agent, row) else set[str]()
    return InterventionPage(
        row,
        playbook,
        words_for_reader(playbook),
        row.text or words_for_player(playbook, row.player.locale).text,
        window_of(row),
        frozenset(moves - {InterventionMove.APPROVE.value} if is_own else moves),
        is_own,
        row.dimension in ladder().caps,
    )


def _newest(rows: QuerySet[Intervention], state: str) -> QuerySet[Intervention]:
    return rows.order_by("-ended_at" if state == "done" else "-sent_at", "-pk")


def _line(row: Intervention, agent: Agent) -> Line:
    return Line(row, None if is_hidden(row, agent) else words_for_reader(playbook_of(row)))
