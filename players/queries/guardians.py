"""Who answers for a player, with names and phones masked."""

from dataclasses import dataclass

from players.engines.masking import masked_name, masked_phone
from players.models import GuardianLink, Player
from players.policies.sealed import GUARDIAN_NAME, GUARDIAN_PHONE

SHOWN = 20


@dataclass(frozen=True)
class ShownGuardian:
    """A link as staff see it. `others` says how many other players the same phone is a guardian of."""

    link: GuardianLink
    name: str
    phone: str
    others: int


def guardians_of(player: Player) -> list[ShownGuardian]:
    """The newest first; two statements."""
    links = list(player.guardians.order_by("-claimed_at", "-id")[:SHOWN])
    indexes = {link.phone_index for link in links if link.phone_index}
    same = GuardianLink.objects.filter(phone_index__in=indexes).exclude(player=player)
    players: dict[str, set[int]] = {}
    for index, pk in same.values_list("phone_index", "player_id"):
        players.setdefault(index, set()).add(pk)
    return [_shown(link, len(players.get(link.phone_index, ()))) for link in links]


def guardian_of(player: Player, pk: int) -> GuardianLink | None:
    """A link of this player."""
    return player.guardians.filter(pk=pk).first()


def _shown(link: GuardianLink, others: int) -> ShownGuardian:
    name, phone = GUARDIAN_NAME.open(link.name_sealed), GUARDIAN_PHONE.open(link.phone_sealed)
    return ShownGuardian(link, masked_name(name), masked_phone(phone) if phone else "", others)
