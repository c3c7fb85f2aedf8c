"""Who the game's server says a player is: the signed link from inside the game (HS256, one key per game)."""

from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import jwt

from core import clock
from core.models import Game, GameKey

LONGEST_LIFE = timedelta(minutes=15)
SLACK = timedelta(seconds=30)
ALGORITHMS = ["HS256"]


@dataclass(frozen=True)
class Identity:
    """A player as the game's server signed for."""

    game: str
    uid: str
    nickname: str = ""
    locale: str = ""

    def as_dict(self) -> dict[str, str]:
        return asdict(self)


def identity_from_link(token: str) -> Identity | None:
    """The player that the link names, or None when it is forged, expired, for too long, or of an unknown game."""
    claims = _verified(token)
    if claims is None or not _is_fresh(claims):
        return None
    uid = claims.get("sub")
    if not isinstance(uid, str) or not 1 <= len(uid) <= 64:
        return None
    nickname, locale = (str(claims.get(name) or "") for name in ("nickname", "locale"))
    return Identity(game=str(claims["game"]), uid=uid, nickname=nickname[:80], locale=locale[:16])


def game_with_slug(slug: str) -> Game | None:
    """The active game with this slug."""
    return Game.objects.filter(slug=slug, is_active=True).first() if slug and slug.isascii() else None


def _verified(token: str) -> dict[str, Any] | None:
    try:
        unproved = jwt.decode(token, options={"verify_signature": False})
    except jwt.InvalidTokenError:
        return None
    keys = GameKey.objects.filter(game__slug=str(unproved.get("game")), game__is_active=True, is_active=True)
    return next((claims for key in keys.order_by("-id")[:4] if (claims := _opened(token, key.secret))), None)


def _opened(token: str, secret: str) -> dict[str, Any] | None:
    try:
        return jwt.decode(
            token,
            secret,
            algorithms=ALGORITHMS,
            options={"verify_exp": False, "verify_iat": False, "verify_nbf": False, "require": ["sub", "game", "exp"]},
        )
    except jwt.InvalidTokenError:
        return None


def _is_fresh(claims: dict[str, Any]) -> bool:
    """The library would ask Python for the time; the house has its own clock."""
    exp = claims.get("exp")
    if isinstance(exp, bool) or not isinstance(exp, int | float) or not 0 < exp < 10**11:
        return False
    ends, now = datetime.fromtimestamp(exp, UTC), clock.now()
    return now - SLACK < ends <= now + LONGEST_LIFE + SLACK
