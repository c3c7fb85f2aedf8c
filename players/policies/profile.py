"""Who may see and change what is known about a player."""

from core.enums import Permission
from core.models import Actor, Game
from core.policies import permissions


def can_change_player(by: Actor, game: Game) -> bool:
    """Whether `check_can_change_player` would let it pass."""
    return by.agent is None or permissions.has(by.agent, Permission.PLAYER_CHANGE, game)


def check_can_change_player(by: Actor, game: Game) -> None:
    """Raise `NotAllowed` for an agent without the right; the house itself may always."""
    if by.agent is not None:
        permissions.check(by.agent, Permission.PLAYER_CHANGE, game)


def can_note_about_player(by: Actor, game: Game) -> bool:
    """Whether somebody may leave notes about players of this game: who writes internal notes and sees players."""
    if by.agent is None:
        return True
    needed = (Permission.PLAYER_VIEW, Permission.TICKET_NOTE)
    return all(permissions.has(by.agent, permission, game) for permission in needed)
