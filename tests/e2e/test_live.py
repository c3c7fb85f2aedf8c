"""Which changes a page asks for, and in what order, when very much changes at once."""

from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Request, Route, expect

from core.models import Actor
from tests.e2e.test_desk import is_live, open_desk, rows  # noqa: F401 -- fixtures
from tests.factories.people import make_agent
from tests.factories.tickets import make_ticket
from tickets.actions.replies import send_reply
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


def test_the_tab_of_the_open_ticket_stays_in_front_whatever_changes_elsewhere(rows, open_desk):  # noqa: F811 -- fixtures
    agent = make_agent()
    first, second = (make_ticket(Status.OPEN, agent=agent) for _ in range(2))
    page = open_desk(agent, f"/desk/tickets/{first.number}")
    is_live(page)
    row, tab = page.locator(f"#t{second.pk} > a"), page.locator("#tabbar .tab.is-open")

    with page.expect_response(lambda answer: answer.headers.get("x-preloaded") == "1"):
        row.hover()
    row.click()

    expect(tab).to_have_attribute("data-tab-id", str(second.pk))
    expect(tab.locator("a")).to_have_attribute("aria-current", "page")
    with page.expect_response(lambda answer: "/desk/live?" in answer.url):
        page.evaluate(HINTS, ["900001"])
    page.evaluate("() => new Promise((done) => requestAnimationFrame(() => setTimeout(done)))")
    expect(tab).to_have_attribute("data-tab-id", str(second.pk))
    expect(tab.locator('[data-key="Shift+w"]')).to_have_count(1)


def test_what_was_asked_for_before_somebody_began_to_write_does_not_count_as_read(rows, open_desk):  # noqa: F811 -- fixtures
    agent, colleague = make_agent(), make_agent(name="陈默")
    ticket = make_ticket(Status.OPEN, agent=agent)
    page, held = open_desk(agent, f"/desk/tickets/{ticket.number}"), list[Route]()
    page.route("**/desk/live?*ticket=*", lambda route: route.continue_() if held else held.append(route))
    page.reload()
    is_live(page)

    with page.expect_request("**/desk/live?*ticket=*"):
        send_reply(ticket.pk, by=Actor.of_agent(colleague), body="我先答了")
    page.locator("textarea[name=body]").fill("我正在写")
    asked = parse_qs(urlsplit(held[0].request.url).query)
    held[0].continue_()

    assert "seen" not in asked
    expect(page.locator("#msgs")).to_contain_text("我先答了", timeout=10_000)
    expect(page.locator("#newsbar button")).to_be_visible()
