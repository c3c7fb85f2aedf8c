"""What a player's browser remembers until it is closed: who the game said it is, and the tickets it opened.

Signed, unreadable for scripts, sent to `/support` alone, and gone with the browser: many players share a machine.
"""

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse

from tickets.queries.player_links import Identity

PATH, RECENT = "/support", "recent"
IDENTITY_SECONDS, RECENT_SECONDS, RECENT_MOST = 2 * 3600, 24 * 3600, 10


def remember_identity(response: HttpResponse, identity: Identity) -> None:
    """From now on this browser writes as this player of this game, for two hours at most."""
    _set(response, _name(identity.game), signing.dumps(identity.as_dict(), salt="player-identity", compress=True))


def identity_of(request: HttpRequest, game_slug: str) -> Identity | None:
    """The player of this game that the browser is, or None."""
    found = _read(request, _name(game_slug), "player-identity", IDENTITY_SECONDS)
    return Identity(**found) if isinstance(found, dict) and found.get("game") == game_slug else None


def forget_identity(response: HttpResponse, game_slug: str) -> None:
    """This browser is nobody's any more."""
    response.delete_cookie(_name(game_slug), path=PATH, samesite="Lax")


def remember_ticket(request: HttpRequest, response: HttpResponse, link_id: int) -> None:
    """Keep the tracking link's number, so that the ticket is found again in this browser."""
    kept = [link_id, *(known for known in recent_links(request) if known != link_id)][:RECENT_MOST]
    _set(response, RECENT, signing.dumps(kept, salt="recent-tickets"))


def recent_links(request: HttpRequest) -> list[int]:
    """Numbers of the tracking links that this browser opened, the newest first."""
    found = _read(request, RECENT, "recent-tickets", RECENT_SECONDS)
    return [number for number in found if isinstance(number, int)] if isinstance(found, list) else []


def _name(game_slug: str) -> str:
    return f"player_{game_slug}"


def _set(response: HttpResponse, name: str, value: str) -> None:
    response.set_cookie(name, value, path=PATH, secure=settings.HTTPS, httponly=True, samesite="Lax")


def _read(request: HttpRequest, name: str, salt: str, seconds: int) -> object:
    try:
        found: object = signing.loads(request.COOKIES.get(name, ""), salt=salt, max_age=seconds)
    except signing.BadSignature:
        return None
    return found
