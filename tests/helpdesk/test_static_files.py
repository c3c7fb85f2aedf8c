"""Static files come from in front of Django, with the headers that its pages have."""

from collections.abc import Iterable
from typing import Any
from wsgiref.util import FileWrapper, setup_testing_defaults

import pytest
from django.test import override_settings

from helpdesk.static_files import StaticFirst
from helpdesk.static_headers import add_headers


@pytest.fixture
def ask() -> Any:
    """Ask the application for a path; whatever is no file comes from behind and says so."""

    def behind(_environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        start_response("200 OK", [])
        return [b"behind"]

    application = StaticFirst(behind)

    def answer(path: str) -> tuple[str, dict[str, str], bytes]:
        environ: dict[str, Any] = {"PATH_INFO": path}
        setup_testing_defaults(environ)
        said: list[Any] = []
        parts = application(environ, lambda status, headers: said.extend([status, dict(headers)]))
        body = b"".join(parts)
        if isinstance(parts, FileWrapper):
            parts.close()
        return said[0], said[1], body

    return answer


def test_a_file_is_served_with_the_headers_of_a_page(ask):
    status, headers, body = ask("/static/css/base.css")

    assert status == "200 OK"
    assert b"{" in body
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "Strict-Transport-Security" not in headers


@override_settings(SECURE_HSTS_SECONDS=60, SECURE_HSTS_INCLUDE_SUBDOMAINS=True, SECURE_HSTS_PRELOAD=False)
def test_over_https_a_file_demands_https_as_a_page_does():
    headers: dict[str, str] = {}
    add_headers(headers, "", "")

    assert headers["Strict-Transport-Security"] == "max-age=60; includeSubDomains"


@pytest.mark.parametrize("path", ["/", "/desk/", "/static/", "/static/none.css", "/static/../manage.py", "/static/css"])
def test_everything_else_comes_from_behind(ask, path):
    assert ask(path)[2] == b"behind"
