"""Bodies: what cannot be read, stored or survived is refused, quickly and with a reason."""

import time
from io import BytesIO
from typing import Any

import pytest
from django.http import HttpRequest

from core.api.parsers import MAX_BODY, StrictJsonParser, check_length
from core.errors import BodyTooLarge
from tests.factories.api import Caller, pointers_of, problem_of
from tests.factories.people import make_agent, make_game
from tickets.models import Ticket

pytestmark = pytest.mark.django_db


@pytest.fixture
def caller() -> Caller:
    make_game("huanle")
    return Caller(make_agent("integrator"))


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"{",
        b"nonsense",
        b'{"a": 1}{"b": 2}',
        b'{"a": NaN}',
        b'{"a": Infinity}',
        b'{"a": -Infinity}',
        b'{"a": 1e400}',
        b'{"a": ' + b"9" * 5000 + b"}",
        b'{"game": "huanle", "game": "xinghai"}',
        b'{"facts": {"a": 1, "a": 2}}',
        b'{"subject": "a\\u0000"}',
        b'{"facts": {"a": ["\\u0000"]}}',
        b'{"a\\u0000": 1}',
        b'{"subject": "\\ud800"}',
        b'{"subject": "\\udc00\\ud800"}',
        b'{"subject": "\x00"}',
        b'{"subject": "\xff\xfe"}',
        b'{"subject": "\xed\xa0\x80"}',
        '{"subject": "x"}'.encode("utf-16"),
        b"[" * 65 + b"]" * 65,
        b"[" * 10_000 + b"]" * 10_000,
        b'{"a":' * 10_000 + b"1" + b"}" * 10_000,
        b"[" + b"{}," * 100_000 + b"{}]",
        b"[1, 2]",
        b'"text"',
        b"12",
        b"null",
    ],
)
def test_a_body_that_cannot_be_read_is_a_400(caller: Caller, raw: bytes) -> None:
    response = caller.post("tickets", raw)

    assert problem_of(response, 400)["code"] == "validation"
    assert pointers_of(response)
    assert not Ticket.objects.exists()


def test_a_pair_of_surrogates_is_a_character(caller: Caller) -> None:
    body = '{"game":"huanle","subject":"\\ud83d\\ude00","body":"\\ud83d\\ude00","player":{"uid":"1"}}'

    assert caller.post("tickets", body).json()["subject"] == "😀"


def test_a_body_beyond_the_limit_is_refused_at_once(caller: Caller) -> None:
    for size in (MAX_BODY + 1, 50_000_000):
        body = b'{"subject": "' + b"x" * size + b'"}'
        start = time.perf_counter()
        response = caller.post("tickets", body)
        spent = time.perf_counter() - start
        assert problem_of(response, 413)["code"] == "body.too_large"
        assert spent < 5  # it is the test client that copies the body; the server reads none of it


def test_a_body_in_chunks_is_asked_for_its_length(caller: Caller) -> None:
    headers = {"Authorization": f"Bearer {caller.secret}", "Transfer-Encoding": "chunked"}

    response: Any = caller.client.generic("POST", "/api/v1/tickets", headers=headers)

    assert problem_of(response, 411)["code"] == "length.required"


def test_the_deepest_and_the_largest_body_that_pass(caller: Caller) -> None:
    nested = b'{"facts":' + b"[" * 63 + b"]" * 63 + b"}"
    large = b'{"facts": {"a": "' + b"x" * (MAX_BODY - 30) + b'"}}'

    assert "#/facts" in pointers_of(caller.post("tickets", nested))
    assert any(pointer.startswith("#/facts") for pointer in pointers_of(caller.post("tickets", large)))


def test_a_body_that_is_longer_than_announced_is_cut_off_by_the_limit() -> None:
    with pytest.raises(BodyTooLarge):
        StrictJsonParser().parse(BytesIO(b"1" * (MAX_BODY + 1)))


@pytest.mark.parametrize(("length", "is_refused"), [("10", False), ("11", True), ("", False), ("many", False)])
def test_the_announced_length_decides(length: str, is_refused: bool) -> None:
    request = HttpRequest()
    request.META = {"CONTENT_LENGTH": length}

    if is_refused:
        with pytest.raises(BodyTooLarge):
            check_length(request, 10)
    else:
        check_length(request, 10)
