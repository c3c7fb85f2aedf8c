"""May this actor do this to this ticket. Checks raise; `can_…` asks."""

from core.enums import ActorKind, Permission
from core.errors import NotAllowed, NotThere
from core.models import Actor
from core.policies.permissions import has, rights_of
from tickets.models import Ticket


def can_see(by: Actor, ticket: Ticket) -> bool:
    """Whether the ticket exists for this actor; the house and the bot see all, a player only the own."""
    if by.kind == ActorKind.PLAYER:
        return by.id == ticket.player_id
    if by.agent is None:
        return True
    if not has(by.agent, Permission.TICKET_VIEW, ticket.game_id):
        return False
    return (
        not ticket.is_restricted
        or ticket.assignee_id == by.agent.pk
        or ticket.group_id in rights_of(by.agent).groups
        or has(by.agent, Permission.TICKET_VIEW_RESTRICTED, ticket.game_id)
    )


def check_can(by: Actor, permission: Permission, ticket: Ticket) -> None:
    """Raise `NotThere` when the ticket does not exist for the actor, `NotAllowed` when the right is missing."""
    if not can_see(by, ticket):
        raise NotThere
    if by.agent is not None and not has(by.agent, permission, ticket.game_id):
        raise NotAllowed(permission=str(permission))


def can(by: Actor, permission: Permission, ticket: Ticket) -> bool:
    """Whether `check_can` would let it pass."""
    try:
        check_can(by, permission, ticket)
    except (NotThere, NotAllowed):
        return False
    return True
