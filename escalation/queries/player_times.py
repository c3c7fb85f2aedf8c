"""Until when a player has an answer: of a ticket, and of one that is about to be sent."""

from dataclasses import dataclass
from datetime import datetime

from core import clock
from core.models import Game
from escalation.enums import ClockKind, ClockState, TargetKind
from escalation.models import Clock
from escalation.queries.clocks import asking_clocks
from escalation.queries.policies import policy_for
from knowledge.models import Category
from players.enums import Tier
from tickets.classifiers.rules.priorities import by_matrix
from tickets.enums import Channel, Status
from tickets.models import Ticket

TOLD = (ClockKind.PROMISE, ClockKind.FIRST_RESPONSE, ClockKind.NEXT_RESPONSE, ClockKind.UPDATE)
WAITING_FOR_US = frozenset({Status.NEW, Status.OPEN, Status.ON_HOLD})


@dataclass(frozen=True)
class Word:
    """What we owe the player next, from when to when; `is_over` when the moment has passed."""

    made_at: datetime
    due_at: datetime
    is_over: bool


def next_word(ticket: Ticket) -> Word | None:
    """Our own promise before any other clock; None while it is the player's turn or nothing is owed. One statement."""
    if ticket.status not in WAITING_FOR_US:
        return None
    owed = [row for row in asking_clocks([ticket.pk]).get(ticket.pk, []) if row.kind in TOLD]
    going = [row for row in owed if row.state != ClockState.PAUSED]
    first = min(going, key=_turn, default=None)
    return Word(first.started_at, first.due_at, first.due_at <= clock.now()) if first else None


def answer_by(game: Game, category: Category | None) -> datetime | None:
    """When a report on this matter, sent now through the form, has its first answer at the latest.

    Reckoned without what only the text will tell, so the real moment is this one or an earlier one.
    """
    if category is None:
        return None
    priority = by_matrix(category.urgency, category.impact)
    policy = policy_for(game.pk).policy
    target = policy.target(TargetKind.FIRST_RESPONSE, priority, category.code, Channel.WEB, Tier.T0)
    return target.due_after(clock.now()) if target else None


def _turn(row: Clock) -> tuple[bool, datetime]:
    return row.kind != ClockKind.PROMISE, row.due_at
