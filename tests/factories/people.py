"""Staff, games and players, made by the same rows and rights as in a real installation."""

from itertools import count

from core import clock
from core.actions.reference import load_reference as load_core
from core.models import Agent, Game, GameKey, Grant, Group, Role
from escalation.actions.reference import load_reference as load_policies
from knowledge.actions.reference import load_reference as load_taxonomy
from players.actions.reference import load_reference as load_players
from players.models import Player
from tickets.actions.reference import load_reference as load_views

_numbers = count(1)
PASSWORD = "a-long-enough-password"
PLAYER_LINK_SECRET = "a-secret-of-the-game-server-that-is-long-enough"


def load_reference() -> None:
    """What every installation starts with: roles, groups, teams, taxonomy, law of play, views, macros, policies."""
    load_core()
    load_taxonomy()
    load_players()
    load_views()
    load_policies()


def make_game(slug: str = "huanle", kind: str = "cards") -> Game:
    """The game with this slug, made when it is missing, with one live key for player links."""
    names = {
        "huanle": ("欢乐牌局", "Huanle"),
        "xinghai": ("星海前线", "Starfront"),
        "jingji": ("云上竞技", "Skyward Arena"),
    }
    zh, en = names.get(slug, (slug, slug))
    game, is_new = Game.objects.get_or_create(slug=slug, defaults={"name_zh": zh, "name_en": en, "kind": kind})
    if is_new:
        GameKey.objects.create(game=game, secret=PLAYER_LINK_SECRET, created_at=clock.now())
    return game


def make_agent(
    role: str = "agent",
    *,
    name: str = "",
    games: list[Game] | None = None,
    groups: tuple[str, ...] = ("FL",),
    **fields: object,
) -> Agent:
    """An active agent with the role for the games (None: for every game) in the groups."""
    if not Role.objects.filter(code=role).exists():
        load_reference()
    number = next(_numbers)
    agent = Agent.objects.create_user(
        f"{role}{number}@example.test", PASSWORD, name=name or f"{role} {number}", joined_at=clock.now(), **fields
    )
    for game in games or [None]:  # type: ignore[list-item]
        Grant.objects.create(agent=agent, role=Role.objects.get(code=role), game=game)
    agent.groups.set(Group.objects.filter(code__in=groups))
    return agent


def make_player(game: Game | None = None, uid: str = "", nickname: str = "青衫落拓", **fields: object) -> Player:
    """A registered player of the game."""
    now = clock.now()
    return Player.objects.create(
        game=game or make_game(),
        uid=uid or f"1008{next(_numbers):06d}",
        nickname=nickname,
        created_at=now,
        updated_at=now,
        **fields,
    )
