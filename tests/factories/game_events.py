"""Events as game servers write them."""

from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

NOW = datetime(2026, 12, 1, 12, 0, tzinfo=UTC)
_numbers = count(1)


def at(minutes: float = 0, *, of: datetime = NOW) -> str:
    """A moment so many minutes from noon of the first of December, as games write it."""
    return (of + timedelta(minutes=minutes)).isoformat().replace("+00:00", "Z")


def event(kind: str, minutes: float = 0, *, uid: str = "hl-1", id: str = "", game: str = "huanle", **data: Any) -> Any:  # noqa: A002 -- as games call it
    """An event of that kind; its id is a new one unless it is given."""
    name = id or f"e-{next(_numbers)}"
    return {"id": name, "kind": kind, "uid": uid, "game": game, "at": at(minutes), "data": data}


def payment(minutes: float = 0, order: str = "o-1", amount: str = "50.00", **fields: Any) -> Any:
    """A payment, paid unless it is said otherwise."""
    data = {"currency": "CNY", "channel": "wechat", "status": "paid"} | fields
    own = {name: data.pop(name) for name in ("uid", "id", "game") if name in data}
    return event("payment", minutes, order=order, amount=amount, **own, **data)
