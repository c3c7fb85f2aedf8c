"""Who plays in the demo's games, and what for: the players of the demo, each with a way of playing of its own."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from core.models import Game
from players.engines.ages import age_on
from players.engines.currencies import currency_of
from players.enums import PlayerKind
from players.models import Player
from tickets.models import Ticket

MAJORITY = 18
THEFT_BEFORE = timedelta(hours=3)  # so long before it is noticed and reported


class Way(StrEnum):
    """How somebody plays, and what goes wrong with it."""

    CASUAL = "casual"
    KEEPER = "keeper"  # a minor who plays when minors may
    SNEAKER = "sneaker"  # a minor who tries at other times, and gets through where the game lets it
    NIGHT = "night"  # plays through the nights
    WHALE = "whale"
    COMPETITOR = "competitor"
    ROBBED = "robbed"  # somebody else signs in and carries everything away
    TESTER = "tester"  # tries cards of other people


@dataclass(frozen=True)
class Role:
    """One account of the demo as its game sees it. `robbed_at` is when the thief comes."""

    uid: str
    game: str
    kind: str
    zone: ZoneInfo
    region: str
    currency: str
    way: Way
    robbed_at: datetime | None = None


ADULTS = ((Way.CASUAL, 46), (Way.COMPETITOR, 22), (Way.NIGHT, 10), (Way.WHALE, 8), (Way.ROBBED, 7), (Way.TESTER, 7))
MINORS = ((Way.KEEPER, 60), (Way.SNEAKER, 40))
BY_CATEGORY = {"AC": Way.ROBBED, "ES": Way.COMPETITOR, "CD": Way.COMPETITOR}


def cast(many: int, seed: int, now: datetime) -> list[Role]:
    """So many accounts of all games, those with the newest tickets first; the same seed gives each the same way."""
    players = Player.objects.filter(is_guest=False, game__is_active=True).select_related("game", "region")
    newest = {
        player: (category[:2], at)
        for player, category, at in Ticket.objects.filter(created_at__lte=now, player__is_guest=False)
        .order_by("created_at")
        .values_list("player_id", "category__code", "created_at")
    }
    order = sorted(players, key=lambda player: (player.pk not in newest, player.pk))
    return [_role(player, newest.get(player.pk), seed, now) for player in order[:many]]


def _role(player: Player, ticket: tuple[str, datetime] | None, seed: int, now: datetime) -> Role:
    rng = random.Random(f"way {seed} {player.game_id} {player.uid}")  # noqa: S311 -- demo data, no secret
    way = _way(player, ticket[0] if ticket else "", rng, now.date())
    robbed_at = None
    if way == Way.ROBBED:
        noticed = ticket[1] if ticket and ticket[0] == "AC" else now - timedelta(hours=rng.uniform(4, 90))
        robbed_at = noticed - THEFT_BEFORE
    game = player.game
    region = player.region.code if player.region else "main"
    return Role(player.uid, game.slug, game.kind, ZoneInfo(game.time_zone), region, _currency(game), way, robbed_at)


def _way(player: Player, about: str, rng: random.Random, today: date) -> Way:
    is_minor = player.birth_date is not None and age_on(player.birth_date, today) < MAJORITY
    if not is_minor and about in BY_CATEGORY:
        return BY_CATEGORY[about]
    if not is_minor and player.kind == PlayerKind.VIP:
        return Way.WHALE
    return _drawn(MINORS if is_minor else ADULTS, rng)


def _drawn(ways: Sequence[tuple[Way, int]], rng: random.Random) -> Way:
    return rng.choices([way for way, _ in ways], [weight for _, weight in ways])[0]


def _currency(game: Game) -> str:
    return currency_of(game.jurisdiction) or "USD"
