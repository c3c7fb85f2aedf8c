"""Whether a reported event can be taken, and as what it is kept."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _

from core.engines.numbers import is_identity_number
from core.engines.sealing import Keyring
from core.errors import Text
from players.enums import EventKind
from players.policies import event_values as v
from players.policies.event_kinds import SHAPES, check_together
from players.policies.event_values import PAYER, Unfit

KEPT_DAYS = 400  # how long an id is known, and how old an event may be: a repetition is always recognised
IDENTITY_LENGTH = 18
AHEAD = timedelta(minutes=5)  # clocks of game servers differ
_READ_ID, _READ_UID, _READ_GAME = v.name_of(64), v.name_of(64), v.name_of(40)
_JSON = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode
_MEMBERS = frozenset({"id", "kind", "uid", "game", "at", "data"})


_Wrong = dict[tuple[str, ...], Unfit]


@dataclass(frozen=True)
class Refused:
    """One thing that is wrong with an event: where (the names on the way), a stable code, a sentence."""

    path: tuple[str, ...]
    code: str
    text: Text


@dataclass(frozen=True, slots=True)
class Reported:
    """An event that can be taken. `text` is its data as JSON.

    `contents` are its digests under every key of the installation, today's first.
    """

    id: str
    kind: str
    uid: str
    game_id: int
    at: datetime
    data: dict[str, Any]
    text: str
    contents: tuple[bytes, ...]

    @property
    def key(self) -> tuple[int, str]:
        return self.game_id, self.id


class Unacceptable(Exception):
    """The event cannot be taken; `refused` says all that is wrong with it."""

    def __init__(self, refused: Sequence[Refused]) -> None:
        self.refused = refused
        super().__init__(len(refused))


class EventReader:
    """Reads the events of one batch: for these games, at this moment, with these keys."""

    def __init__(self, games: Mapping[str, int], now: datetime, keys: Keyring) -> None:
        self.games, self.keys = games, keys
        self.earliest, self.latest = now - timedelta(days=KEPT_DAYS), now + AHEAD
        self.bounds = v.wire(self.earliest), v.wire(self.latest)

    def read(self, raw: Any) -> Reported:
        """The event as it is kept. Raises `Unacceptable` with everything that is wrong."""
        if not isinstance(raw, dict):
            raise Unacceptable([Refused((), "invalid", _("Send a JSON object."))])
        wrong: _Wrong = {}
        head = {
            name: _take(wrong, name, raw, read)
            for name, read in (("id", _READ_ID), ("uid", _uid), ("game", self._game), ("at", self._at))
        }
        kind = _take(wrong, "kind", raw, _kind)
        data, payer = self._data(wrong, kind, head["at"], raw)
        for name in raw.keys() - _MEMBERS:
            wrong[(name,)] = Unfit("unknown", _("There is no such field to set."))
        if wrong:
            raise Unacceptable([Refused(_shown(path), unfit.code, unfit.text) for path, unfit in wrong.items()])
        return self._reported(kind, head, data, payer)

    def _reported(self, kind: str, head: dict[str, Any], data: dict[str, Any], payer: str | None) -> Reported:
        """The event with its digests: over what is kept but for the payer, and over the payer's hash by each key."""
        text, indexes = _JSON(data), [""]
        begin = f"{kind}\0{head['uid']}\0{v.wire(head['at'])}\0{text}\0"
        if payer is not None:
            indexes = self.keys.indexes(payer, purpose=PAYER)
            data["payer"] = indexes[0]
            text = _JSON(data)
        contents = tuple(_digest(begin + index) for index in indexes)
        return Reported(head["id"], kind, head["uid"], head["game"], head["at"], data, text, contents)

    def _data(
        self, wrong: _Wrong, kind: Any, at: datetime | None, raw: dict[str, Any]
    ) -> tuple[dict[str, Any], str | None]:
        """The content as it is kept, but for the payer, who is told apart."""
        given = raw.get("data")
        if not isinstance(given, dict):
            wrong[("data",)] = _missing() if "data" not in raw else Unfit("invalid", _("Send a JSON object."))
            return {}, None
        if kind is None:
            return {}, None
        data = _fields(wrong, kind, given)
        if "ip" in data:
            data["net"] = data.pop("ip")
        found = check_together(kind, data, at, self.bounds) if at else {}
        wrong |= {("data", name): unfit for name, unfit in found.items()}
        return data, data.pop("payer", None)

    def _game(self, value: Any) -> int:
        slug = _READ_GAME(value)
        if slug not in self.games:
            raise Unfit("not_found", _("There is nothing here, or it is not yours to see."))
        return self.games[slug]

    def _at(self, value: Any) -> datetime:
        at = v.moment(value)
        if at > self.latest:
            raise Unfit("future", _("This moment has not come yet. Check the clock of the game server."))
        if at < self.earliest:
            raise Unfit("old", _("Events are taken for 400 days."))
        return at


def _uid(value: Any) -> str:
    """The account's id; it is stored, shown and searched, so it can be no number of a person."""
    uid: str = _READ_UID(value)
    if len(uid) == IDENTITY_LENGTH and is_identity_number(uid.upper()):
        raise Unfit("identity_number", _("An identity number cannot be a player id. Give the id of the account."))
    return uid


def _fields(wrong: _Wrong, kind: str, given: dict[str, Any]) -> dict[str, Any]:
    """The fields of `data` as they are kept; null is the same as a field that is not there."""
    shape, found = SHAPES[kind], dict[str, Any]()
    for name, value in given.items():
        read = shape.readers.get(name)
        if read is None:
            wrong[("data", name)] = Unfit("unknown", _("There is no such field to set."))
        elif value is not None:
            try:
                found[name] = read(value)
            except Unfit as unfit:
                wrong[("data", name)] = unfit
    for name in shape.needs:
        if given.get(name) is None:
            wrong[("data", name)] = _missing()
    return found


def _take(wrong: _Wrong, name: str, raw: dict[str, Any], read: v.Reader) -> Any:
    if name not in raw:
        wrong[(name,)] = _missing()
        return None
    try:
        return read(raw[name])
    except Unfit as unfit:
        wrong[(name,)] = unfit
        return None


_kind = v.one_of(*EventKind.values)


def _missing() -> Unfit:
    return Unfit("required", _("This field is required."))


def _shown(path: tuple[str, ...]) -> tuple[str, ...]:
    """The names on the way; one that a caller made up may hold anything, and is shown shortened."""
    return tuple(name[:80].encode("utf-8", "replace").decode().replace("\x00", "?") for name in path)


def _digest(text: str) -> bytes:
    return hashlib.blake2b(text.encode(), digest_size=16).digest()
