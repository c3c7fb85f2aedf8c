"""What browsers report about our content policy."""

import json
import logging
from typing import Any

import pytest
from django.test import Client

from helpdesk.views.reports import PER_ADDRESS

pytestmark = pytest.mark.django_db
SECRET = "Zm9yZ290dGVuLXRva2Vu"


def report(body: bytes) -> int:
    return Client().post("/csp-reports", body, content_type="application/csp-report").status_code


def violation(**more: Any) -> bytes:
    told = {
        "document-uri": f"https://desk.example/support/t/{SECRET}",
        "effective-directive": "script-src-elem",
        "blocked-uri": f"https://evil.example/x.js?{SECRET}",
    }
    return json.dumps({"csp-report": told | more}).encode()


def test_a_violation_is_a_line_of_the_log_without_anybodys_key(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING, "helpdesk.views.reports"):
        assert report(violation()) == 204

    (line,) = [vars(record) for record in caplog.records if record.name == "helpdesk.views.reports"]
    assert (line["directive"], line["page"], line["blocked"]) == ("script-src-elem", "support", "evil.example")
    assert SECRET not in str(line)


@pytest.mark.parametrize(
    "body",
    [b"", b"7", b"null", b"[]", b"{", b'{"csp-report": 1}', b"[" * 5000, b"\xff\xfe", b"x" * 20_000,
     violation(**{"document-uri": "http://[", "blocked-uri": 7})],
)  # fmt: skip
def test_nonsense_gets_the_same_empty_answer(body: bytes) -> None:
    assert report(body) == 204


def test_a_flood_fills_no_log(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING, "helpdesk.views.reports"):
        for _ in range(PER_ADDRESS.burst + 5):
            report(violation())

    assert len([r for r in caplog.records if r.name == "helpdesk.views.reports"]) == PER_ADDRESS.burst
