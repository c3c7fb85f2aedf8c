"""What is kept of who a player is, as much of it as the reader may see."""

from dataclasses import dataclass
from datetime import datetime

from core.enums import Permission
from core.models import Agent
from core.policies.permissions import has
from players.engines.masking import masked_name, masked_number
from players.enums import AgeBand, RealNameMethod, RealNameStatus
from players.models import Identity, Person, Player, RealNameCheck
from players.policies.sealed import NAME, NUMBER, PI
from players.queries.law import band_of


@dataclass(frozen=True)
class RealName:
    """Status and band first; name and number are masked, and empty for those who may not see even that."""

    status: RealNameStatus
    age_band: AgeBand
    method: RealNameMethod | None = None
    checked_at: datetime | None = None
    reason: str = ""
    name: str = ""
    number: str = ""


def identity_of(player: Player) -> Identity | None:
    """The verified identity of the person behind an account."""
    return Identity.objects.filter(person=player.person_id).first() if player.person_id else None


def latest_check(player: Player) -> RealNameCheck | None:
    """The last act of verification of the account."""
    return RealNameCheck.objects.filter(player=player).order_by("-submitted_at", "-pk").first()


def may_see_masked(agent: Agent, player: Player) -> bool:
    """Whether the agent sees the masked identity of the player."""
    return has(agent, Permission.PLAYER_MATCH, player.game_id)


def real_name_of(player: Player, agent: Agent) -> RealName:
    """The real name as this agent may see it, with two statements at most."""
    identity, check = identity_of(player), latest_check(player)
    is_verified = player.real_name_status == RealNameStatus.VERIFIED
    method = RealNameMethod(identity.method) if identity and is_verified else None
    times = (check.settled_at if check else None, identity.verified_at if identity and is_verified else None)
    name = number = ""
    if identity is not None and may_see_masked(agent, player):
        name = masked_name(NAME.open(identity.name_sealed))
        shows_more = has(agent, Permission.PLAYER_REVEAL, player.game_id)
        number = masked_number(NUMBER.open(identity.number_sealed), shows_more=shows_more)
    return RealName(
        status=RealNameStatus(player.real_name_status),
        age_band=band_of(player),
        method=method,
        checked_at=max((at for at in times if at), default=None),
        reason=check.get_reason_display() if check and check.reason else "",
        name=name,
        number=number,
    )


def identity_known(*, number: str = "", pi: str = "") -> Identity | None:
    """The identity with this number, or else with this code of the state's system, under any key."""
    for column, value in ((NUMBER, number), (PI, pi)):
        found = Identity.objects.filter(**{f"{column.index}__in": column.lookups(value)}).first() if value else None
        if found is not None:
            return found
    return None


def accounts_of(person: Person) -> list[Player]:
    """The accounts of a person in the order in which they came."""
    return list(Player.objects.filter(person=person).order_by("pk"))
