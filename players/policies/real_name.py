"""Who may do what with a real name, and what may be handed in as one."""

from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext_lazy as _

from core import clock
from core.engines.redaction import cut
from core.engines.text import is_storable
from core.enums import Permission
from core.errors import InvalidInput, Text
from core.models import Actor, Agent
from core.policies import permissions
from core.policies.redaction import redact
from players.engines.ages import HOUSE_ZONE
from players.engines.identity_numbers import Flaw, IdentityNumber, NumberRefused, read_number
from players.engines.names import is_possible_name, stored_name
from players.engines.pi import is_pi
from players.enums import AgeBand
from players.models import Player

_CHINA = ZoneInfo(HOUSE_ZONE)  # where these numbers are given out, and begin and end their days
_FLAWS: dict[Flaw, Text] = {
    Flaw.FORM: _("An identity number has 18 characters: 17 digits and a digit or X."),
    Flaw.BIRTH: _("The date of birth inside the number does not exist."),
    Flaw.FUTURE: _("The date of birth inside the number has not come yet."),
    Flaw.AGE: _("Nobody is as old as the number says."),
    Flaw.CHECK: _("The last character does not fit the others. Please look for a typing error."),
}


def check_can_match(agent: Agent, player: Player) -> None:
    """Raise `NotAllowed` unless the agent may compare what a player says with what is kept."""
    permissions.check(agent, Permission.PLAYER_MATCH, player.game_id)


def check_can_reveal(agent: Agent, player: Player) -> None:
    """Raise `NotAllowed` unless the agent may ask to see an identity of this game."""
    permissions.check(agent, Permission.PLAYER_REVEAL, player.game_id)


def check_can_approve(agent: Agent, player: Player) -> None:
    """Raise `NotAllowed` unless the agent may let a colleague see an identity of this game."""
    permissions.check(agent, Permission.REVEAL_APPROVE, player.game_id)


def check_can_review(agent: Agent, player: Player) -> None:
    """Raise `NotAllowed` unless the agent may review real names of this game."""
    permissions.check(agent, Permission.REAL_NAME_REVIEW, player.game_id)


def check_can_submit(by: Actor, player: Player) -> None:
    """Raise `NotAllowed` for an agent who may not change players of this game; the house itself may always."""
    if by.agent is not None:
        permissions.check(by.agent, Permission.PLAYER_CHANGE, player.game_id)


def needs_approval(band: AgeBand) -> bool:
    """Whether a second person has to allow a look: for everybody who is not known to be an adult.

    Regulation on the protection of minors online (2024), article 36: staff see minors' data with approval and record.
    """
    return band != AgeBand.ADULT


def clean_identity(name: str, number: str) -> tuple[str, IdentityNumber]:
    """Name and number as they are kept; `InvalidInput` names the fields and never says what stood in them."""
    refused: dict[str, list[Text]] = {}
    read: IdentityNumber | None = None
    try:
        read = read_number(number, clock.now().astimezone(_CHINA).date())
    except NumberRefused as refusal:
        refused["id_number"] = [_FLAWS[refusal.flaw]]
    kept = stored_name(name)
    if not is_storable(kept) or not is_possible_name(kept):
        refused["name"] = [_("Give the name as it stands on the document: 2 to 80 letters.")]
    if read is None or refused:
        raise InvalidInput(refused)
    return kept, read


def clean_pi(pi: str) -> str:
    """The code of the state's system for a person, or `InvalidInput`; an empty one stays empty."""
    if pi and not is_pi(pi):
        raise InvalidInput({"pi": [_("A pi has 38 letters and digits, and begins with a day.")]})
    return pi


def clean_words(name: str, value: Any, longest: int = 500) -> str:
    """A reason that a person wrote, without numbers of persons, or `InvalidInput`."""
    words = str(value or "").strip()
    if len(words) < 5 or len(words) > longest or not is_storable(words):
        raise InvalidInput({name: [_("Give the reason in 5 to 500 characters.")]})
    return str(cut(redact(words), longest))
