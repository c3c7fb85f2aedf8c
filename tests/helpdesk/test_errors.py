"""What people see when something is refused or breaks: both languages, no page without words."""

import re

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.db import OperationalError
from django.http import HttpResponse, HttpResponseNotAllowed
from django.test import Client, RequestFactory
from django.utils import translation

from core.middleware import refuse
from helpdesk.middleware import EmptyAnswerMiddleware
from helpdesk.views import errors
from tests.factories.people import make_agent

pytestmark = pytest.mark.django_db


@pytest.fixture
def rf_get(rf: RequestFactory):
    request = rf.get("/support/t/x")
    request.request_id = "abcdef0123456789"
    request.user = AnonymousUser()
    return request


@pytest.mark.parametrize("status", sorted(errors.WORDS))
@pytest.mark.parametrize(("language", "lang"), [("zh-hans", "zh-Hans"), ("en", "en")])
def test_every_status_has_a_page_in_both_languages(rf_get, status: int, language: str, lang: str) -> None:
    with translation.override(language):
        response = errors.error_page(rf_get, status)
        title = str(errors.WORDS[status].title)

    html = response.content.decode()
    assert response.status_code == status
    assert f'lang="{lang}"' in html
    assert title in html
    assert "abcdef0123456789" in html


@pytest.mark.parametrize(("language", "title"), [("zh-hans", "我们这边出错了"), ("en", "Something broke on our side")])
def test_the_page_for_a_broken_server_needs_nothing_of_ours(rf_get, django_assert_num_queries, language, title) -> None:
    with translation.override(language), django_assert_num_queries(0):
        response = errors.server_error(rf_get)

    assert response.status_code == 500
    assert title in response.content.decode()


def test_when_even_that_page_breaks_there_are_words_in_both_languages(rf_get, settings) -> None:
    settings.TEMPLATES = []

    response = errors.server_error(rf_get)

    assert response.status_code == 500
    assert "出错了" in response.content.decode()


def test_a_database_that_is_away_is_said_to_come_back(rf_get) -> None:
    try:
        raise OperationalError("connection refused")
    except OperationalError:
        response = errors.server_error(rf_get)

    assert (response.status_code, response["Retry-After"]) == (503, "30")


@pytest.mark.parametrize(("error", "status"), [(RequestDataTooBig("x"), 413), (SuspiciousOperation("x"), 400)])
def test_too_much_is_told_apart_from_wrong(rf_get, error: Exception, status: int) -> None:
    assert errors.bad_request(rf_get, error).status_code == status


def test_a_form_without_our_token_says_what_to_do(rf_get) -> None:
    with translation.override("en"):
        response = errors.csrf_failure(rf_get, reason="CSRF cookie not set.")

    html = response.content.decode()
    assert response.status_code == 403
    assert "too old to be sent" in html
    assert "CSRF" not in html


def test_what_went_wrong_inside_a_page_is_told_in_two_sentences(rf: RequestFactory) -> None:
    request = rf.post("/desk/", headers={"HX-Request": "true"})
    request.request_id = "abcdef0123456789"

    with translation.override("en"):
        response = errors.csrf_failure(request)

    assert "This form is too old to be sent. It was opened in another session" in response.content.decode()


def test_a_program_gets_a_problem_document(rf: RequestFactory) -> None:
    request = rf.get("/api/v1/nowhere")
    request.request_id = "abcdef0123456789"

    response = errors.not_found(request, Exception())

    assert (response.status_code, response["Content-Type"]) == (404, "application/problem+json")


def test_htmx_gets_a_toast_and_leaves_the_page_alone(rf: RequestFactory) -> None:
    request = rf.get("/desk/", headers={"HX-Request": "true"})
    request.request_id = "abcdef0123456789"

    response = errors.forbidden(request, Exception())

    assert (response.status_code, response["HX-Retarget"]) == (403, "#toasts")
    assert 'class="toast toast--over"' in response.content.decode()


def test_a_wrong_method_gets_words_and_keeps_the_list_of_right_ones(rf_get) -> None:
    blank = EmptyAnswerMiddleware(lambda request: HttpResponseNotAllowed(["POST"]))

    response = blank(rf_get)

    assert (response.status_code, response["Allow"]) == (405, "POST")
    assert len(response.content) > 1000


def test_an_answer_with_words_of_its_own_is_left_alone(rf_get) -> None:
    said = EmptyAnswerMiddleware(lambda request: HttpResponse("own words", status=404))

    assert said(rf_get).content == b"own words"


def test_an_unknown_page_is_our_page(client: Client) -> None:
    response = client.get("/nowhere-at-all", headers={"Accept-Language": "en"})

    assert response.status_code == 404
    assert "Nothing here" in response.content.decode()


@pytest.mark.parametrize(
    ("language", "words"), [("zh-hans", "无法保存的字符"), ("en", "characters that cannot be stored")]
)
@pytest.mark.parametrize("path", ["/support/", "/desk/", "/accounts/login/"])
def test_what_is_refused_before_any_view_is_refused_in_the_readers_language(client, path, language, words) -> None:
    answer = client.get(f"{path}?a=%00", headers={"Accept-Language": language})

    assert answer.status_code == 400
    assert words in answer.content.decode()


@pytest.mark.parametrize(("language", "lang"), [("zh-hans", "zh-Hans"), ("en", "en")])
def test_too_much_is_refused_in_the_readers_language(client, settings, language, lang) -> None:
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000
    with translation.override(language):
        title = str(errors.WORDS[413].title)

    answer = client.post("/accounts/login/", {"login": "x" * 5000}, headers={"Accept-Language": language})

    assert answer.status_code == 413
    assert f'lang="{lang}"' in answer.content.decode()
    assert title in answer.content.decode()


def shown(response) -> str:
    """What a reader sees: the words between the marks."""
    html = response.content.decode().partition("<main")[2].partition("</main>")[0]
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


@pytest.mark.parametrize("path", ["/support/t/xxxxx", "/support/nowhere", "/support/t/" + "A" * 32 + "/thanks"])
def test_a_player_sees_no_raw_code(client: Client, path: str) -> None:
    response = client.get(path, headers={"Accept-Language": "en"})

    said = shown(response)
    assert response.status_code == 404
    assert [code for code in ("404", "link.invalid", "not_found") if code in said.split()] == []
    assert "To the help centre" in said


def test_a_bare_page_of_a_broken_server_shows_no_raw_code(rf_get) -> None:
    said = shown(errors.server_error(rf_get))

    assert "500" not in said.split()


def test_staff_who_may_not_are_led_to_the_desk() -> None:
    request = RequestFactory().get("/anywhere")
    request.user = make_agent("agent", language="en")

    with translation.override("en"):
        said = refuse(request, 403, "permission.denied", "You do not have the right to do this.")

    html = said.content.decode()
    assert 'href="/desk/"' in html
    assert ("permission.denied" in shown(said), "help centre" in shown(said)) == (False, False)
