"""Which changes a page asks for, and in what order, when very much changes at once."""

from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Request

from tests.e2e.test_desk import is_live, open_desk, rows  # noqa: F401 -- fixtures
from tests.factories.people import make_agent
from tests.factories.tickets import make_ticket
from tickets.enums import Status

pytestmark = [pytest.mark.slow]
HINTS = """(ids) => ids.forEach((id) => document.body.dispatchEvent(
  new CustomEvent("hint", { detail: { kind: "ticket.changed", id, seq: 1 } })))"""


def ids_of(url: str) -> list[str]:
    return parse_qs(urlsplit(url).query)["ids"][0].split(",")


def test_what_is_shown_is_asked_for_first_and_nothing_is_forgotten_however_much_has_changed(rows, open_desk):  # noqa: F811 -- fixtures
    agent = make_agent()
    ticket = make_ticket(Status.OPEN, agent=agent)
    page = open_desk(agent, f"/desk/tickets/{ticket.number}")
    is_live(page)
    asked: list[list[str]] = []

    def notice(request: Request) -> None:
        if "/desk/live?" in request.url:
            asked.append(ids_of(request.url))

    page.on("request", notice)

    elsewhere = [str(900_000 + n) for n in range(80)]
    with page.expect_request(lambda request: "/desk/live?" in request.url and elsewhere[-1] in ids_of(request.url)):
        page.evaluate(HINTS, [*elsewhere, str(ticket.pk)])

    assert str(ticket.pk) in asked[0]
    assert {one for ids in asked for one in ids} >= {*elsewhere, str(ticket.pk)}
    assert max(len(ids) for ids in asked) <= 60
