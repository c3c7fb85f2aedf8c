"""Small panels about a player that stand beside a ticket; which come first follows from what the ticket is about."""

from collections.abc import Callable, Iterable

from django.http import HttpRequest

from players.models import Player

Panel = Callable[[HttpRequest, Player], str]
_panels: dict[str, Panel] = {}


def add_panel(name: str, panel: Panel) -> None:
    """From now on `panel(request, player)` may stand beside tickets: safe HTML, or nothing where nothing is known."""
    _panels[name] = panel


def panels_for(request: HttpRequest, player: Player, names: Iterable[str]) -> list[str]:
    """What those panels show, in this order; names that nobody fills and panels with nothing to say are left out."""
    shown = (_panels[name](request, player) for name in names if name in _panels)
    return [html for html in shown if html]
