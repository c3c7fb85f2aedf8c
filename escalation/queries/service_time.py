"""Moments counted in the service hours of a game."""

from datetime import datetime

from core.clock import Calendar
from escalation.clock import Amount, Rule
from escalation.queries.policies import policy_for


def service_moment(game_id: int, amount: str, start: datetime) -> datetime:
    """When `amount` (`4bh`, `1bd`, `30m` …) of the game's service time has passed since `start`.

    Minutes and hours without a `b` count around the clock. Raises `PolicyMissing`, `InvalidAmount`.
    """
    rule = Rule(Amount.parse(amount), Calendar.always())
    return policy_for(game_id).policy.measure(rule).due_after(start)
