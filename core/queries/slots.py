"""Places on a lower app's page that upper apps fill with fragments of their own, without being imported."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest

Fragment = Callable[[HttpRequest | None, Any], str]
_registry: dict[str, list[tuple[int, Fragment]]] = {}


def fill(slot: str, fragment: Fragment, *, order: int = 50) -> None:
    """From now on the slot also shows what `fragment(request, thing)` returns: safe HTML, or an empty string."""
    entries = _registry.setdefault(slot, [])
    if (order, fragment) not in entries:
        entries.append((order, fragment))
        entries.sort(key=lambda entry: entry[0])


def fragments_for(slot: str) -> list[Fragment]:
    """The fragments of a slot in their order."""
    return [fragment for _, fragment in _registry.get(slot, [])]
