"""The rows of this app that every installation starts with."""

from players.actions.law_rules import load_law
from players.actions.risk_rules import load_risk_rules


def load_reference() -> None:
    """There are rules by which players are rated, and the law of play; safe to repeat after every upgrade."""
    load_risk_rules()
    load_law()
