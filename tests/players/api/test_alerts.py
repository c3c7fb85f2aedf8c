"""Alerts over the interface: listed for one's games, taken once, resolved once."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.enums import Scope
from core.models import Actor, Event, Game
from players.actions.alerts import Cause, record_causes, take_alert
from players.enums import AlertKind
from players.errors import AlertNotOpen
from players.models import PlayAlert
from tests.factories.api import Caller, pointers_of, problem_of
from tests.factories.law import local
from tests.factories.people import make_agent, make_game, make_player

pytestmark = pytest.mark.django_db
NINE = local("2026-12-04T21:00:00")


@pytest.fixture
def officer() -> Caller:
    return Caller(make_agent("risk_officer"))


def alert(game: Game | None = None, kind: AlertKind = AlertKind.OUTSIDE_WINDOW, name: str = "1") -> PlayAlert:
    player = make_player(game or make_game())
    record_causes([Cause(player.pk, player.game_id, kind, "CN-2021-WINDOW", name, NINE)], NINE + timedelta(seconds=1))
    return PlayAlert.objects.latest("id")


def test_an_alert_is_shown_with_its_reminder(officer: Caller) -> None:
    row = alert()

    one = officer.get(f"alerts/{row.pk}")

    body = one.json()
    assert one["ETag"] == '"1"'
    assert (body["kind"], body["state"], body["severity"], body["cause_at"]) == (
        "outside_window", "open", 3, "2026-12-04T13:00:00Z",
    )  # fmt: skip
    assert (body["reminder"]["template"], body["reminder"]["acknowledged_at"]) == ("stop-hours", None)


def test_of_two_who_take_an_alert_one_has_it(officer: Caller) -> None:
    row, other = alert(), Caller(make_agent("risk_officer"))

    first = officer.post(f"alerts/{row.pk}/acknowledge")
    second = other.post(f"alerts/{row.pk}/acknowledge")

    assert (first.status_code, first.json()["state"], first.json()["taken_by"]) == (
        200, "taken", str(officer.agent.pk),
    )  # fmt: skip
    assert problem_of(second, 409)["code"] == "alert.not_open"
    assert Event.objects.filter(name="alert.taken").count() == 1


def test_who_read_an_old_version_takes_nothing() -> None:
    row = alert()
    stale = PlayAlert.objects.get(pk=row.pk)
    take_alert(row, by=Actor.of_agent(make_agent("risk_officer")))

    with pytest.raises(AlertNotOpen):
        take_alert(stale, by=Actor.of_agent(make_agent("risk_officer")))


def test_an_alert_is_resolved_once_with_what_came_of_it(officer: Caller) -> None:
    row = alert()

    first = officer.post(f"alerts/{row.pk}/resolve", {"outcome": "guardian_contacted", "note": "已与家长通话"})
    second = officer.post(f"alerts/{row.pk}/resolve", {"outcome": "no_action"})

    body = first.json()
    assert (body["state"], body["outcome"], body["note"], body["version"]) == (
        "resolved", "guardian_contacted", "已与家长通话", 2,
    )  # fmt: skip
    problem_of(second, 409)
    resolved = Event.objects.get(name="alert.resolved")
    assert (resolved.data, resolved.seq) == ({"outcome": "guardian_contacted"}, 2)


@pytest.mark.parametrize(
    ("body", "pointers"),
    [
        ({}, ["#/outcome"]),
        ({"outcome": "ended"}, ["#/outcome"]),
        ({"outcome": "no_action", "note": "x" * 501}, ["#/note"]),
        ({"outcome": "no_action", "state": "open"}, ["#/state"]),
    ],
)
def test_what_came_of_it_is_said_in_known_words(officer: Caller, body: Any, pointers: list[str]) -> None:
    assert pointers_of(officer.post(f"alerts/{alert().pk}/resolve", body)) == pointers


def test_a_stale_version_is_refused(officer: Caller) -> None:
    row = alert()
    officer.post(f"alerts/{row.pk}/acknowledge")

    problem_of(officer.post(f"alerts/{row.pk}/resolve", {"outcome": "no_action"}, If_Match='"1"'), 412)


def test_alerts_of_other_games_are_not_there_and_others_may_only_look() -> None:
    row = alert(make_game("huanle"))
    stranger = Caller(make_agent("risk_officer", games=[make_game("xinghai")]))
    colleague = Caller(make_agent("agent"))
    no_scope = Caller(make_agent("risk_officer"), [Scope.ALERTS_READ])

    assert stranger.get("alerts").json()["results"] == []
    problem_of(stranger.get(f"alerts/{row.pk}"), 404)
    problem_of(stranger.post(f"alerts/{row.pk}/acknowledge"), 404)
    problem_of(colleague.post(f"alerts/{row.pk}/acknowledge"), 403)
    problem_of(no_scope.post(f"alerts/{row.pk}/acknowledge"), 403)


def test_alerts_are_filtered_by_state_kind_player_and_age(officer: Caller) -> None:
    first, night = alert(), alert(kind=AlertKind.NIGHT_PLAY, name="2")
    officer.post(f"alerts/{first.pk}/acknowledge")

    def found(query: str) -> list[str]:
        return [row["id"] for row in officer.get(f"alerts?{query}").json()["results"]]

    assert found("ordering=id") == [str(first.pk), str(night.pk)]
    assert found("state=open") == found("kind=night_play") == found("severity=1") == [str(night.pk)]
    assert found("taken_by=me") == found(f"player={first.player_id}") == [str(first.pk)]
    assert found("recorded_before=2026-12-04T13:00:00Z") == []
    problem_of(officer.get("alerts?state=gone"), 400)


def test_a_list_costs_the_same_for_one_and_for_three(officer: Caller) -> None:
    officer.get("alerts")  # what is remembered between calls is known now
    counts: list[int] = []
    for _ in range(2):
        alert(name=str(len(counts)))
        with CaptureQueriesContext(connection) as captured:
            officer.get("alerts")
        counts.append(len(captured))
        alert(name="x")

    assert counts[0] == counts[1]
