"""Static files are served beside the pages, and nothing else pays for it."""

import asyncio

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory

from helpdesk.middleware import StaticFilesMiddleware


def test_a_file_is_served_with_its_kind(client: Client) -> None:
    response = client.get("/static/img/favicon.svg")

    assert (response.status_code, response["Content-Type"]) == (200, "image/svg+xml")
    assert b"<svg" in b"".join(response)


def test_an_unknown_file_is_not_there(client: Client) -> None:
    assert client.get("/static/no-such-file.js").status_code == 404


def test_other_requests_stay_in_their_thread() -> None:
    seen = []

    def page(request: HttpRequest) -> HttpResponse:
        with pytest.raises(RuntimeError):
            asyncio.get_running_loop()
        seen.append(request.path)
        return HttpResponse("x")

    middleware = StaticFilesMiddleware(page)
    middleware.serve = None  # type: ignore[assignment]  # who came here would fail

    assert middleware(RequestFactory().get("/desk/")).content == b"x"
    assert seen == ["/desk/"]
