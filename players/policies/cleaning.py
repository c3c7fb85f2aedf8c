"""What may stand in a profile, whichever door it comes through."""

import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext_lazy as _

from core import clock
from core.engines.numbers import is_identity_number
from core.engines.redaction import cut
from core.engines.text import is_blank, is_storable, plain_line
from core.errors import InvalidInput, Text
from core.models import Game, Region
from core.policies.redaction import redact
from players.engines.ages import is_possible_birth_date
from players.enums import PlayerKind, RealNameStatus, Tier

_LOCALE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}")
_JURISDICTION = re.compile(r"[A-Z]{2}(-[A-Z0-9]{1,3})?")
_MAX_VIP = 1000


class _Unfit(Exception):
    """This one value is refused; the text says why."""

    def __init__(self, text: Text) -> None:
        self.text = text
        super().__init__(str(text))


def clean_uid(uid: str) -> str:
    """The game's id of an account as it is, or `InvalidInput`; spaces around it are not part of it."""
    uid = uid.strip()
    if is_blank(uid) or not is_storable(uid) or plain_line(uid) != uid or len(uid) > 64:
        raise InvalidInput({"uid": [_("Give the player id of the game: 1 to 64 visible characters.")]})
    if is_identity_number(uid.upper()):
        raise InvalidInput({"uid": [_("An identity number cannot be a player id. Give the id of the account.")]})
    return uid


def clean_fields(game: Game, fields: Mapping[str, Any]) -> dict[str, Any]:
    """The fields as they are stored, or `InvalidInput` that names every one that cannot be."""
    cleaned: dict[str, Any] = {}
    refused: dict[str, list[Text]] = {}
    for name, value in fields.items():
        try:
            cleaned[name] = _CLEANERS[name](game, value)
        except _Unfit as unfit:
            refused[name] = [unfit.text]
        except KeyError as error:
            raise TypeError(f"a profile has no field {name!r}") from error
    if refused:
        raise InvalidInput(refused)
    return cleaned


def _nickname(game: Game, value: str) -> str:
    name = _storable(plain_line(value))
    if len(name) > 80:
        raise _Unfit(_("At most 80 characters."))
    return cut(redact(name), 80)


def _email(game: Game, value: str) -> str:
    email = _storable(value.strip())
    if not email:
        return ""
    try:
        validate_email(email)
    except ValidationError as error:
        raise _Unfit(_("This is not an e-mail address.")) from error
    if len(email) > 254:
        raise _Unfit(_("At most 254 characters."))
    return email


def _locale(game: Game, value: str) -> str:
    if value and not (len(value) <= 16 and _LOCALE.fullmatch(value)):
        raise _Unfit(_("Give a language tag such as zh-Hans or en."))
    return value


def _jurisdiction(game: Game, value: str) -> str:
    if value and not _JURISDICTION.fullmatch(value):
        raise _Unfit(_("Give a country code such as CN or KR."))
    return value


def _birth_date(game: Game, value: date | None) -> date | None:
    if value is not None and not is_possible_birth_date(value, clock.now().date()):
        raise _Unfit(_("Nobody who plays can be born on this day."))
    return value


def _vip(game: Game, value: int) -> int:
    if not 0 <= value <= _MAX_VIP:
        raise _Unfit(_("Give a number from 0 to 1000."))
    return value


def _region(game: Game, value: Region | str | None) -> Region | None:
    if not value:
        return None
    if isinstance(value, str):
        value = Region.objects.filter(game=game, code=value).first() if is_storable(value) else None
    if value is None or value.game_id != game.pk:
        raise _Unfit(_("This game has no such region."))
    return value


def _one_of(values: list[str]) -> Callable[[Game, str], str]:
    def clean(game: Game, value: str) -> str:
        if value not in values:
            raise _Unfit(_("This value is not known."))
        return str(value)

    return clean


def _storable(value: str) -> str:
    if not is_storable(value):
        raise _Unfit(_("The text contains characters that cannot be stored."))
    return value


_CLEANERS: dict[str, Callable[[Game, Any], Any]] = {
    "nickname": _nickname,
    "email": _email,
    "locale": _locale,
    "jurisdiction": _jurisdiction,
    "real_name_status": _one_of(RealNameStatus.values),
    "birth_date": _birth_date,
    "vip": _vip,
    "tier": _one_of(Tier.values),
    "region": _region,
    "kind": _one_of(PlayerKind.values),
}
