"""What may be done about a crisis, and who looks after whom."""

from typing import Final

from escalation.enums import CrisisStep
from escalation.errors import CrisisNotOwed
from escalation.models import Crisis

MARKED: Final = (CrisisStep.STAY, CrisisStep.CALL_HELP, CrisisStep.ASK, CrisisStep.HELPLINE, CrisisStep.RESCUE)
"""Steps that somebody marks; the others are a reminder, or are known from what was done."""


def check_owed(crisis: Crisis) -> None:
    """Raise `CrisisNotOwed` when somebody has been in touch again, or there was no danger."""
    if not crisis.is_owed:
        raise CrisisNotOwed
