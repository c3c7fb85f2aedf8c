"""Interventions over the interface for programs."""

from collections.abc import Iterator
from datetime import date

import pytest

from core import clock
from core.models import Actor
from players.actions.intervention_plans import plan
from players.models import Intervention, Player
from players.queries.interventions import readable_interventions
from tests.factories.api import Caller, pointers_of, problem_of
from tests.factories.law import local
from tests.factories.people import make_agent, make_game, make_player

pytestmark = pytest.mark.django_db
NOON = local("2026-12-02T12:00:00")


@pytest.fixture(autouse=True)
def _noon() -> Iterator[None]:
    with clock.frozen(NOON):
        yield


def somebody(uid: str = "u-1", *, game: str = "huanle", born: date = date(1990, 1, 1)) -> Player:
    return make_player(make_game(game), uid=uid, birth_date=born, jurisdiction="CN")


def planned(player: Player, dimension: str = "health") -> Intervention:
    by = Actor.of_agent(make_agent("risk_officer"))
    return plan(player.pk, by=by, dimension=dimension, level=2, reason="连续三晚通宵")


def test_a_program_plans_and_another_agent_approves_sends_and_ends() -> None:
    player, one, two = somebody(), Caller(make_agent("risk_officer")), Caller(make_agent("risk_officer"))
    body = {"player": str(player.pk), "dimension": "health", "level": "L2", "reason": "连续三晚通宵"}

    made = one.post("interventions", body)
    own = f"interventions/{made.json()['id']}"
    answers = [
        one.post(f"{own}/approve", {}),
        two.post(f"{own}/approve", {}),
        two.post(f"{own}/send", {"way": "ticket"}),
        two.post(f"{own}/send", {"way": "ticket"}),
        two.post(f"{own}/acknowledge", {}),
        two.post(f"{own}/outcome", {"outcome": "effective"}),
    ]

    assert made.status_code == 201
    assert [answer.status_code for answer in answers] == [403, 200, 200, 409, 200, 200]
    assert [answer.json().get("code") for answer in (answers[0], answers[3])] == [
        "intervention.own_plan",
        "intervention.not_open",
    ]
    assert two.get(own).json()["state"] == "done"
    assert one.post("interventions", body).status_code == 201  # the first is done


def test_quiet_hours_are_refused_with_the_next_moment_and_may_be_waited_for() -> None:
    row, two = planned(somebody()), Caller(make_agent("risk_officer"))
    two.post(f"interventions/{row.pk}/approve", {})

    with clock.frozen(local("2026-12-02T22:00:00")):
        refused = two.post(f"interventions/{row.pk}/send", {"way": "ticket"})
        later = two.post(f"interventions/{row.pk}/send", {"way": "ticket", "later": True})

    assert (refused.status_code, refused.json()["code"]) == (409, "intervention.not_now")
    assert later.json()["send_at"] == "2026-12-03T00:00:00Z"
    assert later.json()["state"] == "approved"


def test_of_another_game_nothing_is_listed_or_found() -> None:
    other, own = planned(somebody("u-1", game="jingji")), planned(somebody("u-2"))
    caller = Caller(make_agent("risk_officer", games=[make_game("huanle")]))

    assert [row["id"] for row in caller.get("interventions").json()["results"]] == [str(own.pk)]
    problem_of(caller.get(f"interventions/{other.pk}"), 404)
    problem_of(caller.post(f"interventions/{other.pk}/approve"), 404)


def test_a_list_leaves_out_what_its_reader_may_not_read() -> None:
    """Whoever sees risk without deciding on it: nothing about minors, danger, or whose age nobody knows."""
    rows = [
        planned(somebody("u-1", born=date(2014, 5, 1))),
        planned(somebody("u-2"), "self_harm"),
        planned(make_player(make_game("huanle"), uid="u-3")),
        planned(somebody("u-4")),
    ]

    seen = {row.pk for row in readable_interventions(make_agent("quality_reviewer"))}

    assert seen == {rows[3].pk}
    assert {row.pk for row in readable_interventions(make_agent("risk_officer"))} == {row.pk for row in rows}


def test_bad_input_is_told_by_field() -> None:
    caller, player = Caller(make_agent("risk_officer")), somebody()
    answer = caller.post("interventions", {"player": str(player.pk), "dimension": "moon", "level": "L9", "extra": 1})
    assert set(pointers_of(answer)) == {"#/dimension", "#/level", "#/reason", "#/extra"}
