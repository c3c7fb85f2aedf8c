"""What this app listens to: where a level rises, somebody has to do something about it."""

from core.actions.subscriptions import subscribe
from core.models import Event
from players.actions.intervention_plans import plan_for_rise


def plan_intervention(event: Event) -> None:
    """Plan what the ladder has for the levels that rose; the rating itself never waits for it."""
    evaluation = event.data.get("evaluation")
    if evaluation is not None:
        plan_for_rise(int(evaluation))


subscribe("risk.level_changed", plan_intervention)
