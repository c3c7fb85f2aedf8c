"""What games report over the interface: each event once, and none spoils its neighbours."""

from collections.abc import Iterator
from typing import Any

import pytest

from core import clock
from players.models import GameEvent, GameEventKey, Payment, Player, PlaySession
from tests.factories.api import Caller, pointers_of, problem_of
from tests.factories.game_events import NOW, at, event, payment
from tests.factories.people import make_agent, make_game

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _noon() -> Iterator[None]:
    with clock.frozen(NOW):
        yield


@pytest.fixture
def server() -> Caller:
    make_game("huanle")
    make_game("xinghai")
    return Caller(make_agent("integrator"))


def results_of(server: Caller, *events: Any) -> list[str]:
    """Send a batch; what became of each event."""
    answer = server.post("events", {"events": list(events)})
    assert answer.status_code == 202, answer.content
    return [row["result"] for row in answer.json()["results"]]


def codes_of(server: Caller, *events: Any) -> list[list[tuple[str, str]]]:
    """Send a batch; what is wrong with each event, as pointer and code."""
    answer = server.post("events", {"events": list(events)})
    assert answer.status_code == 202, answer.content
    return [[(wrong["pointer"], wrong["code"]) for wrong in row["errors"]] for row in answer.json()["results"]]


def test_an_event_is_accepted_once_and_known_when_it_comes_again(server: Caller) -> None:
    one = event("login", session="s-1", ok=True, id="e-1")

    answers = [results_of(server, one), results_of(server, one)]

    assert answers == [["accepted"], ["duplicate"]]
    assert GameEvent.objects.get().data == {"session": "s-1", "ok": True}


def test_the_list_may_be_sent_alone(server: Caller) -> None:
    answer = server.post("events", [event("logout", session="s-1", id="e-9")])

    assert answer.json() == {"results": [{"id": "e-9", "result": "accepted", "errors": []}]}
