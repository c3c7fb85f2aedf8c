"""Looking for a person by a number of theirs: refused in plain words, recorded without the number, told."""

import logging
from typing import Any
from urllib.parse import quote

import pytest
from django.test import Client

from core.models import Event, IdempotencyKey, Notification
from core.queries.notices import text_of
from players.models import AccountJoin, Player, RiskOverride, RiskTask
from tests.factories.api import Caller, problem_of
from tests.factories.people import make_agent, make_game, make_player
from tickets.models import View

pytestmark = pytest.mark.django_db
NUMBER, SPACED, WIDE = "110000190101010001", "110000 19010101 0001", "１１００００１９０１０１０１０００１"
PHONE, CARD = "13812345678", "4111 1111 1111 1111"
CODE = "identity.not_searchable"


def desk(role: str = "agent", **fields: Any) -> Client:
    client = Client()
    client.force_login(make_agent(role, **fields))
    return client


def told() -> list[str]:
    return [event.data["what"] for event in Event.objects.filter(name="identity.access_suspicious").order_by("pk")]


@pytest.mark.parametrize(
    "path",
    [
        "/desk/search?q={}",
        "/desk/search/quick?q={}",
        "/desk/finds?q={}",
        "/desk/?order={}",
        "/desk/?view={}",
        "/risk/?q={}",
        "/risk/?dimension={}",
        "/risk/reminders.csv?first={}&last=2026-12-01",
        "/players/1?tab={}",
        "/desk/?{}=1",
        "/privacy/?x=1&y={}",
        "/players/{}",
        "/risk/players/{}",
        "/risk/alerts/{}/take",
    ],
)
@pytest.mark.parametrize("written", [NUMBER, WIDE, quote(NUMBER), quote(quote(WIDE))])
def test_no_address_takes_an_identity_number(path, written):
    officer, client = make_agent("risk_officer"), desk()

    page = client.get(path.format(written))

    if page.status_code == 404 and "%" in written and path.startswith(("/players/{", "/risk/players", "/risk/alerts")):
        pytest.skip("an address that names nothing is not read twice")
    assert page.status_code == 400
    assert "不能用证件号码查找玩家" in page.content.decode()
    assert NUMBER not in page.content.decode()
    assert told() == ["search"]
    (notice,) = Notification.objects.filter(agent=officer)
    assert notice.is_urgent
    assert "用证件号码搜索" in text_of(notice)
    assert NUMBER not in str(Event.objects.values_list("data", flat=True)) + text_of(notice)


@pytest.mark.parametrize("query", [SPACED, f"身份证{NUMBER}", f"player:{NUMBER}", f"1100-0019-0101-0100-01 {NUMBER}x"])
def test_no_way_to_write_it_gets_through_the_search(query):
    assert desk().get("/desk/search", {"q": query}).status_code == 400
    assert told() == ["search"]


@pytest.mark.parametrize(
    ("typed", "what"), [(PHONE, "search phone"), (CARD, "search card"), (f"电话 +86 {PHONE}", "search phone")]
)
@pytest.mark.parametrize("path", ["/desk/search", "/desk/search/quick", "/desk/finds", "/risk/"])
def test_phones_and_cards_are_not_searched_for_either(path, typed, what):
    officer = make_agent("risk_officer")
    page = desk(language="en").get(path, {"q": typed})

    assert page.status_code == 400
    assert [notice.is_urgent for notice in Notification.objects.filter(agent=officer)] == [False]
    assert "Nobody can be searched for" in page.content.decode()
    assert told() == [what]


@pytest.mark.parametrize(
    "typed",
    [f"player:{PHONE}", "order:4111111111111111", f"订单：{PHONE}", "GP-88213", "2026-11-21 10:30:00", "a@b.example"],
)
def test_what_is_named_as_an_id_or_is_none_is_looked_for(typed):
    assert desk().get("/desk/search", {"q": typed}).status_code == 200
    assert told() == []


def test_a_script_of_the_page_gets_the_words_as_json():
    answer = desk(language="en").get("/desk/finds", {"q": NUMBER}, headers={"Accept": "application/json"})

    assert answer.json()["code"] == CODE
    assert answer.json()["detail"].startswith("Nobody can be searched for by an identity number")


@pytest.mark.parametrize("typed", [NUMBER, PHONE, CARD])
def test_the_definition_of_a_view_takes_none(typed):
    form = {"name_zh": typed, "icon": "star", "audience": "me", "order": "newest"}

    page = desk().post("/desk/saved-views/new", form)

    assert page.status_code == 400
    assert not View.objects.exclude(owner=None).exists()
    assert len(told()) == 1


@pytest.mark.parametrize(
    "path",
    [
        "players?uid={}",
        "players?ordering={}",
        "players/{}",
        "players/{}/real-name",
        "tickets?q={}",
        "alerts?player={}",
        "privacy-requests/{}",
    ],
)
def test_no_program_asks_by_number(path):
    caller = Caller(make_agent("risk_officer"))

    assert problem_of(caller.get(path.format(NUMBER)), 400)["code"] == CODE
    assert told() == ["search"]


def test_a_kept_header_takes_none():
    caller = Caller(make_agent("integrator"))
    make_game("huanle")

    answer = caller.put("players?uid=u1&game=huanle", {}, Idempotency_Key=f"key {SPACED}")

    assert problem_of(answer, 400)["code"] == CODE
    assert not IdempotencyKey.objects.exists()


def test_an_id_of_the_request_that_is_a_number_is_replaced():
    answer = desk().get("/desk/", headers={"X-Request-Id": NUMBER})

    assert answer.status_code == 200
    assert NUMBER not in answer["X-Request-Id"]


def test_nothing_that_is_logged_holds_the_number(caplog):
    client = desk()
    with caplog.at_level(logging.DEBUG):
        client.get(f"/players/{NUMBER}")
        client.get(f"/desk/search?q={NUMBER}")

    assert NUMBER not in caplog.text


def test_no_player_is_called_by_an_identity_number():
    integrator = Caller(make_agent("integrator"))
    make_game("huanle")
    ticket = {"game": "huanle", "subject": "进不去", "body": "进不去游戏", "player": {"uid": NUMBER}}
    event = {
        "id": "1",
        "kind": "logout",
        "uid": NUMBER,
        "game": "huanle",
        "at": "2026-12-01T00:00:00Z",
        "data": {"session": "s"},
    }

    problem_of(integrator.post("tickets", ticket), 400)
    (result,) = integrator.post("events", [event]).json()["results"]

    assert (result["result"], [error["code"] for error in result["errors"]]) == ("invalid", ["identity_number"])
    assert NUMBER not in str(result)
    assert not Player.objects.exists()


def test_a_reason_keeps_no_number():
    """Whatever a person writes about a player is stored with tokens in the place of numbers."""
    player, other = make_player(), make_player()
    client, agent = desk("risk_officer"), desk("agent")
    text = f"本人身份证 {NUMBER} 电话 {PHONE}"

    agent.post(f"/players/{player.pk}/flag", {"dimension": "health", "reason": text})
    client.post(f"/players/{player.pk}/join", {"game": other.game_id, "uid": other.uid, "reason": text})
    client.post(
        f"/risk/players/{player.pk}/decide",
        {
            "target": "abuse",
            "kind": "floor",
            "level": "1",
            "days": "3",
            "reason_code": "specialist_judgement",
            "reason_text": text,
            "evidence": text,
        },
    )
    client.post(
        f"/players/{player.pk}/guardians", {"relation": "parent", "name": "王小明", "phone": PHONE, "proof": text}
    )

    kept = [
        RiskTask.objects.get(kind="flag").text,
        AccountJoin.objects.get().reason,
        RiskOverride.objects.get().reason_text,
        RiskOverride.objects.get().evidence,
        player.guardians.get().proof,
    ]
    assert [NUMBER in one or PHONE in one for one in kept] == [False] * 5
    assert all("〔ID" in one for one in kept)
    assert NUMBER not in str(Event.objects.values_list("data", flat=True))
