"""A verified identity: kept sealed, the same person found again, the age of every account set by it."""

from datetime import date
from typing import Any

from django.db import connection, transaction

from core import clock
from core.actions import events
from core.models import Actor
from players.enums import RealNameMethod, RealNameStatus
from players.models import Identity, Person, Player
from players.policies.sealed import NAME, NUMBER, PI
from players.queries.identities import identity_known

_LOCK = 7_036_202  # identities are found or made one after the other, so that one number never becomes two persons


@transaction.atomic
def keep_identity(
    player: Player, *, name: str, number: str, birth_date: date, pi: str = "", method: RealNameMethod, by: Actor
) -> Identity:
    """The account is verified, and belongs to the person with this number, whoever knew that person before.

    Accounts that were joined by hand with this one come along while nothing verified says otherwise about them.
    Raises nothing for a number that is known: that is one person with several accounts, which the law counts together.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
    identity = identity_known(number=number, pi=pi) or _new_identity(player)
    _seal(identity, name=name, number=number, pi=pi, birth_date=birth_date, method=method)
    _link(player, identity.person, by=by)
    _set_age(identity.person, birth_date, by=by)
    player.refresh_from_db(fields=["birth_date", "version", "updated_at"])
    set_status(player, RealNameStatus.VERIFIED, by=by)
    events.record("identity.verified", subject=player, by=by, data={"method": str(method)})
    return identity


def set_status(player: Player, status: RealNameStatus, *, by: Actor) -> None:
    """The account's real-name status, and the event that says it changed; call it inside a transaction."""
    _change(player, by=by, real_name_status=status)


def _new_identity(player: Player) -> Identity:
    """For the account's own person while nothing verified is known of it, else for a new person."""
    own = player.person
    if own is None or Identity.objects.filter(person=own).exists():
        own = Person.objects.create(created_at=clock.now())
    return Identity(person=own)


def _seal(identity: Identity, *, name: str, number: str, pi: str, birth_date: date, method: RealNameMethod) -> None:
    """What is not named stays as it was; a `pi` of another identity is left with that one."""
    identity.name_sealed = NAME.seal(name)
    if number:
        identity.number_sealed, identity.number_index = NUMBER.seal(number), NUMBER.indexed(number)
    known = identity_known(pi=pi)
    if pi and (known is None or known.pk == identity.pk):
        identity.pi_sealed, identity.pi_index = PI.seal(pi), PI.indexed(pi)
    identity.adult_on = _birthday(birth_date, 18)
    identity.method, identity.verified_at = method, clock.now()
    identity.save()


def _birthday(born: date, years: int) -> date:
    """The day on which somebody is so many years old; 1 March for those of 29 February."""
    try:
        return born.replace(year=born.year + years)
    except ValueError:
        return date(born.year + years, 3, 1)


def _link(player: Player, person: Person, *, by: Actor) -> None:
    former = player.person_id
    if former == person.pk:
        return
    moved = [player]
    if former is not None and not Identity.objects.filter(person=former).exists():
        moved = list(Player.objects.select_for_update().filter(person=former).order_by("pk"))
    for account in moved:
        account.person = person
        account.save(update_fields=["person"])
        events.record("player.person_found", subject=account, by=by, data={"person": person.pk})
    player.person = person


def _set_age(person: Person, birth_date: date, *, by: Actor) -> None:
    """Every account of the person gets the verified day of birth, whatever it said before."""
    for account in Player.objects.filter(person=person).exclude(birth_date=birth_date).order_by("pk"):
        _change(account, by=by, birth_date=birth_date)


def _change(player: Player, *, by: Actor, **values: Any) -> None:
    """Set what differs under the row's lock and say which fields, never what they hold."""
    row = Player.objects.select_for_update().get(pk=player.pk)
    changed = {name: value for name, value in values.items() if getattr(row, name) != value}
    for name, value in changed.items():
        setattr(row, name, value)
        setattr(player, name, value)
    if changed:
        row.version += 1
        row.updated_at = clock.now()
        row.save(update_fields=[*changed, "version", "updated_at"])
        player.version = row.version
        events.record("player.changed", subject=player, by=by, data={"fields": sorted(changed)})
