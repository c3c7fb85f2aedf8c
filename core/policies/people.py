"""Who may look after other people's accounts."""

from django.conf import settings

from core.enums import Permission
from core.errors import NotAllowed
from core.models import Actor, Agent, Role
from core.policies.permissions import TOP_RANK, has, has_anywhere, rights_of

LEAD_RANK = 40  # from supervisor up


def can_manage(by: Actor, agent: Agent) -> bool:
    """An administrator may look after accounts of lower rank; equals look after each other only at the top.

    The house itself (commands, demo) may always; nobody may promote or switch off the own account.
    """
    if not by.is_agent or by.agent is None:
        return True
    own = rights_of(by.agent).rank
    is_above = own == TOP_RANK or own > rights_of(agent).rank
    return has(by.agent, Permission.SETTINGS_CHANGE) and by.agent.pk != agent.pk and is_above


def check_can_manage(by: Actor, agent: Agent) -> None:
    """Raise `NotAllowed` unless this person may look after that account."""
    if not can_manage(by, agent):
        raise NotAllowed


def check_can_grant(by: Actor, agent: Agent, role: Role) -> None:
    """Raise `NotAllowed` unless this person may give or take that role; nobody hands out a rank above the own."""
    check_can_manage(by, agent)
    if by.is_agent and by.agent is not None and role.rank > rights_of(by.agent).rank:
        raise NotAllowed


def check_can_end_sessions(by: Actor, agent: Agent) -> None:
    """Raise `NotAllowed` unless these are the own sessions or those of an account this person looks after."""
    if not _is_self(by, agent):
        check_can_manage(by, agent)


def check_can_set_availability(by: Actor, agent: Agent) -> None:
    """Raise `NotAllowed` unless it is the own state, or that of somebody whom this person leads."""
    if not by.is_agent or by.agent is None or _is_self(by, agent):
        return
    leads = has_anywhere(by.agent, Permission.REPORT_VIEW) and rights_of(by.agent).rank > rights_of(agent).rank
    if not leads and not can_manage(by, agent):
        raise NotAllowed


def is_second_factor_missing(agent: Agent, *, has_factor: bool) -> bool:
    """Whether the agent must set up a second factor before doing anything else; in demo mode it is only offered."""
    return not settings.DEMO and not has_factor and rights_of(agent).needs_second_factor


def _is_self(by: Actor, agent: Agent) -> bool:
    return by.is_agent and by.id == agent.pk


def is_specialist(agent: Agent) -> bool:
    """Whether the agent answers cases in groups of specialists alone, and leads nobody."""
    own = rights_of(agent)
    if not own.groups or own.rank >= LEAD_RANK or not has_anywhere(agent, Permission.CASE_WORK):
        return False
    return not agent.groups.filter(is_front_line=True).exists()
