"""The rows of this app that every installation starts with."""

from players.actions.law_rules import load_law
from players.actions.retention_rules import load_retention
from players.actions.risk_rules import load_risk_rules


def load_reference() -> None:
    """There are rules by which players are rated, the law of play, and how long data is kept; safe to repeat."""
    load_risk_rules()
    load_law()
    load_retention()
