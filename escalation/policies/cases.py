"""Who may answer or withdraw a case."""

from core.enums import Permission
from core.errors import NotAllowed, NotThere
from core.models import Actor
from core.policies.permissions import rights_of
from escalation.enums import CaseState
from escalation.errors import CaseNotOpen
from escalation.models import Case
from tickets.policies.access import check_can

SUPERVISOR_RANK = 40


def check_can_answer(by: Actor, case: Case) -> None:
    """Raise unless the actor works on cases of this game and belongs to the case's group, or is a supervisor."""
    check_can(by, Permission.CASE_WORK, case.ticket)
    if by.agent is None:
        return
    rights = rights_of(by.agent)
    if case.group_id not in rights.groups and rights.rank < SUPERVISOR_RANK:
        raise NotAllowed(permission=str(Permission.CASE_WORK))


def can_answer(by: Actor, case: Case) -> bool:
    """Whether `check_can_answer` would let it pass."""
    try:
        check_can_answer(by, case)
    except (NotThere, NotAllowed):
        return False
    return True


def check_open(case: Case) -> None:
    """Raise `CaseNotOpen` when it was answered or withdrawn."""
    if case.state != CaseState.OPEN:
        raise CaseNotOpen(state=case.state)
