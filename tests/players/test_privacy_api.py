"""Personal data over the interface: who may, what is refused, and that the copy is whole."""

import io
import json
import zipfile
from base64 import b64decode
from typing import Any

import pytest

from core.models import IdempotencyKey
from tests.factories.api import Caller, pointers_of, problem_of
from tests.factories.people import make_agent, make_game, make_player

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer() -> Caller:
    make_game("huanle")
    return Caller(make_agent("risk_officer"))


def opened(caller: Caller, kind: str, player_id: int) -> str:
    made = caller.post("privacy-requests", {"player": str(player_id), "kind": kind})
    assert made.status_code == 201, made.content
    pk: str = made.json()["id"]
    assert caller.post(f"privacy-requests/{pk}/accept").status_code == 200
    return pk


def test_a_copy_is_given_out_for_a_checked_request_and_kept_nowhere(officer: Caller) -> None:
    player = make_player(nickname="小鱼儿")
    pk = opened(officer, "access", player.pk)

    made = officer.post(f"privacy-requests/{pk}/export", Idempotency_Key="once")

    with zipfile.ZipFile(io.BytesIO(b64decode(made.json()["content"]))) as archive:
        assert json.loads(archive.read("data.json"))["profiles"][0]["nickname"] == "小鱼儿"
    assert not IdempotencyKey.objects.exists()
    assert officer.get(f"privacy-requests/{pk}").json()["outcome"]["profiles"] == 1


def test_two_people_erase_and_one_cannot(officer: Caller) -> None:
    player = make_player(nickname="小鱼儿")
    pk = opened(officer, "delete", player.pk)

    alone = problem_of(officer.post(f"privacy-requests/{pk}/erase"), 409)
    done = Caller(make_agent("risk_officer")).post(f"privacy-requests/{pk}/erase")

    assert alone["code"] == "privacy_request.second_person"
    assert (done.status_code, done.json()["state"]) == (200, "done")
    player.refresh_from_db()
    assert player.nickname == ""


def test_a_hold_stops_it_and_says_why(officer: Caller) -> None:
    player = make_player()
    officer.post(f"players/{player.pk}/holds", {"reason": "法院调取"})
    pk = opened(officer, "delete", player.pk)

    refused = problem_of(Caller(make_agent("risk_officer")).post(f"privacy-requests/{pk}/erase"), 409)
    lifted = officer.post(f"players/{player.pk}/holds/lift", {"reason": "已结案"})

    assert (refused["code"], refused["reason"]) == ("legal_hold.on_hold", "法院调取")
    assert lifted.json()["lifted_at"] is not None
    assert len(officer.get(f"players/{player.pk}/holds").json()["results"]) == 1


def test_consents_are_given_and_taken_back(officer: Caller) -> None:
    player = make_player()
    given = officer.post(f"players/{player.pk}/consents", {"purpose": "marketing", "version": "2026-01"})
    ended = officer.post(f"players/{player.pk}/consents/withdraw", {"purpose": "marketing"})
    again = problem_of(officer.post(f"players/{player.pk}/consents/withdraw", {"purpose": "marketing"}), 404)
    assert (given.status_code, ended.json()["withdrawn_at"] is not None, again["code"]) == (201, True, "not_found")


def test_who_does_not_handle_such_requests_sees_none_and_makes_none(officer: Caller) -> None:
    player = make_player()
    pk = opened(officer, "access", player.pk)
    agent = Caller(make_agent("manager"))

    assert agent.get("privacy-requests").json()["results"] == []
    problem_of(agent.get(f"privacy-requests/{pk}"), 404)
    problem_of(agent.post(f"privacy-requests/{pk}/accept"), 404)
    problem_of(agent.post("privacy-requests", {"player": str(player.pk), "kind": "access"}), 403)
    problem_of(agent.post(f"players/{player.pk}/holds", {"reason": "x"}), 403)


def test_another_games_officer_sees_none(officer: Caller) -> None:
    pk = opened(officer, "access", make_player().pk)
    other = Caller(make_agent("risk_officer", games=[make_game("xinghai")]))
    problem_of(other.get(f"privacy-requests/{pk}"), 404)
    problem_of(other.post(f"privacy-requests/{pk}/accept"), 404)


def test_what_is_not_known_is_refused_with_its_place(officer: Caller) -> None:
    wrong: dict[str, Any] = {"player": str(make_player().pk), "kind": "gossip", "x": 1}
    assert set(pointers_of(officer.post("privacy-requests", wrong))) == {"#/kind", "#/x"}


@pytest.mark.parametrize("many", [1, 3])
def test_the_list_asks_as_often_for_one_as_for_three(
    officer: Caller, many: int, django_assert_num_queries: Any
) -> None:
    player = make_player()
    for _ in range(many):
        opened(officer, "access", player.pk)
    with django_assert_num_queries(3):
        assert len(officer.get("privacy-requests?state=accepted").json()["results"]) == many
