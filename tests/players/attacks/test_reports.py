"""A game server that sends what it should not: every row judged for itself, nothing stored that cannot be, no fall."""

import json
from typing import Any

import pytest

from core import clock
from core.models import Game
from players.models import GameEvent, Player
from tests.factories.api import Caller, problem_of
from tests.factories.game_events import NOW, event
from tests.factories.people import make_agent, make_game

pytestmark = pytest.mark.django_db
GOOD = event("logout", session="s", id="good")


@pytest.fixture(autouse=True)
def _noon():
    with clock.frozen(NOW):
        yield


@pytest.fixture
def server() -> Caller:
    make_game("huanle")
    return Caller(make_agent("integrator"))


def raw(text: str) -> str:
    """A batch of a good event and one that is written by hand."""
    return f'{{"events": [{json.dumps(GOOD)}, {text}]}}'


WHOLE = [
    ("[" * 5000 + "]" * 5000, 400),
    ('{"events": [{"a": ' + "[" * 70 + "]" * 70 + "}]}", 400),
    (raw('{"id": NaN}'), 400),
    (raw('{"id": 1e999}'), 400),
    (raw('{"id": ' + "9" * 5000 + "}"), 400),
    (raw('{"id": "a", "id": "b"}'), 400),
    (b'{"events": ["\xff"]}', 400),
    (json.dumps({"events": [GOOD] * 1001}), 400),
    (" " * 4_000_001, 413),
    (json.dumps({"events": [{"id": "x" * 20_000_000}]}), 413),
]


@pytest.mark.parametrize(("body", "status"), WHOLE, ids=range(len(WHOLE)))
def test_what_is_no_batch_is_refused_as_a_whole(server: Caller, body: Any, status: int) -> None:
    problem_of(server.send("post", "events", body), status)

    assert not GameEvent.objects.exists()


ROWS = [
    '"text"',
    "null",
    "[]",
    "7",
    '{"id": "\\ud800", "kind": "logout", "uid": "u", "game": "huanle", "at": "2026-12-01T12:00:00Z", "data": {}}',
    json.dumps(event("logout", session="a\x00b", id="nul")),
    json.dumps(event("logout", session="s", uid="\u202eevil")),
    json.dumps(event("logout", session="s") | {"at": "9999-12-31T23:59:59Z"}),
    json.dumps(event("logout", session="s") | {"at": "0001-01-01T00:00:00Z"}),
    json.dumps(event("logout", session="s") | {"at": "2026-12-01T12:00:00+99:99"}),
    json.dumps(event("logout", session="s") | {"game": "' OR 1=1 --"}),
    json.dumps(event("payment", order="o", amount="1e9", currency="CNY", channel="x", status="paid")),
    json.dumps(event("payment", order="o", amount="-5.00", currency="CNY", channel="x", status="paid")),
    json.dumps(event("disconnect", seconds=10**30)),
    json.dumps(event("hand", match="m", hand="h", record={"a": "x" * 30_000})),
    json.dumps(event("login", session="s", ok=True, __proto__="x")),
]


@pytest.mark.parametrize("row", ROWS, ids=range(len(ROWS)))
def test_a_row_that_cannot_be_is_invalid_and_its_neighbour_is_taken(server: Caller, row: str) -> None:
    answer = server.send("post", "events", raw(row))

    assert answer.status_code == 202, answer.content
    first, second = answer.json()["results"]
    assert (first["result"], second["result"]) == ("accepted", "invalid")
    assert second["errors"]
    assert GameEvent.objects.get().event == "good"


def test_an_account_of_another_game_is_neither_added_nor_told(server: Caller) -> None:
    hidden = make_game("secret")
    caller = Caller(make_agent("integrator", games=[Game.objects.get(slug="huanle")]))

    body = [event("logout", session="s", game=slug, uid="u") for slug in (hidden.slug, "nothing")]
    first, second = caller.post("events", body).json()["results"]

    assert first["errors"][0]["code"] == second["errors"][0]["code"] == "not_found"
    assert first["errors"][0]["detail"] == second["errors"][0]["detail"]
    assert not Player.objects.exists()
