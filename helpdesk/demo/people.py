"""Put the demo's staff, games and players into the database, through the product's own actions."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib.auth.hashers import make_password

from core.actions import people
from core.actions.skills import set_skills
from core.models import Actor, Agent, Game, GameKey, Group, Region, Role, Team
from core.queries.people import DEMO_PASSWORD
from helpdesk.demo.content import Content, GameSeed, Language, Member
from helpdesk.demo.moments import played_at
from helpdesk.demo.plan import LANGUAGE_TAGS, Person
from players.actions.profile import guest_player, upsert_player
from players.models import Player


@dataclass(frozen=True)
class Stage:
    """Everybody and everything that a conversation may need, looked up once."""

    games: dict[str, Game]
    groups: dict[str, Group]
    agents: dict[str, Agent]
    content: Content

    def cast(self, group: str, game: str, language: Language) -> list[Agent]:
        """Who of the group works for the game and speaks the language, or everybody in it if nobody does."""
        members = [m for m in self.content.staff if group in m.groups and m.speaks and "supervisor" not in m.roles]
        fitting = [m for m in members if game in m.games and language in m.speaks]
        return [self.agents[member.email] for member in fitting or members]


def set_stage(content: Content, now: datetime) -> Stage:
    """Games with their servers and keys, and the staff with teams, groups and rights; repeating it changes nothing."""
    games = {seed.slug: _put_game(seed, now) for seed in content.games}
    groups = {group.code: group for group in Group.objects.all()}
    password = make_password(DEMO_PASSWORD)
    for number, member in enumerate(content.staff):
        _put_member(member, games, groups, password, joined_at=now - timedelta(days=1200 - 25 * number))
    agents = {agent.email: agent for agent in Agent.objects.filter(is_demo=True)}
    return Stage(games, groups, agents, content)


def put_player(person: Person, game: Game) -> Player:
    """The person as a player of the game, known since the day that the plan says."""
    region = Region.objects.get(game=game, code=person.region.code)
    assert person.known_since is not None
    known = Player.objects.filter(game=game, uid=person.uid).first()
    if known is not None:
        return known
    with played_at(person.known_since):
        return upsert_player(
            game,
            person.uid,
            by=Actor.system(),
            nickname=person.nickname,
            email=person.email,
            locale=LANGUAGE_TAGS[person.language],
            jurisdiction=game.jurisdiction if person.language == "zh" else "",
            real_name_status=person.real_name,
            birth_date=person.birth_date,
            vip=person.vip,
            tier=person.tier,
            region=region,
            kind=person.kind,
        )


def put_guest(person: Person, game: Game) -> Player:
    """The person as a guest of one ticket; to be called inside that ticket's own moment."""
    return guest_player(game, nickname=person.nickname, locale=LANGUAGE_TAGS[person.language])


def _put_game(seed: GameSeed, now: datetime) -> Game:
    names = {"name_zh": seed.name_zh, "name_en": seed.name_en, "kind": seed.kind}
    place = {"jurisdiction": seed.jurisdiction, "time_zone": seed.time_zone}
    game, _is_new = Game.objects.get_or_create(slug=seed.slug, defaults={**names, **place})
    for region in seed.regions:
        names = {"name_zh": region.name_zh, "name_en": region.name_en}
        Region.objects.get_or_create(game=game, code=region.code, defaults=names)
    if not game.keys.exists():
        GameKey.objects.create(game=game, secret=demo_key(seed.slug), created_at=now)
    return game


def demo_key(slug: str) -> str:
    """The key with which the demo's game servers sign player links; published like the demo's password."""
    return f"wuyou-demo-key-of-the-game-{slug}"


def _put_member(
    member: Member, games: dict[str, Game], groups: dict[str, Group], password: str, *, joined_at: datetime
) -> None:
    if Agent.objects.filter(email=member.email).exists():
        return
    house = Actor.system()
    with played_at(joined_at):
        team = Team.objects.get(code=member.team)
        own = [groups[code] for code in member.groups]
        agent = people.create_agent(
            email=member.email,
            name=member.name,
            by=house,
            language=member.language,
            languages=[LANGUAGE_TAGS[language] for language in member.speaks],
            team=team,
            groups=own,
            is_demo=True,
        )
        Agent.objects.filter(pk=agent.pk).update(password=password)  # hashed once for all: it is published anyway
        for role in Role.objects.filter(code__in=member.roles):
            for slug in member.games or (None,):
                people.grant_role(agent, role, by=house, game=games[slug] if slug else None)
        set_skills(agent, member.levels, by=house)
        Group.objects.filter(code__in=member.leads).update(lead=agent)
