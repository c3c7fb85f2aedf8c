"""Pure decisions about deadlines: what the policy demands, which clocks a history made, what each one shows."""

from escalation.clock.histories import Fact, History, Pause, Run, StatusSince, Turn, Withdrawn, runs_of
from escalation.clock.readings import Reading, Segment, read, read_promise
from escalation.clock.targets import Amount, InvalidAmount, Override, Policy, Rule, Target, Targets, Unit

__all__ = [
    "Amount",
    "Fact",
    "History",
    "InvalidAmount",
    "Override",
    "Pause",
    "Policy",
    "Reading",
    "Rule",
    "Run",
    "Segment",
    "StatusSince",
    "Target",
    "Targets",
    "Turn",
    "Unit",
    "Withdrawn",
    "read",
    "read_promise",
    "runs_of",
]
