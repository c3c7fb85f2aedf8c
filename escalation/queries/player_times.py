"""Until when a player has an answer: of a ticket, and of one that is about to be sent."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from core import clock
from core.models import Game
from escalation.clock import Targets
from escalation.enums import ClockKind, ClockState, TargetKind
from escalation.errors import PolicyMissing
from escalation.models import Clock
from escalation.queries.clocks import asking_clocks
from escalation.queries.policies import policy_for, targets_for
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
    """Our own promise before any other clock; None while it is the player's turn or nothing is owed. One statement.

    A clock starts a moment after the words that it answers: until then its target is reckoned here.
    """
    if ticket.status not in WAITING_FOR_US:
        return None
    clocks = asking_clocks([ticket.pk]).get(ticket.pk, [])
    going = [row for row in clocks if row.state != ClockState.PAUSED]
    first = min((row for row in going if row.kind in TOLD), key=_turn, default=None)
    if first is None:
        return _coming_word(ticket, clocks)
    is_own_word = first.kind == ClockKind.PROMISE
    return _word(first.started_at, first.due_at, [] if is_own_word else going)


def answer_by(game: Game, category: Category | None) -> datetime | None:
    """When a report on this matter, sent now through the form, has its first answer at the latest.

    Reckoned without what only the text will tell, so the real moment is this one or an earlier one; never after the
    moment by which the matter is to be solved.
    """
    if category is None:
        return None
    priority = by_matrix(category.urgency, category.impact)
    targets = policy_for(game.pk).policy.targets(
        priority=priority, category=category.code, channel=Channel.WEB, tier=Tier.T0
    )
    return _due(targets, TargetKind.FIRST_RESPONSE, clock.now())


def _word(since: datetime, due_at: datetime, going: Iterable[Clock]) -> Word:
    """The answer's own deadline, or that of the solution where it comes before and was ahead when the wait began."""
    solved_by = [row.due_at for row in going if row.kind == ClockKind.RESOLUTION and row.due_at > since]
    earliest = min([due_at, *solved_by])
    return Word(since, earliest, earliest <= clock.now())


def _coming_word(ticket: Ticket, clocks: Sequence[Clock]) -> Word | None:
    """What the clock will say that is about to start: of a new ticket, and after words that nobody has answered yet."""
    kind = TargetKind.NEXT_RESPONSE if ticket.first_response_at else TargetKind.FIRST_RESPONSE
    since = ticket.waiting_since
    if since is None or any(row.kind == kind for row in clocks):
        return None
    try:
        due_at = _due(targets_for(ticket, policy_for(ticket.game_id)), kind, since)
    except PolicyMissing:
        return None
    return _word(since, due_at, clocks) if due_at else None


def _due(targets: Targets, kind: TargetKind, since: datetime) -> datetime | None:
    """When this kind of answer to words of that moment is due at the latest."""
    answer, solution = targets.by_kind.get(ClockKind(kind)), targets.by_kind.get(ClockKind.RESOLUTION)
    if answer is None:
        return None
    return min(target.due_after(since) for target in (answer, solution) if target is not None)


def _turn(row: Clock) -> tuple[bool, datetime]:
    return row.kind != ClockKind.PROMISE, row.due_at
