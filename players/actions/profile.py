"""What we know about a player, told by the game, by the intake or by an agent."""

from typing import Any

from django.db import connection, transaction

from core import clock
from core.actions import events
from core.errors import VersionMismatch
from core.models import Actor, Game
from players.enums import PlayerKind
from players.models import Player
from players.policies.cleaning import clean_fields, clean_uid
from players.policies.profile import check_can_change_player


def put_player(game: Game, uid: str, *, by: Actor, seen: int | None = None, **fields: Any) -> tuple[Player, bool]:
    """The player with these fields set, and whether the profile is new; agents need the right to change players.

    With `seen` the profile must exist in that version, else `VersionMismatch`.
    """
    check_can_change_player(by, game)
    return _upsert(game, uid, by=by, seen=seen, fields=fields)


def upsert_player(game: Game, uid: str, *, by: Actor, **fields: Any) -> Player:
    """The player with this id of the game, added or brought up to date; fields that are not given stay.

    For an intake that has its own policy: no right is asked here. Two at once make one row. The version rises, and
    `player.changed` is recorded, only when something differs.
    Fields: nickname, email, locale, jurisdiction, real_name_status, birth_date, vip, tier, region, kind.
    """
    return _upsert(game, uid, by=by, seen=None, fields=fields)[0]


def introduce_player(game: Game, uid: str, *, by: Actor, **fields: Any) -> Player:
    """The player with this id of the game, added with these fields when new; a known profile stays as it is.

    For an intake by somebody who may not change players: what a caller says of itself never becomes another's profile.
    Raises `InvalidInput` for fields that no profile can hold.
    """
    uid, values = clean_uid(uid), clean_fields(game, fields)
    known = _player(game, uid)
    if known is not None:
        return known
    with transaction.atomic(savepoint=False):
        return _add(game, uid, values, by=by) or _there(game, uid)


@transaction.atomic
def guest_player(
    game: Game, nickname: str = "", email: str = "", locale: str = "", *, by: Actor | None = None
) -> Player:
    """A new player without an id of the game.

    Each visit of a guest is a person of its own: an address that anybody can type never leads to another's profile.
    """
    values = clean_fields(game, {"nickname": nickname, "email": email, "locale": locale})
    now = clock.now()
    player = Player.objects.create(
        game=game,
        is_guest=True,
        kind=PlayerKind.VISITOR,
        jurisdiction=game.jurisdiction,
        created_at=now,
        updated_at=now,
        **values,
    )
    events.record("player.added", subject=player, by=by or Actor.system(), data={"guest": True})
    return player


def _upsert(game: Game, uid: str, *, by: Actor, seen: int | None, fields: dict[str, Any]) -> tuple[Player, bool]:
    uid, values = clean_uid(uid), clean_fields(game, fields)
    with transaction.atomic(savepoint=seen is not None):  # without `seen` nothing refuses from here on
        return _write(game, uid, values, by=by, seen=seen)


def _write(game: Game, uid: str, values: dict[str, Any], *, by: Actor, seen: int | None) -> tuple[Player, bool]:
    player = _player(game, uid)
    if player is None and seen is None:
        player = _add(game, uid, values, by=by)
        if player is not None:
            return player, True
        player = _player(game, uid)  # somebody else was faster
    if player is None or (seen is not None and player.version != seen):
        raise VersionMismatch
    if _differences(player, values):
        player = _change(player, values, by=by, seen=seen)
    return player, False


def _player(game: Game, uid: str) -> Player | None:
    return Player.objects.select_related("region").filter(game=game, uid=uid).first()


def _there(game: Game, uid: str) -> Player:
    """The profile that somebody else has just added."""
    return Player.objects.select_related("region").get(game=game, uid=uid)


def _add(game: Game, uid: str, values: dict[str, Any], *, by: Actor) -> Player | None:
    """Insert the row in one statement and say so; None when another transaction has it already."""
    now = clock.now()
    player = Player(
        game=game,
        uid=uid,
        created_at=now,
        updated_at=now,
        real_name_since=now,
        **({"jurisdiction": game.jurisdiction} | values),
    )
    columns = [field for field in Player._meta.concrete_fields if not field.primary_key]
    names = ", ".join(connection.ops.quote_name(str(field.column)) for field in columns)
    places = ", ".join(["%s"] * len(columns))
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {Player._meta.db_table} ({names}) VALUES ({places}) "  # noqa: S608 -- own table and columns
            "ON CONFLICT (game_id, uid) WHERE NOT (uid = '') DO NOTHING RETURNING id",
            [field.get_db_prep_save(field.pre_save(player, add=True), connection) for field in columns],
        )
        row = cursor.fetchone()
    if row is None:
        return None
    player.pk, player._state.adding, player._state.db = row[0], False, connection.alias
    events.record("player.added", subject=player, by=by, data={"guest": False})
    return player


def _differences(player: Player, values: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if getattr(player, name) != value}


def _change(player: Player, values: dict[str, Any], *, by: Actor, seen: int | None) -> Player:
    """Set what differs, under the row's lock, so that no change of another is taken back."""
    player = Player.objects.select_for_update(of=("self",)).select_related("region").get(pk=player.pk)
    if seen is not None and player.version != seen:
        raise VersionMismatch
    changed = _differences(player, values)
    if changed:
        player.version += 1
        player.updated_at = clock.now()
        told = changed | ({"real_name_since": player.updated_at} if "real_name_status" in changed else {})
        for name, value in told.items():
            setattr(player, name, value)
        player.save(update_fields=[*told, "version", "updated_at"])
        events.record("player.changed", subject=player, by=by, data={"fields": sorted(changed)})
    return player
