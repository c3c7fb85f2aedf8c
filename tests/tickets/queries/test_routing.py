"""What a query says about who fits what is what the engine says, ticket by ticket."""

import random
from datetime import timedelta
from typing import Any

import pytest

from core import clock
from core.models import Group, Skill
from tests.factories.people import make_agent, make_game, make_player
from tests.factories.routing import make_ready
from tests.factories.tickets import open_one
from tickets.engines.routing import Candidate, fit
from tickets.models import RoutingPolicy, SkillNeed, Ticket
from tickets.queries.routing import candidates, fitting, free_candidates, rules_now, with_nobody

pytestmark = pytest.mark.django_db
SKILLS = ("payments", "technical", "expert-seat")
MINUTES = (0, 4.9, 5, 14.9, 15, 29.9, 30, 300)


def some_tickets(rng: random.Random) -> None:
    games = [make_game("huanle"), make_game("xinghai", "moba")]
    groups = list(Group.objects.filter(code__in=["FL", "PAY", "CRI"]))
    for number in range(60):
        game = rng.choice(games)
        ticket = open_one(player=make_player(game, tier=rng.choice(["T0", "T3"]))).ticket
        group, placed = rng.choice(groups), clock.now() - timedelta(minutes=rng.choice(MINUTES))
        Ticket.objects.filter(pk=ticket.pk).update(
            category_id=rng.choice(["PY-01", "NT-02", "OP-01", "CN-01"]),
            group=group,
            is_restricted=group.is_restricted,
            language=rng.choice(["zh-Hans", "en", "und"]),
            difficulty=rng.choice([1, 2, 3]),
            created_at=placed,
            placed_at=None if number % 5 == 0 else placed,  # older rows have no such moment
        )


def anybody(rng: random.Random) -> Candidate:
    skills = {skill.code: skill.pk for skill in Skill.objects.filter(code__in=SKILLS)}
    games = list({make_game("huanle").pk, make_game("xinghai").pk})
    codes = rng.sample(["FL", "PAY", "CRI"], rng.randint(1, 3))
    return Candidate(
        id=1,
        name="",
        groups=frozenset(Group.objects.filter(code__in=codes).values_list("pk", flat=True)),
        games=rng.choice([None, frozenset(games[:1])]),
        languages=frozenset(rng.sample(["zh-Hans", "en"], rng.randint(1, 2))),
        skills={skills[code]: rng.randint(1, 3) for code in rng.sample(SKILLS, rng.randint(0, 3))},
        active=0,
        capacity=8,
    )


@pytest.mark.parametrize("seed", range(4))
def test_the_query_and_the_engine_agree_about_everything(seed: int) -> None:
    rng = random.Random(seed)
    some_tickets(rng)
    make_ready(skills=dict.fromkeys(SKILLS, 2))
    SkillNeed.objects.create(category_id="NT-02", skill=Skill.objects.get(code="payments"), level=2)
    RoutingPolicy.objects.create(game=make_game("xinghai"), language_after_minutes=15, skill_after_minutes=5)
    rules = rules_now()
    waiting = list(with_nobody().select_related("game", "player", "group"))
    found_any = 0

    for _ in range(25):
        somebody = anybody(rng)
        by_engine = {ticket.pk for ticket in waiting if fit(somebody, rules.matter(ticket))}
        by_query = set(with_nobody().filter(fitting(somebody, rules)).values_list("pk", flat=True))
        assert by_query == by_engine
        found_any += 0 < len(by_engine) < len(waiting)

    assert len(waiting) == 60
    assert found_any > 15


def test_rights_of_several_posts_add_up_for_each_game() -> None:
    game, other = make_game("huanle"), make_game("xinghai", "moba")
    here, both, nowhere = (
        make_agent(games=[game]),
        make_agent(games=[game, other]),
        make_agent("analyst"),
    )
    everywhere, boss = make_agent(), make_agent(is_superuser=True)

    found = {one.id: one.games for one in candidates(type(here).objects.all())}

    assert found == {
        here.pk: frozenset({game.pk}),
        both.pk: frozenset({game.pk, other.pk}),
        nowhere.pk: frozenset(),
        everywhere.pk: None,
        boss.pk: None,
    }


@pytest.mark.parametrize("many", [1, 3])
def test_people_are_read_with_one_statement(many: int, django_assert_num_queries: Any) -> None:
    for _ in range(many):
        make_ready(skills={"payments": 1, "calming": 2})

    with django_assert_num_queries(1):
        found = free_candidates()

    assert len(found) == many


def test_an_agent_in_no_group_is_nobody_to_give_to() -> None:
    make_ready(groups=())

    assert free_candidates() == []
