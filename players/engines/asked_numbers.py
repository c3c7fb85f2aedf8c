"""Whether somebody asks for a person by a number of theirs: in an address, a search, the definition of a list."""

import re
from collections.abc import Iterable
from urllib.parse import unquote_plus

from core.engines.redaction import NumberKind, spans_in
from players.engines.identity_numbers import holds_number

SEARCHES = frozenset({"q"})  # parameters in which people write what they look for
SHORTEST = 11
_REFERENCES = re.compile(r"(?:player|order|number|id|uid|玩家|订单|工单)[:：]\S+", re.IGNORECASE)


def asked_in_address(path: str, query: Iterable[tuple[str, str]]) -> NumberKind | None:
    """The kind of number in the path or in a parameter: identity numbers anywhere, phones and cards in a search.

    `query` are names and values as the server reads them. Each is decoded once more, for whoever encoded it twice.
    """
    if len(path) >= SHORTEST and holds_number(unquote_plus(path)):
        return NumberKind.ID
    kinds = (
        asked_for(unquote_plus(value)) if name in SEARCHES else identity_in(unquote_plus(name), unquote_plus(value))
        for name, value in query
    )
    return next(filter(None, kinds), None)


def asked_for(text: str) -> NumberKind | None:
    """The kind of number in a text by which somebody searches; what is named as an order or a player id is none."""
    if not _may_hold(text):
        return None
    if identity_in(text):
        return NumberKind.ID
    found = {span.original.kind for span in spans_in(_REFERENCES.sub(" ", text))}
    return next((kind for kind in (NumberKind.CARD, NumberKind.TEL) if kind in found), None)


def identity_in(*texts: str) -> NumberKind | None:
    """`ID` where one of the texts holds an identity number, however its digits are written or parted."""
    spans = [span for text in texts if _may_hold(text) for span in spans_in(text, is_reference=True)]
    return NumberKind.ID if any(span.original.kind == NumberKind.ID for span in spans) else None


def _may_hold(text: str) -> bool:
    return len(text) >= SHORTEST and sum(map(str.isdigit, text)) >= SHORTEST
