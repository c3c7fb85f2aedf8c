"""The tickets of a player, with those of all accounts of the same person."""

from collections.abc import Sequence
from dataclasses import dataclass

from core.models import Agent
from players.models import Player
from tickets.models import Ticket
from tickets.queries.scope import tickets_for

SHOWN = 50


@dataclass(frozen=True)
class PlayerTickets:
    """The newest first; `is_cut` where there are more than are shown."""

    tickets: Sequence[Ticket]
    is_cut: bool


def tickets_of(agent: Agent, player: Player) -> PlayerTickets:
    """What the agent may see of them, by one statement."""
    rows = tickets_for(agent).select_related("game", "category", "assignee")
    of_person = rows.filter(player__person_id=player.person_id) if player.person_id else rows.filter(player=player)
    found = list(of_person.order_by("-created_at", "-id")[: SHOWN + 1])
    return PlayerTickets(found[:SHOWN], len(found) > SHOWN)
