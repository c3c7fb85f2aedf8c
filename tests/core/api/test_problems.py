"""Refusals: one shape everywhere below /api/, in the asked language, and never a server error on bad input."""

import json

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.test import Client, RequestFactory
from rest_framework import exceptions

from core.api.errors import problem_response
from core.api.renderers import to_json
from core.errors import NotThere, TooMany
from tests.factories.api import BASE, Caller, pointers_of, problem_of
from tests.factories.people import make_agent, make_game

pytestmark = pytest.mark.django_db


@pytest.fixture
def caller() -> Caller:
    make_game("huanle")
    return Caller(make_agent("integrator"))


@pytest.mark.parametrize(
    "path", ["nothing", "tickets/1/fly", "tickets/1/2/3", "games/1/x", "%F0%9F%90%9F", "../v2", "debug"]
)
@pytest.mark.parametrize("accept", ["*/*", "application/json", "text/html", "image/png", ""])
def test_an_unknown_address_is_a_problem_whatever_is_accepted(caller: Caller, path: str, accept: str) -> None:
    assert problem_of(caller.get(path, Accept=accept), 404)["code"] == "not_found"


@pytest.mark.parametrize("accept", ["application/json", "application/xml", "text/html;q=0.1", "nonsense"])
def test_answers_and_refusals_are_json_whatever_is_accepted(caller: Caller, accept: str) -> None:
    assert caller.get("games", Accept=accept)["Content-Type"] == "application/json"
    problem_of(caller.get("tickets/999", Accept=accept), 404)


def test_an_unknown_row_and_an_unknown_address_say_the_same(caller: Caller) -> None:
    row, address = (problem_of(caller.get(path), 404) for path in ("tickets/999", "nothing"))

    assert row | {"request_id": ""} == address | {"request_id": ""}


def test_problems_speak_the_asked_language(caller: Caller) -> None:
    english = problem_of(caller.get("tickets/999", Accept_Language="en-GB"), 404)["detail"]
    chinese = problem_of(caller.get("tickets/999", Accept_Language="zh-CN"), 404)["detail"]
    by_default = problem_of(caller.get("tickets/999"), 404)["detail"]

    assert english == "There is nothing here, or it is not yours to see."
    assert chinese == by_default != english


@pytest.mark.parametrize(
    ("verb", "path"),
    [
        ("delete", "tickets"),
        ("put", "tickets/1"),
        ("patch", "games"),
        ("post", "games"),
        ("get", "tickets/1/take"),
        ("trace", "games"),
    ],
)
def test_a_verb_that_the_address_does_not_know_is_a_405(caller: Caller, verb: str, path: str) -> None:
    response = caller.send(verb, path)

    assert problem_of(response, 405)["code"] == "method.not_allowed"
    assert "OPTIONS" in response["Allow"]


@pytest.mark.parametrize(
    "headers", [{"X_HTTP_Method_Override": "DELETE"}, {"X_Method_Override": "PATCH"}, {"X_HTTP_Method": "PUT"}]
)
def test_a_verb_cannot_be_overridden(caller: Caller, headers: dict[str, str]) -> None:
    assert caller.get("games", **headers).status_code == 200
    assert problem_of(caller.post("games", {"_method": "GET"}, **headers), 405)["code"] == "method.not_allowed"
    assert problem_of(caller.get("games?_method=DELETE", **headers), 400)["code"] == "validation"


def test_head_and_options_answer_without_a_body(caller: Caller) -> None:
    head, options = caller.send("head", "games"), caller.send("options", "tickets")

    assert (head.status_code, head.content) == (200, b"")
    assert (options.status_code, options.content) == (204, b"")
    assert {verb.strip() for verb in options["Allow"].split(",")} == {"GET", "POST", "HEAD", "OPTIONS"}


def test_other_origins_are_told_nothing(caller: Caller) -> None:
    for origin in ("null", "https://huanle.example.evil"):
        answer = caller.send("options", "tickets", Origin=origin, Access_Control_Request_Method="POST")
        assert not [name for name in answer.headers if name.lower().startswith("access-control")]


@pytest.mark.parametrize(
    "content_type",
    [
        "text/plain",
        "application/xml",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "json",
        "a/b/c",
        "text/json",
    ],
)
def test_another_content_type_is_a_415(caller: Caller, content_type: str) -> None:
    response = caller.post(
        "tickets", '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>', Content_Type=content_type
    )

    assert problem_of(response, 415)["code"] == "media_type.unsupported"


@pytest.mark.parametrize("slashes", ["/", "//"])
def test_a_closing_slash_changes_nothing(caller: Caller, slashes: str) -> None:
    plain, slashed = caller.get("games"), caller.get("games" + slashes)

    assert (slashed.status_code, slashed.content) == (plain.status_code, plain.content)
    problem_of(caller.get("tickets/1" + slashes), 404)
    assert caller.post("tickets" + slashes, {}).status_code == 400


@pytest.mark.parametrize(
    "path",
    [
        "games?page_size=%00",
        "tickets?q=%00",
        "tickets/%00",
        "tickets?q=%ff",
        "ga%00mes",
        "tickets?%00=1",
        "tickets?q=%ED%A0%80",
    ],
)
def test_bytes_that_cannot_be_text_are_refused(caller: Caller, path: str) -> None:
    problem_of(caller.get(path), 400)


@pytest.mark.parametrize("pk", ["9223372036854775808", "-1", "1e3", "１２", "0x1", "1.0", " 1", "null", "9" * 400, "٣"])
@pytest.mark.parametrize(
    "path", ["tickets/{}", "players/{}", "attachments/{}", "tickets/{}/messages", "tickets/{}/events"]
)
def test_what_cannot_be_an_id_is_not_there(caller: Caller, path: str, pk: str) -> None:
    assert problem_of(caller.get(path.format(pk)), 404)["code"] == "not_found"


def test_a_request_id_of_the_caller_comes_back(caller: Caller) -> None:
    assert problem_of(caller.get("nothing", X_Request_Id="trace-4711-abc"), 404)["request_id"] == "trace-4711-abc"
    assert problem_of(caller.get("nothing", X_Request_Id="a\tb<script>"), 404)["request_id"] != "a\tb<script>"


def test_pointers_escape_what_json_pointers_use(caller: Caller) -> None:
    response = caller.post("tickets", {"a/b~c": 1})

    assert "#/a~1b~0c" in pointers_of(response)


def test_nothing_of_an_answer_may_be_cached_by_others(caller: Caller) -> None:
    assert caller.get("games")["Cache-Control"] == "private, no-cache"
    assert caller.post("tickets", {})["Cache-Control"] == "no-store"


def test_the_root_lists_the_resources() -> None:
    for path in ("/api/v1/", "/api/v1"):
        index = Client().get(path)
        assert index.status_code == 200
        assert json.loads(index.content)["resources"]["tickets"].endswith(BASE + "tickets")


@pytest.mark.parametrize(
    ("error", "status", "code"),
    [
        (Http404("secret path"), 404, "not_found"),
        (PermissionDenied("secret reason"), 403, "permission.denied"),
        (TooMany(7), 429, "rate.limited"),
        (exceptions.NotFound(), 404, "not_found"),
        (exceptions.ValidationError(["plain"]), 400, "validation"),
        (exceptions.ValidationError([{"a": ["x"]}, {}]), 400, "validation"),
    ],
)
def test_what_a_framework_raises_is_a_problem_of_ours(error: Exception, status: int, code: str) -> None:
    request = RequestFactory().get("/api/v1/games")

    answer = problem_response(error, {"request": request})

    assert answer is not None
    assert (answer.status_code, answer.data["code"]) == (status, code)
    assert "secret" not in str(answer.data)
    assert answer.get("Retry-After") == ("7" if status == 429 else None)


def test_a_mistake_of_ours_is_left_to_be_logged_as_one() -> None:
    assert problem_response(ZeroDivisionError(), {"request": RequestFactory().get("/")}) is None


def test_an_answer_says_lazy_texts_and_refuses_what_json_cannot_say() -> None:
    assert to_json({"text": NotThere.message}).startswith(b'{"text":"')
    with pytest.raises(TypeError, match="set"):
        to_json({1, 2})
    with pytest.raises(ValueError, match="JSON"):
        to_json(float("nan"))
