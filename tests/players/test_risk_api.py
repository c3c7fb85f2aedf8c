"""A player's risk over the interface: what is told to whom, and who may do what about it."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core import clock
from core.models import Actor
from players.actions.risk import NewSignal, add_signals
from players.enums import RiskSource
from players.models import OpsSnapshot, Player, RiskOverride
from tests.factories.api import Caller, pointers_of, problem_of
from tests.factories.people import make_agent, make_game, make_player

pytestmark = pytest.mark.django_db


def rated(*codes: str, **facts: Any) -> Player:
    player = make_player(make_game("huanle"))
    add_signals(player.pk, [NewSignal(code, "1", **facts) for code in codes], by=Actor.system())
    return player


def officer(**facts: Any) -> Caller:
    return Caller(make_agent("risk_officer", **facts))


def override_body(**facts: Any) -> dict[str, object]:
    ends = (clock.now() + timedelta(days=3)).isoformat()
    body = {"target": "account_theft", "kind": "set", "level": "L1", "reason_code": "verified_owner"}
    return body | {"reason_text": "spoke with the owner", "expires_at": ends} | facts


def test_the_level_is_told_with_its_reasons_in_plain_words() -> None:
    player = rated("AT1", "AT2", "AT4")

    body = officer().get(f"players/{player.pk}/risk").json()

    assert (body["level"], body["known"], body["rule_version"]) == ("L4", True, 1)
    assert body["score"].startswith(("90.", "89.9"))
    theft = next(row for row in body["dimensions"] if row["dimension"] == "account_theft")
    assert (theft["level"], theft["known"]) == ("L4", True)
    first = body["why"][0]
    assert (first["signal"], first["points_new"], first["half_life_days"]) == ("AT4", "35.000000", 7)
    assert "AT" not in first["name"]
    assert first["source"] == "O"


def test_at_most_five_reasons_are_told_the_heaviest_first() -> None:
    player = rated("AB2", "AB3", "ES1", "ES2", "ES3", "AB1", source=RiskSource.TEXT)

    why = officer().get(f"players/{player.pk}/risk").json()["why"]

    assert [row["signal"] for row in why] == ["AB2", "AB3", "ES1", "ES2", "ES3"]


def test_who_was_never_rated_is_unknown_and_not_safe() -> None:
    body = officer().get(f"players/{make_player().pk}/risk").json()

    assert (body["level"], body["known"], body["dimensions"]) == ("L0", False, [])


def test_what_nobody_reported_is_unknown() -> None:
    player = rated("AB1")
    health = {row["dimension"]: row for row in officer().get(f"players/{player.pk}/risk").json()["dimensions"]}[
        "health"
    ]
    OpsSnapshot.objects.create(
        player=player, game=player.game, date=clock.now().date(), minutes_played=0, counted_at=clock.now()
    )
    add_signals(player.pk, [NewSignal("AB1", "2")], by=Actor.system())

    after = {row["dimension"]: row for row in officer().get(f"players/{player.pk}/risk").json()["dimensions"]}["health"]

    assert "HE1" in {row["signal"] for row in health["unknown"]}
    assert "HE1" not in {row["signal"] for row in after["unknown"]}


@pytest.mark.parametrize(("role", "sees"), [("crisis", True), ("risk_officer", True), ("agent", False)])
def test_danger_to_oneself_is_shown_to_those_who_care_for_it(role: str, sees: bool) -> None:
    player = rated("SH1", source=RiskSource.TEXT)

    body = Caller(make_agent(role)).get(f"players/{player.pk}/risk").json()

    own = next(row for row in body["dimensions"] if row["dimension"] == "self_harm")
    assert body["level"] == "L4"
    assert own["restricted"] is not sees
    assert (own["level"] == "L4") is sees
    assert bool(body["why"]) is sees
    assert bool(body["triggers"]) is sees


def test_another_games_player_is_not_there() -> None:
    player = rated("AB1")
    stranger = officer(games=[make_game("xinghai")])

    hidden, unknown = stranger.get(f"players/{player.pk}/risk"), stranger.get("players/999999/risk")

    assert problem_of(hidden, 404) | {"request_id": ""} == problem_of(unknown, 404) | {"request_id": ""}
    problem_of(stranger.post(f"players/{player.pk}/risk/overrides", override_body()), 404)


def test_who_may_not_see_risk_is_refused() -> None:
    player = rated("AB1")

    problem_of(Caller(make_agent("analyst")).get(f"players/{player.pk}/risk"), 403)


def test_the_player_carries_the_level() -> None:
    player, other = rated("AB2", source=RiskSource.TEXT), make_player(make_game("huanle"), uid="9")
    caller = officer()

    assert caller.get(f"players/{player.pk}").json()["risk_level"] == "L3"
    assert caller.get(f"players/{other.pk}").json()["risk_level"] == "L0"


def test_the_list_asks_for_all_levels_at_once() -> None:
    caller = officer()
    rated("AB2")
    caller.get("players")  # reads the rights
    counts = []
    for _more in range(2):
        with CaptureQueriesContext(connection) as asked:
            caller.get("players")
        counts.append(len(asked))
        rated("AB1")
        rated("AB3")

    assert counts == [4, 4]


def test_the_front_line_flags_and_others_decide() -> None:
    player = rated("AB1")
    caller = Caller(make_agent("guardian_desk"))

    answer = caller.post(f"players/{player.pk}/risk/flag", {"dimension": "health", "reason": "borrows to play"})

    assert answer.status_code == 201
    assert (answer.json()["kind"], answer.json()["target"]) == ("flag", "health")
    assert caller.get(f"players/{player.pk}/risk").json()["level"] == "L0"


@pytest.mark.parametrize(
    ("body", "pointers"),
    [
        ({}, ["#/dimension", "#/reason"]),
        ({"dimension": "mood", "reason": "x"}, ["#/dimension"]),
        ({"dimension": "health", "reason": " "}, ["#/reason"]),
        ({"dimension": "health", "reason": "x" * 1001}, ["#/reason"]),
        ({"dimension": "health", "reason": "x", "level": "L4"}, ["#/level"]),
    ],
)
def test_a_flag_that_says_nothing_is_pointed_at(body: dict[str, str], pointers: list[str]) -> None:
    assert pointers_of(officer().post(f"players/{rated('AB1').pk}/risk/flag", body)) == pointers


def test_a_decision_waits_for_another_person_and_then_counts() -> None:
    player, first, second = rated("AT1", "AT2", "AT4"), officer(), officer()
    asked = first.post(f"players/{player.pk}/risk/overrides", override_body())
    path = f"players/{player.pk}/risk/overrides/{asked.json()['id']}"

    alone = first.post(f"{path}/approve")
    agreed = second.post(f"{path}/approve")
    again = second.post(f"{path}/approve")

    assert (asked.status_code, asked.json()["status"]) == (201, "pending")
    assert problem_of(alone, 403)["code"] == "risk.second_person_needed"
    assert agreed.json()["status"] == "active"
    assert problem_of(again, 409)["code"] == "risk.override_not_open"
    body = first.get(f"players/{player.pk}/risk").json()
    assert (body["level"], body["overrides"][0]["status"]) == ("L1", "active")


def test_a_decision_is_refused_and_one_is_ended() -> None:
    player, first, second = rated("AT1", "AT2", "AT4"), officer(), officer()
    asked = first.post(f"players/{player.pk}/risk/overrides", override_body()).json()["id"]
    raised = first.post(
        f"players/{player.pk}/risk/overrides", override_body(target="health", kind="floor", level="L2")
    ).json()["id"]

    refused = second.post(f"players/{player.pk}/risk/overrides/{asked}/refuse", {"reason": "no proof"})
    ended = second.post(f"players/{player.pk}/risk/overrides/{raised}/withdraw", {"reason": "over"})

    assert (refused.json()["status"], ended.json()["status"]) == ("refused", "withdrawn")


@pytest.mark.parametrize(
    ("facts", "pointers"),
    [
        ({"level": "L5"}, ["#/level"]),
        ({"level": 3}, ["#/level"]),
        ({"kind": "guess"}, ["#/kind"]),
        ({"target": "mood"}, ["#/target"]),
        ({"reason_code": "because"}, ["#/reason_code"]),
        ({"reason_text": ""}, ["#/reason_text"]),
        ({"expires_at": "tomorrow"}, ["#/expires_at"]),
        ({"expires_at": "2099-01-01T00:00:00Z"}, ["#/expires_at"]),
        ({"approved_by": "1"}, ["#/approved_by"]),
    ],
)
def test_a_decision_that_cannot_be_is_pointed_at(facts: dict[str, Any], pointers: list[str]) -> None:
    player = rated("AB1")

    assert pointers_of(officer().post(f"players/{player.pk}/risk/overrides", override_body(**facts))) == pointers
    assert not RiskOverride.objects.exists()


def test_the_decision_about_another_player_is_not_there() -> None:
    player, other, first, second = rated("AT1", "AT2", "AT4"), rated("AB1"), officer(), officer()
    asked = first.post(f"players/{player.pk}/risk/overrides", override_body()).json()["id"]

    problem_of(second.post(f"players/{other.pk}/risk/overrides/{asked}/approve"), 404)


def test_people_report_what_only_they_see_and_confirm_what_the_machine_saw() -> None:
    player, caller = rated("MI2", source=RiskSource.TEXT, strength=Decimal("0.6")), officer()
    path = f"players/{player.pk}/risk/signals"

    regulator = caller.post(path, {"signal": "ES7", "note": "letter came"}).json()
    confirmed = caller.post(path, {"signal": "MI2", "note": "called the parents"}).json()

    levels = {row["dimension"]: row["level"] for row in confirmed["dimensions"]}
    assert regulator["level"] == "L3"
    assert (levels["minor"], levels["escalation"]) == ("L3", "L3")
    assert pointers_of(caller.post(path, {"signal": "MI3", "note": "x"})) == ["#/signal"]  # nobody has claimed it
    assert pointers_of(caller.post(path, {"signal": "AT1", "note": "x"})) == ["#/signal"]
    assert pointers_of(caller.post(path, {"signal": "ES7", "note": ""})) == ["#/note"]


def test_names_are_in_the_language_of_the_reader() -> None:
    player = rated("AB1", source=RiskSource.TEXT)
    caller = officer()

    zh = caller.get(f"players/{player.pk}/risk", Accept_Language="zh-CN").json()["why"][0]["name"]
    en = caller.get(f"players/{player.pk}/risk", Accept_Language="en").json()["why"][0]["name"]

    assert (zh, en) == ("辱骂客服", "Insulted staff")
