"""Places on a lower app's page that upper apps fill with fragments of their own, without being imported."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.http import HttpRequest

Fragment = Callable[[HttpRequest | None, Any], str]
BatchFragment = Callable[[HttpRequest | None, Sequence[Any]], Mapping[Any, str]]
_registry: dict[str, list[tuple[int, Fragment]]] = {}
_batches: dict[str, list[tuple[int, BatchFragment]]] = {}


def fill(slot: str, fragment: Fragment, *, order: int = 50) -> None:
    """From now on the slot also shows what `fragment(request, thing)` returns: safe HTML, or an empty string."""
    entries = _registry.setdefault(slot, [])
    if (order, fragment) not in entries:
        entries.append((order, fragment))
        entries.sort(key=lambda entry: entry[0])


def fragments_for(slot: str) -> list[Fragment]:
    """The fragments of a slot in their order."""
    return [fragment for _, fragment in _registry.get(slot, [])]


def fill_list(slot: str, fragment: BatchFragment, *, order: int = 50) -> None:
    """Like `fill` for a slot in every row of a list: `fragment(request, rows)` maps primary keys to safe HTML.

    It is asked once for the whole list, so its statements do not grow with the rows.
    """
    entries = _batches.setdefault(slot, [])
    if (order, fragment) not in entries:
        entries.append((order, fragment))
        entries.sort(key=lambda entry: entry[0])


def row_fragments(slot: str, request: HttpRequest | None, rows: Sequence[Any]) -> dict[Any, str]:
    """What the slot shows in each row, by primary key; rows without a fragment are absent."""
    shown: dict[Any, str] = {}
    for _, fragment in _batches.get(slot, []) if rows else ():
        for key, html in fragment(request, rows).items():
            shown[key] = shown.get(key, "") + html
    return shown
