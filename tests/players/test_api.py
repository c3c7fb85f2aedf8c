"""Players over the interface: told by the game's id, found again, and never with a date of birth."""

import pytest

from core.models import Event
from players.models import Player
from tests.factories.api import Caller, pointers_of, problem_of
from tests.factories.people import make_agent, make_game, make_player

pytestmark = pytest.mark.django_db


@pytest.fixture
def integrator() -> Caller:
    make_game("huanle")
    make_game("xinghai")
    return Caller(make_agent("integrator"))


def test_the_first_put_adds_the_player_and_the_second_changes_it(integrator: Caller) -> None:
    first = integrator.put("players?uid=hl-1&game=huanle", {"nickname": "小鱼儿", "birth_date": "2015-03-01", "vip": 2})
    second = integrator.put("players?uid=hl-1&game=huanle", {"uid": "hl-1", "game": "huanle", "vip": 3})

    assert (first.status_code, second.status_code) == (201, 200)
    assert (first["ETag"], second["ETag"]) == ('"1"', '"2"')
    body = second.json()
    assert body["id"] == first.json()["id"] == str(Player.objects.get().pk)
    assert (body["uid"], body["game"], body["nickname"], body["vip"]) == ("hl-1", "huanle", "小鱼儿", 3)
    assert (body["age_band"], body["tier"], body["jurisdiction"]) == ("8_15", "T0", "CN")
    assert "2015" not in second.content.decode()
    assert list(Event.objects.filter(subject_type="player").order_by("seq").values_list("name", "data__fields")) == [
        ("player.added", None),
        ("player.changed", ["vip"]),
    ]


def test_a_put_that_changes_nothing_leaves_the_version(integrator: Caller) -> None:
    integrator.put("players?uid=hl-1&game=huanle", {"nickname": "小鱼儿"})

    again = integrator.put("players?uid=hl-1&game=huanle", {"nickname": "小鱼儿"})

    assert again["ETag"] == '"1"'
    assert Event.objects.filter(name="player.changed").count() == 0


def test_a_player_is_found_by_uid_and_game_and_by_id(integrator: Caller) -> None:
    integrator.put("players?uid=hl-1&game=huanle")
    integrator.put("players?uid=hl-1&game=xinghai")
    integrator.put("players?uid=hl-2&game=huanle")

    found = integrator.get("players?uid=hl-1&game=huanle").json()["results"]
    one = integrator.get(f"players/{found[0]['id']}")

    assert [(row["uid"], row["game"]) for row in found] == [("hl-1", "huanle")]
    assert one.json() == found[0]
    assert one["ETag"] == '"1"'


@pytest.mark.parametrize(
    ("body", "pointers"),
    [
        ({"nickname": "x" * 81}, ["#/nickname"]),
        ({"email": "nobody"}, ["#/email"]),
        ({"locale": "zh_Hans!"}, ["#/locale"]),
        ({"birth_date": "2999-01-01"}, ["#/birth_date"]),
        ({"birth_date": "1809-01-01"}, ["#/birth_date"]),
        ({"birth_date": "31.5.2010"}, ["#/birth_date"]),
        ({"birth_date": 20100531}, ["#/birth_date"]),
        ({"vip": -1}, ["#/vip"]),
        ({"vip": "3"}, ["#/vip"]),
        ({"vip": True}, ["#/vip"]),
        ({"vip": 10**30}, ["#/vip"]),
        ({"real_name_status": "yes"}, ["#/real_name_status"]),
        ({"region": "atlantis"}, ["#/region"]),
        ({"uid": "other"}, ["#/uid"]),
        ({"game": "xinghai"}, ["#/game"]),
        ({"tier": "T3", "risk_level": "L0", "id": "4"}, ["#/id", "#/risk_level", "#/tier"]),
        ([], ["#"]),
        ("text", ["#"]),
        (None, ["#"]),
    ],
)
def test_a_field_that_cannot_be_is_pointed_at(integrator: Caller, body: object, pointers: list[str]) -> None:
    response = integrator.send(
        "put", "players?uid=hl-1&game=huanle", "null" if body is None else body if body != "text" else '"text"'
    )

    assert pointers_of(response) == pointers
    assert not Player.objects.exists()


@pytest.mark.parametrize("uid", ["", "%E2%80%8B", "x" * 65, "a%0Ab"])
def test_an_id_that_nobody_can_read_is_refused(integrator: Caller, uid: str) -> None:
    problem_of(integrator.put(f"players?uid={uid}&game=huanle"), 400)


def test_direction_marks_never_enter_a_name(integrator: Caller) -> None:
    response = integrator.put("players?uid=1&game=huanle", {"nickname": "\u202eGM\u2066 小\u200b鱼 👩‍🚀"})

    assert response.json()["nickname"] == "GM 小鱼 👩‍🚀"


def test_a_put_with_a_stale_version_changes_nothing(integrator: Caller) -> None:
    integrator.put("players?uid=1&game=huanle", {"vip": 1})
    integrator.put("players?uid=1&game=huanle", {"vip": 2}, If_Match='"1"')

    stale = integrator.put("players?uid=1&game=huanle", {"vip": 3}, If_Match='"1"')
    absent = integrator.put("players?uid=2&game=huanle", {"vip": 3}, If_Match="*")
    present = integrator.put("players?uid=1&game=huanle", {"vip": 4}, If_Match="*")

    assert problem_of(stale, 412)["code"] == "version.mismatch"
    problem_of(absent, 412)
    assert present.json()["vip"] == 4
    assert Player.objects.count() == 1


def test_the_colleague_of_another_game_sees_and_changes_nothing(integrator: Caller) -> None:
    player = make_player(make_game("huanle"), uid="1")
    stranger = Caller(make_agent("integrator", games=[make_game("xinghai")]))

    hidden, unknown = stranger.get(f"players/{player.pk}"), stranger.get("players/999999")
    listed = stranger.get("players?uid=1").json()["results"]
    written, elsewhere = stranger.put("players?uid=1&game=huanle"), stranger.put("players?uid=1&game=nowhere")

    assert problem_of(hidden, 404) | {"request_id": ""} == problem_of(unknown, 404) | {"request_id": ""}
    assert listed == []
    assert problem_of(written, 404) | {"request_id": ""} == problem_of(elsewhere, 404) | {"request_id": ""}


def test_an_agent_without_the_right_may_not_change_players() -> None:
    make_game("huanle")
    reader = Caller(make_agent("agent"))

    assert problem_of(reader.put("players?uid=1&game=huanle"), 403)["code"] == "scope.missing"
