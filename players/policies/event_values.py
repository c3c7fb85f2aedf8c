"""Single values of a reported event: from what a game sends to what is kept, or a refusal that says why."""

import json
import re
from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from ipaddress import ip_address, ip_network
from typing import Any

from django.utils.translation import gettext_lazy as _

from core.engines.redaction import redacted
from core.engines.text import is_blank, is_storable, plain_line
from core.errors import Text

PAYER = "payer"  # what the keyed hash of a payer is for: equal only to that of another payer
MAX_RECORD = 20_000
_PLAIN = re.compile(r"[!-~](?:[ -~]{0,198}[!-~])?")
_MONEY = re.compile(r"[0-9]{1,10}(\.[0-9]{1,2})?")
_CURRENCY = re.compile(r"[A-Z]{3}")
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?(Z|[+-]\d\d:\d\d)")

Reader = Callable[[Any], Any]


class Unfit(Exception):
    """This value is refused: a stable code, and a sentence."""

    def __init__(self, code: str, text: Text) -> None:
        self.code, self.text = code, text
        super().__init__(code)


def name_of(limit: int) -> Reader:
    """One line that can be read, of at most `limit` characters, exactly as sent."""

    def read(value: Any) -> str:
        if not isinstance(value, str):
            raise Unfit("invalid", _("Send a text."))
        if not value or len(value) > limit:
            raise Unfit("length", _("Send 1 to %(limit)s characters.") % {"limit": limit})
        if _PLAIN.fullmatch(value) is None and not _is_plain(value):
            raise Unfit("unreadable", _("Send visible characters on one line, without spaces around them."))
        return value

    return read


def words_of(limit: int) -> Reader:
    """A text of at most `limit` characters, with line breaks if need be."""

    def read(value: Any) -> str:
        if not isinstance(value, str):
            raise Unfit("invalid", _("Send a text."))
        if len(value) > limit:
            raise Unfit("length", _("Send at most %(limit)s characters.") % {"limit": limit})
        return _storable(value)

    return read


def one_of(*words: str) -> Reader:
    """One of these words."""
    known = frozenset(words)

    def read(value: Any) -> str:
        if not isinstance(value, str) or value not in known:
            raise Unfit("choice", _("Take one of: %(known)s.") % {"known": ", ".join(words)})
        return value

    return read


def whole(least: int, most: int) -> Reader:
    """A JSON number without a fraction."""

    def read(value: Any) -> int:
        if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
            raise Unfit("range", _("Send a whole number from %(least)s to %(most)s.") % {"least": least, "most": most})
        return value

    return read


def degrees(most: int) -> Reader:
    """A place on earth in degrees, kept to a tenth (11 km): enough to tell a journey, too little to find a home."""

    def read(value: Any) -> float:
        if isinstance(value, bool) or not isinstance(value, int | float) or not -most <= value <= most:
            raise Unfit("range", _("Send degrees from -%(most)s to %(most)s as a number.") % {"most": most})
        return round(float(value), 1)

    return read


def truth(value: Any) -> bool:
    """`true` or `false`."""
    if not isinstance(value, bool):
        raise Unfit("invalid", _("Send true or false."))
    return value


def money(value: Any) -> str:
    """An amount as a decimal text, with two places behind the point; never a number, which would be rounded."""
    if not isinstance(value, str) or _MONEY.fullmatch(value) is None:
        raise Unfit("money", _("Send the amount as a text such as 50.00: at most 10 digits and 2 decimal places."))
    return str(Decimal(value).quantize(Decimal("0.01")))


def currency(value: Any) -> str:
    """The three letters of ISO 4217."""
    if not isinstance(value, str) or _CURRENCY.fullmatch(value) is None:
        raise Unfit("currency", _("Send the currency as three capital letters such as CNY."))
    return value


def moment(value: Any) -> datetime:
    """A moment with its zone, as UTC."""
    try:
        if isinstance(value, str) and _MOMENT.fullmatch(value):
            return datetime.fromisoformat(value).astimezone(UTC)
    except (ValueError, OverflowError):
        pass
    raise Unfit("time", _("Give a moment with a time zone, such as 2026-11-21T08:30:00Z."))


def moment_text(value: Any) -> str:
    """A moment as it is kept inside `data`: UTC with `Z`, so that texts sort as moments do."""
    return wire(moment(value))


def wire(at: datetime) -> str:
    """UTC, always with six places, so that texts sort as moments do."""
    return at.isoformat(timespec="microseconds")[:-6] + "Z"


def net(value: Any) -> str:
    """The net of an address: /24 of IPv4, /48 of IPv6. The address itself is not kept."""
    try:
        address = ip_address(value if isinstance(value, str) and "%" not in value else "")
    except ValueError as error:
        raise Unfit("ip", _("Send an address of IPv4 or IPv6.")) from error
    address = getattr(address, "ipv4_mapped", None) or address
    return str(ip_network(f"{address}/{24 if address.version == 4 else 48}", strict=False))


def record(value: Any) -> Any:
    """The record of a hand: a text, or an object or list of JSON, of at most 20,000 characters."""
    if not isinstance(value, str | dict | list):
        raise Unfit("invalid", _("Send a text or a JSON object."))
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    if len(text) > MAX_RECORD:
        raise Unfit("length", _("Send at most %(limit)s characters.") % {"limit": MAX_RECORD})
    _storable(text if isinstance(value, str) else "".join(_texts(value)))
    return _covered(value)


def covering(read: Reader) -> Reader:
    """What `read` reads, with numbers that name a person as tokens: texts of games can hold what somebody typed."""
    return lambda value: str(redacted(read(value)))


def _covered(value: Any) -> Any:
    """The JSON value with identity numbers and addresses as tokens; other digits are what hands are made of."""
    if isinstance(value, str):
        return str(redacted(value, is_reference=True))
    if isinstance(value, list):
        return [_covered(item) for item in value]
    return {name: _covered(item) for name, item in value.items()} if isinstance(value, dict) else value


def _texts(value: Any) -> list[str]:
    """Every text and name inside a JSON value."""
    found, waiting = list[str](), [value]
    while waiting:
        item = waiting.pop()
        if isinstance(item, str):
            found.append(item)
        elif isinstance(item, dict):
            waiting.extend((*item.keys(), *item.values()))
        elif isinstance(item, list):
            waiting.extend(item)
    return found


def _storable(text: str) -> str:
    if not is_storable(text):
        raise Unfit("unstorable", _("The text contains characters that cannot be stored."))
    return text


def _is_plain(text: str) -> bool:
    return is_storable(text) and not is_blank(text) and plain_line(text) == text
