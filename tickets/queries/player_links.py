"""Who the game's server says a player is: the signed link from inside the game (HS256, one key per game)."""

import re
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import jwt

from core import clock
from core.errors import InvalidInput
from core.models import Game, GameKey
from players.policies.cleaning import clean_fields, clean_uid

LONGEST_LIFE = timedelta(minutes=15)
SLACK = timedelta(seconds=30)
ALGORITHMS = ["HS256"]
_SLUG = re.compile(r"[A-Za-z0-9_-]{1,40}")


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
    game, claims = _verified(token)
    if game is None or not _is_fresh(claims):
        return None
    try:
        uid = clean_uid(str(claims.get("sub") or ""))
    except InvalidInput:
        return None
    nickname, locale = (_usable(game, name, claims.get(name)) for name in ("nickname", "locale"))
    return Identity(game.slug, uid, nickname, locale)


def game_with_slug(slug: str) -> Game | None:
    """The active game with this slug."""
    return Game.objects.filter(slug=slug, is_active=True).first() if slug and slug.isascii() else None


def _usable(game: Game, name: str, claim: Any) -> str:
    """A name or language as a profile can hold it, or nothing: what the game says beside the id stops nobody."""
    said = claim.replace("_", "-") if name == "locale" and isinstance(claim, str) else claim
    try:
        return str(clean_fields(game, {name: said[:80]})[name]) if isinstance(said, str) else ""
    except InvalidInput:
        return ""


def _verified(token: str) -> tuple[Game | None, dict[str, Any]]:
    """The game whose key signed the link, and what it says."""
    try:
        unproved = jwt.decode(token, options={"verify_signature": False})
    except (jwt.InvalidTokenError, ValueError):
        return None, {}
    slug = str(unproved.get("game"))
    keys = GameKey.objects.filter(game__slug=slug, game__is_active=True, is_active=True).select_related("game")
    for key in keys.order_by("-id")[:4] if _SLUG.fullmatch(slug) else ():
        claims = _opened(token, key.secret)
        if claims is not None:
            return key.game, claims
    return None, {}


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
