"""What games report is a person's data as well: given out with the rest, erased with the rest, numbers covered."""

import json
from typing import Any

import pytest

from core import clock
from core.models import Actor
from players.actions.erasing import erase_person
from players.actions.exporting import export_person
from players.actions.ingest import report_events
from players.actions.privacy_requests import accept_request, receive_request
from players.enums import PrivacyKind
from players.models import GameEvent, Payment, Player, PlaySession, PrivacyRequest, Sighting
from tests.factories.game_events import NOW, at, event, payment
from tests.factories.people import make_agent, make_game
from tests.players.actions.test_ingest import login, play

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer() -> Actor:
    return Actor.of_agent(make_agent("risk_officer"))


@pytest.fixture
def player(db: None) -> Player:
    make_game("huanle")
    with clock.frozen(NOW):
        told = [login(-50, device="d-canary"), play(-40, -40), play(-30, -39, -31, session="s-2")]
        report_events([*told, payment(-9, "o-1"), payment(-8, "o-2"), login(-3, uid="hl-2")], by=Actor.system())
    return Player.objects.get(uid="hl-1")


def asked(player: Player, kind: PrivacyKind, by: Actor) -> PrivacyRequest:
    return accept_request(receive_request(player, kind, by=by), by=by)


def test_a_copy_holds_what_games_reported_of_the_person_alone(player: Player, officer: Actor) -> None:
    export = export_person(asked(player, PrivacyKind.ACCESS, officer), by=officer)

    assert (export.rows["game_events"], export.rows["devices_and_regions"], export.rows["play_sessions"]) == (5, 2, 2)


def test_erasing_leaves_nothing_of_it_but_records_of_trade(player: Player, officer: Actor) -> None:
    colleague = Actor.of_agent(make_agent("risk_officer"))

    erase_person(asked(player, PrivacyKind.DELETE, officer), by=colleague)

    for model in (GameEvent, Sighting):
        assert set(model.objects.values_list("player__uid", flat=True)) == {"hl-2"}
    assert Payment.objects.filter(player=player).count() == 2
    assert not PlaySession.objects.filter(player=player).exclude(device="").exists()


def test_numbers_of_persons_in_what_games_report_are_covered(db: None) -> None:
    make_game("huanle")
    secret = "11010519491231002X"
    texts: list[Any] = [
        event("sanction", type="mute", reason=f"说 {secret}"),
        event("hand", match="m", hand="1", record={"chat": [f"我 {secret}"], "deal": "1764590400123"}),
        event("match", match="m", name=f"{secret} 杯", started_at=at(-3)),
        event("asset_out", item=f"gift {secret}", quantity=1, value="1"),
    ]

    with clock.frozen(NOW):
        outcomes = report_events(texts, by=Actor.system())

    kept = json.dumps(list(GameEvent.objects.values_list("data", flat=True)), ensure_ascii=False)
    assert {outcome.result.value for outcome in outcomes} == {"accepted"}
    assert secret not in kept
    assert kept.count("〔ID") == 4
    assert "1764590400123" in kept
