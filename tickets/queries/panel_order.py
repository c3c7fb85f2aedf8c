"""What an agent needs to see first of a player, by what the ticket is about."""

from collections.abc import Sequence

ALWAYS = ("risk", "identity", "logins", "payments", "matches", "limits", "play")
FIRST: dict[str, Sequence[str]] = {
    "AC": ("logins", "risk", "identity", "payments"),
    "PY": ("payments", "limits", "risk"),
    "RN": ("identity", "limits", "play"),
    "MR": ("limits", "play", "payments", "identity"),
    "ES": ("matches", "payments"),
    "CD": ("matches", "risk"),
    "NT": ("matches", "logins"),
    "RP": ("matches", "risk"),
    "AP": ("risk", "matches", "logins"),
    "SF": ("risk",),
}


def panels_of(category: str) -> list[str]:
    """The names of the panels for a category code, what it is about first, the others after in their usual order."""
    first = FIRST.get(category[:2], ())
    return [*first, *(name for name in ALWAYS if name not in first)]
