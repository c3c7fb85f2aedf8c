"""When a rating has to be looked at again though nothing happens: the moments at which a level may fall by itself."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

from players.engines.decay import MICRO
from players.engines.risk import (
    BY_PERSON_FROM,
    OVERALL,
    Inputs,
    Rated,
    Rating,
    contributions_at,
    overall_score,
    scores_of,
)
from players.engines.risk_rules import Rules

STEP: Final = timedelta(minutes=1)
FARTHEST: Final = timedelta(days=3660)


def next_look(rules: Rules, inputs: Inputs, rating: Rating) -> datetime | None:
    """The next moment at which a level that falls by itself may do so; None where none does.

    A level that missing data keeps is looked at when the data comes.
    """
    rated = (rating.overall, *rating.dimensions)
    moments = [moment for one in rated if (moment := _next_of(rules, inputs, one)) is not None]
    return min(moments, default=None)


def _next_of(rules: Rules, inputs: Inputs, rated: Rated) -> datetime | None:
    held = rated.memory.level
    if not 0 < held < BY_PERSON_FROM or rated.is_kept:
        return None
    since = rated.memory.below[held - 1]
    if since is not None:
        due = since + rules.fall_after
        return due if due > inputs.at else None
    limit = (rules.levels[held - 1] - rules.fall_margin) * MICRO
    return _first(lambda at: _score_at(rules, inputs, rated.code, at) < limit, inputs.at)


def _score_at(rules: Rules, inputs: Inputs, code: str, at: datetime) -> int:
    scores = scores_of(rules, contributions_at(rules, inputs.hits, at))
    return overall_score(rules, list(scores.values())) if code == OVERALL else scores[code]


def _first(holds: Callable[[datetime], bool], after: datetime) -> datetime | None:
    """The first minute after `after` at which it holds; it holds from then on."""
    low, high = 0, 1
    while not holds(after + high * STEP):
        low, high = high, high * 2
        if high * STEP > FARTHEST:
            return None
    while high - low > 1:
        middle = (low + high) // 2
        if holds(after + middle * STEP):
            high = middle
        else:
            low = middle
    return after + high * STEP
