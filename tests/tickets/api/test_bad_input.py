"""Every field against every kind of nonsense: a clear 4xx that points at the field, and nothing is written."""

from typing import Any

import pytest

from players.models import Player
from tests.factories.api import Caller, pointers_of, problem_of
from tests.factories.people import make_agent, make_game
from tests.factories.tickets import make_ticket
from tickets.models import Message, Ticket

pytestmark = pytest.mark.django_db
GOOD: dict[str, Any] = {
    "game": "huanle",
    "subject": "断线了",
    "body": "刚打的比赛中断了",
    "player": {"uid": "hl-1", "nickname": "小鱼儿", "email": "a@example.com", "locale": "zh-Hans"},
    "channel": "in_game",
    "category": "CD-06",
    "facts": {"match": "m-1"},
    "in_game_now": True,
    "attachments": [],
}
EMPTY = ["", " ", "\u200b", "\u00ad\u2060\ufeff", "\u3164\u2800", "\n\t\r"]
WRONG_TYPES: list[Any] = [None, 5, 1.5, True, [], ["x"], {}, {"a": 1}]
NOT_STORABLE = ["a\x00b", "\ud800", "\udfff\ud800"]


@pytest.fixture
def caller() -> Caller:
    make_game("huanle")
    return Caller(make_agent("integrator"))


def changed(path: str, value: Any) -> dict[str, Any]:
    """The good body with one place changed."""
    body: dict[str, Any] = {**GOOD, "player": dict(GOOD["player"]), "facts": dict(GOOD["facts"])}
    *parents, last = path.split("/")
    place = body
    for parent in parents:
        place = place[parent]
    place[last] = value
    return body


def refused(caller: Caller, path: str, value: Any) -> None:
    response = caller.post("tickets", changed(path, value))
    pointers = pointers_of(response)
    assert all(pointer == f"#/{path}" or pointer.startswith(f"#/{path}/") or pointer == "#" for pointer in pointers)
    assert pointers
    assert not Ticket.objects.exists()
    assert not Player.objects.exists()


def test_the_good_body_is_good(caller: Caller) -> None:
    assert caller.post("tickets", GOOD).status_code == 201


@pytest.mark.parametrize("path", ["game", "subject", "body", "player/uid"])
@pytest.mark.parametrize("value", [*EMPTY, *WRONG_TYPES, *NOT_STORABLE, "x" * 100_000])
def test_a_required_text_is_a_text_that_can_be_read(caller: Caller, path: str, value: Any) -> None:
    refused(caller, path, value)


@pytest.mark.parametrize("path", ["game", "subject", "body", "player"])
def test_a_required_field_is_there(caller: Caller, path: str) -> None:
    body = {name: value for name, value in GOOD.items() if name != path}

    assert pointers_of(caller.post("tickets", body)) == [f"#/{path}"]


@pytest.mark.parametrize(
    ("path", "values"),
    [
        ("subject", ["x" * 201]),
        ("body", ["x" * 20_001]),
        ("game", ["nowhere", "HUANLE", "99999", "9" * 40, "x" * 41]),
        ("player", [*WRONG_TYPES, "hl-1", {"id": "5"}, {"uid": "1", "tier": "T3"}]),
        ("player/uid", ["x" * 65, "a\nb", "a\u202eb"]),
        ("player/nickname", ["x" * 81, 5, None, *NOT_STORABLE]),
        ("player/email", ["nobody", "a@b", "a@example.com\nBcc: x@y.z", "x" * 255 + "@example.com", 5, *NOT_STORABLE]),
        ("player/locale", ["zh_CN.UTF-8", "x" * 17, "中文", 5, *NOT_STORABLE]),
        ("channel", ["fax", "", 5, None, [], "API", "a\x00"]),
        ("category", ["AC-99", "ac-02", "x" * 9, 5, None, [], *NOT_STORABLE]),
        ("in_game_now", ["true", "yes", 1, 0, [], {}]),
        ("facts", ["x", 5, [], None, {f"f{n}": 1 for n in range(51)}]),
        (
            "facts/order",
            ["x" * 2001, {"a": {"b": 1}}, [["x"]], [1], ["x"] * 21, 1e300, *NOT_STORABLE, ["a\x00"]],
        ),
        ("attachments", ["x", 5, {}, [5], [None], ["x" * 37], ["6f1f6c3e"] * 11]),
    ],
)
def test_a_value_that_cannot_be_is_pointed_at(caller: Caller, path: str, values: list[Any]) -> None:
    for value in values:
        refused(caller, path, value)


@pytest.mark.parametrize("name", ["", " ", "x" * 61, "\u200b"])
def test_a_fact_has_a_name(caller: Caller, name: str) -> None:
    problem_of(caller.post("tickets", GOOD | {"facts": {name: "x"}}), 400)
    assert not Ticket.objects.exists()


@pytest.mark.parametrize(
    "unknown",
    [
        {"id": "5"}, {"status": "closed"}, {"assignee": "1"}, {"created_at": "2020-01-01T00:00:00Z"}, {"version": 9},
        {"is_restricted": False}, {"__class__": "x"}, {"tracking_url": "https://evil.example"}, {"Subject": "x"},
    ],
)  # fmt: skip
def test_a_field_that_nobody_may_set_is_refused(caller: Caller, unknown: dict[str, Any]) -> None:
    (name,) = unknown

    assert pointers_of(caller.post("tickets", GOOD | unknown)) == [f"#/{name}"]


def test_unknown_and_wrong_fields_are_told_in_one_answer(caller: Caller) -> None:
    body = {"game": "", "extra": 1, "player": {"uid": "1", "more": 2}}

    assert pointers_of(caller.post("tickets", body)) == ["#/body", "#/extra", "#/game", "#/player/more", "#/subject"]


@pytest.mark.parametrize(
    "text",
    [
        "<img src=x onerror=alert(1)>", "{{ settings.SECRET_KEY }}{% load x %}", "\u202eABC\u2066", "a\u0301" * 90,
        "👩‍👩‍👧‍👦" * 20, "=HYPERLINK(1)", "'; DROP TABLE tickets_ticket; --", "%00%0a", "مرحبا שלום", "a" * 200,
    ],
)  # fmt: skip
def test_what_only_looks_dangerous_is_kept(caller: Caller, text: str) -> None:
    ticket = caller.post("tickets", GOOD | {"body": text, "subject": text})

    (message,) = caller.get(f"tickets/{ticket.json()['id']}/messages").json()["results"]
    assert ticket.status_code == 201
    assert message["body"] == text
    assert not {"\u202e", "\u2066"} & set(ticket.json()["subject"])


def test_the_same_player_twice_at_once_is_one(caller: Caller) -> None:
    for _ in range(2):
        caller.post("tickets", GOOD)

    assert (Player.objects.count(), Ticket.objects.count()) == (1, 2)


@pytest.mark.parametrize(
    ("body", "pointers"),
    [
        ({"category": "AC-99"}, ["#/category"]),
        ({"category": ""}, ["#/category"]),
        ({"category": None}, ["#/category"]),
        ({"priority": "P9"}, ["#/priority"]),
        ({"priority": 1}, ["#/priority"]),
        ({"priority": None}, ["#/priority"]),
        ({"group": "NOPE"}, ["#/group"]),
        ({"group": None}, ["#/group"]),
        ({"assignee": "0"}, ["#/assignee"]),
        ({"assignee": 1}, ["#/assignee"]),
        ({"assignee": "9223372036854775808"}, ["#/assignee"]),
        ({"tags": "x"}, ["#/tags"]),
        ({"tags": ["x"] * 21}, ["#/tags"]),
        ({"tags": ["x", ""]}, ["#/tags/1"]),
        ({"tags": ["x" * 41]}, ["#/tags/0"]),
        ({"tags": [None]}, ["#/tags/0"]),
        ({"subject": "\u200b"}, ["#/subject"]),
        ({"subject": "x" * 201}, ["#/subject"]),
        ({"facts": []}, ["#/facts"]),
        ({"facts": {"a": {}}}, ["#/facts/a"]),
        ({"status": "closed"}, ["#/status"]),
        ({"game": "xinghai"}, ["#/game"]),
        ({"player": {"id": "2", "email": "mine@example.com"}}, ["#/player"]),
        ({"owner": "1", "restricted": False, "version": 5}, ["#/owner", "#/restricted", "#/version"]),
        ([], ["#"]),
        ("x", ["#"]),
    ],
)
def test_a_change_that_cannot_be_is_pointed_at(caller: Caller, body: Any, pointers: list[str]) -> None:
    ticket = make_ticket()

    response = caller.patch(f"tickets/{ticket.pk}", body if body != "x" else '"x"')

    assert pointers_of(response) == pointers
    assert Ticket.objects.get(pk=ticket.pk).version == ticket.version


def test_an_empty_change_changes_nothing(caller: Caller) -> None:
    ticket = make_ticket()

    assert caller.patch(f"tickets/{ticket.pk}", {})["ETag"] == f'"{ticket.version}"'


@pytest.mark.parametrize(
    "query",
    [
        "status=nope", "status=", "status=new,nope", "status=NEW", "priority=P9", "priority=1", "priority=",
        "assignee=x",
        "assignee=-1", "assignee=9223372036854775808", "assignee=1e3", "player=x", "player=me", "player=none",
        "created_after=yesterday", "created_after=2026-11-21", "created_after=2026-11-21T00:00:00", "created_before=0",
        "created_before=99999-01-01T00:00:00Z", "updated_after=", "q=", "q=%20", "q=%E2%80%8B", "group=", "game=",
        "tag=", "tag=,", "category=", "ordering=assigned_to__password", "ordering=player__email",
        "ordering=-assignee__password",
        "q=" + "+".join(["ab"] * 60),
        "assigned_to__password__startswith=pbkdf2", "page_size=1000", "status=new&status=open",
    ],
)  # fmt: skip
def test_a_filter_that_cannot_be_is_a_400(caller: Caller, query: str) -> None:
    problem = problem_of(caller.get(f"tickets?{query}"), 400)

    assert problem["code"] == "validation"
    assert [error["in"] for error in problem["errors"]] == ["query"]


@pytest.mark.parametrize(
    "query",
    [
        "q=" + "x" * 200, "q=%25%25%25", "q=%27%22%5C", "q=()|%26!:*", "q=%F0%9F%98%80",
        "q=会", "q=9" + "9" * 100, "group=%27--", "game=%25", "tag=%22%7D%7B", "category=%25_",
        "created_after=2026-11-21T08:00:00%2B08:00&created_before=2026-11-22T00:00:00Z&updated_after=2020-01-01T00:00:00Z",
    ],
)  # fmt: skip
def test_a_filter_that_finds_nothing_is_an_empty_page(caller: Caller, query: str) -> None:
    make_ticket()

    assert caller.get(f"tickets?{query}").json()["results"] == []


def test_each_filter_finds_its_tickets(caller: Caller) -> None:
    ticket = make_ticket(body="断线重连失败")
    other = make_ticket(body="充值没到账")
    caller.patch(f"tickets/{ticket.pk}", {"tags": ["回访", "vip"], "priority": "P1", "category": "AC-02"})
    caller.patch(f"tickets/{other.pk}", {"priority": "P3", "category": "PY-01"})
    caller.post(f"tickets/{ticket.pk}/take")
    pk = str(ticket.pk)

    def found(query: str) -> list[str]:
        return [row["id"] for row in caller.get(f"tickets?{query}&ordering=created_at").json()["results"]]

    assert found("status=open") == found("assignee=me") == found("tag=回访") == found("tag=vip,回访") == [pk]
    assert found("priority=P1") == found("category=AC") == found("category=AC-02") == [pk]
    assert found("q=断线重连") == found(f"q={ticket.number}") == found(f"player={ticket.player_id}") == [pk]
    assert found("assignee=none") == found("status=new") == found("q=到账") == [str(other.pk)]
    assert found("game=huanle") == found("status=new,open") == found("group=FL") == [pk, str(other.pk)]
    assert found(f"assignee={caller.agent.pk},none") == [pk, str(other.pk)]
    assert found("tag=回访,nope") == found("category=AC-01") == []
    assert Message.objects.count() == 2
