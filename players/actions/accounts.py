"""Which accounts are one person: joined by hand with a reason, parted again exactly."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from core import clock
from core.actions import events
from core.engines.redaction import cut
from core.engines.text import plain_line
from core.errors import InvalidInput, NotAllowed
from core.models import Actor
from core.policies.redaction import redact
from players.errors import AccountsMoved, SamePerson
from players.models import AccountJoin, Person, Player
from players.policies.profile import can_change_player, check_can_change_player

REASON_MAX = 500


@transaction.atomic
def join_accounts(player: Player, other: Player, *, by: Actor, reason: str) -> AccountJoin:
    """`other`, and every account of the person behind it, are accounts of the person behind `player`.

    From now on they share limits of time and money (ADR 23). Raises `InvalidInput` without a reason, `SamePerson` when
    they are one already, `NotAllowed` unless `by` may change the players of every game that is concerned.
    """
    reason = _reason(reason)
    player, other = _locked(player, other)
    if player.pk == other.pk or (player.person_id is not None and player.person_id == other.person_id):
        raise SamePerson
    moved = _moved(player, other)
    for account in [player, *moved]:
        check_can_change_player(by, account.game)
    person = player.person or Person.objects.create(created_at=clock.now())
    former = other.person
    Player.objects.filter(pk__in=[account.pk for account in [player, *moved]]).update(person=person)
    join = AccountJoin.objects.create(
        person=person,
        former=former,
        moved=[account.pk for account in moved],
        reason=reason,
        by_name=by.name,
        at=clock.now(),
    )
    data = {"join": join.pk, "person": person.pk}
    events.record_all([events.Deed("player.joined", subject=one, by=by, data=data) for one in [player, *moved]])
    return join


@transaction.atomic
def part_accounts(join: AccountJoin, *, by: Actor) -> None:
    """What the join moved belongs again to whom it belonged before; the accounts it went to stay as they are.

    Raises `AccountsMoved` when the join was parted already, or a later one moved what it would give back.
    """
    join = AccountJoin.objects.select_for_update().get(pk=join.pk)
    accounts = list(
        Player.objects.select_for_update(of=("self",)).select_related("game").filter(pk__in=join.moved).order_by("pk")
    )
    if join.parted_at is not None or any(account.person_id != join.person_id for account in accounts):
        raise AccountsMoved
    if not all(can_change_player(by, account.game) for account in accounts):
        raise NotAllowed
    Player.objects.filter(pk__in=join.moved).update(person=join.former)
    join.parted_at, join.parted_by_name = clock.now(), by.name
    join.save(update_fields=["parted_at", "parted_by_name"])
    data = {"join": join.pk, "person": join.person_id}
    events.record_all([events.Deed("player.parted", subject=account, by=by, data=data) for account in accounts])


def _reason(reason: str) -> str:
    reason = plain_line(reason)
    if not reason or len(reason) > REASON_MAX:
        raise InvalidInput({"reason": [_("Say in up to 500 characters why these accounts are one person.")]})
    return str(cut(redact(reason), REASON_MAX))


def _locked(player: Player, other: Player) -> tuple[Player, Player]:
    """Both rows under lock, in one order whoever asks, so that two who join crosswise never wait for each other."""
    rows = Player.objects.select_for_update(of=("self",)).select_related("game", "person")
    found = {row.pk: row for row in rows.filter(pk__in=[player.pk, other.pk]).order_by("pk")}
    return found[player.pk], found[other.pk]


def _moved(player: Player, other: Player) -> list[Player]:
    """The accounts that change their person: the other one with all that are its person's already."""
    if other.person_id is None:
        return [other]
    rows = Player.objects.select_for_update(of=("self",)).select_related("game").filter(person_id=other.person_id)
    return list(rows.order_by("pk"))
