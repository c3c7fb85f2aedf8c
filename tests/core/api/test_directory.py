"""Games, groups, agents, categories, macros and views: what others name, in the asked language."""

from typing import Any

import pytest

from core.actions.skills import set_skills
from core.models import Actor, AgentLoad, Region
from tests.factories.api import Caller
from tests.factories.people import make_agent, make_game
from tickets.models import Macro, View

pytestmark = pytest.mark.django_db


@pytest.fixture
def caller() -> Caller:
    game = make_game("huanle")
    Region.objects.create(game=game, code="east-1", name_zh="华东一区", name_en="East 1")
    return Caller(make_agent("agent", name="林悦", games=[game]))


def test_games_are_told_in_the_asked_language(caller: Caller) -> None:
    chinese, english = (caller.get("games", Accept_Language=tag).json()["results"] for tag in ("zh-Hans", "en"))

    assert [row["name"] for row in chinese + english] == ["欢乐牌局", "Huanle"]
    assert english[0] | {"id": ""} == {
        "id": "",
        "slug": "huanle",
        "name": "Huanle",
        "kind": "cards",
        "time_zone": "Asia/Shanghai",
        "jurisdiction": "CN",
        "regions": ["east-1"],
    }


def test_categories_have_parents_and_names_in_the_asked_language(caller: Caller) -> None:
    below = caller.get("categories?parent=AC&page_size=200", Accept_Language="en").json()["results"]
    every = caller.get("categories?page_size=200").json()["results"]

    assert {row["parent"] for row in below} == {"AC"}
    assert "AC-02" in [row["code"] for row in below]
    assert [row["code"] for row in every] == sorted(row["code"] for row in every)
    assert {row["parent"] for row in every if "-" not in row["code"]} == {None}


def test_groups_say_which_are_restricted(caller: Caller) -> None:
    groups = {row["code"]: row for row in caller.get("groups").json()["results"]}

    assert (groups["CRI"]["restricted"], groups["FL"]["front_line"], groups["GRD"]["receives_directly"]) == (True,) * 3


def test_an_agent_shows_nothing_private(caller: Caller) -> None:
    (row,) = caller.get("agents").json()["results"]

    assert (row["name"], row["groups"], row["availability"]) == ("林悦", ["FL"], "offline")
    assert caller.agent.email not in str(row)


@pytest.mark.parametrize("many", [1, 3])
def test_agents_say_what_they_can_and_have_in_hand(caller: Caller, many: int, django_assert_num_queries: Any) -> None:
    for _ in range(many - 1):
        make_agent(games=[make_game("huanle")])
    set_skills(caller.agent, {"payments": 2, "calming": 1}, by=Actor.system())
    AgentLoad.objects.create(agent=caller.agent, active=3)
    caller.get("agents")

    with django_assert_num_queries(5):
        rows = caller.get("agents?ordering=id", Accept_Language="en").json()["results"]

    row = rows[0]
    assert len(rows) == many
    assert (row["capacity"], row["load"], row["languages"]) == (8, 3, ["zh-Hans"])
    assert row["skills"] == [
        {"code": "calming", "name": "Calming people down", "level": 1},
        {"code": "payments", "name": "Payments and refunds", "level": 2},
    ]


def test_macros_of_other_groups_and_retired_ones_are_not_offered(caller: Caller) -> None:
    Macro.objects.all().delete()
    for code, group, active in (
        ("all", None, True),
        ("own", "FL", True),
        ("theirs", "SEC", True),
        ("old", None, False),
    ):
        Macro.objects.create(
            code=code,
            title_zh=code,
            title_en=code,
            body_zh="x",
            body_en="y",
            group=caller.agent.groups.model.objects.get(code=group) if group else None,
            is_active=active,
        )

    assert [row["code"] for row in caller.get("macros").json()["results"]] == ["all", "own"]


def test_views_lead_to_the_desk(caller: Caller) -> None:
    View.objects.all().delete()
    View.objects.create(slug="mine", name_zh="我的", name_en="Mine", section="mine")

    (row,) = caller.get("views", Accept_Language="en").json()["results"]

    assert row["name"] == "Mine"
    assert row["url"].endswith("/desk/views/mine")
