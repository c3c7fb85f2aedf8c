"""Whether the state's system is connected, and for which game: by the settings, off unless they say so."""

from dataclasses import dataclass, field

from django.conf import settings

from core.models import Game


@dataclass(frozen=True)
class Connection:
    """How a game talks to the system: who the company is, the game's record code, keys with the current one first."""

    app_id: str
    biz_id: str
    keys: tuple[str, ...] = field(repr=False)
    check_url: str
    query_url: str
    report_url: str


def is_connected(game: Game) -> bool:
    """Whether players of this game are verified by the state's system."""
    return connection_of(game) is not None


def connection_of(game: Game) -> Connection | None:
    """The connection of a game, or None where the adapter is off or the game has no record code."""
    biz_id = settings.NPPA_GAMES.get(game.slug, "")
    if not (settings.NPPA_APP_ID and settings.NPPA_KEYS and biz_id):
        return None
    return Connection(
        settings.NPPA_APP_ID,
        biz_id,
        tuple(settings.NPPA_KEYS),
        settings.NPPA_CHECK_URL,
        settings.NPPA_QUERY_URL,
        settings.NPPA_REPORT_URL,
    )
