"""Nothing jumps when a live update arrives: focus, caret, marked and typed words, and where everything stands."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from core.models import Actor, Agent
from tests.e2e.hands import Hands
from tests.e2e.test_desk import is_live, open_desk, player_says, rows  # noqa: F401 -- fixtures of the same desk
from tests.factories.people import make_agent, make_player
from tests.factories.tickets import make_ticket
from tests.tickets.actions.test_assignment_races import many_tickets
from tickets.actions import changes, lifecycle, replies
from tickets.enums import Priority, Status
from tickets.models import Ticket

pytestmark = [pytest.mark.slow]
PATIENCE = 15_000
STATE = """() => {
  const first = (box, parts) => {
    const top = box.getBoundingClientRect().top;
    const node = [...box.querySelectorAll(parts)].find((one) => one.getBoundingClientRect().top >= top);
    return [node.id, Math.round(node.getBoundingClientRect().top)];
  };
  const [list, talk] = [document.getElementById("tks"), document.getElementById("msgs")];
  const [at, text] = [document.activeElement, document.querySelector("textarea[name=body]")];
  const pushed = talk.getBoundingClientRect().top;
  return {
    list: [list.scrollTop, ...first(list, "li[data-id]")],
    talk: [Math.round(talk.scrollTop - pushed), ...first(talk, ".msg")],
    focus: at.getAttribute("name") ?? at.closest("li")?.id ?? at.id ?? at.tagName,
    same: at === (window.kept ??= at),
    caret: [text.selectionStart, text.selectionEnd],
    typed: text.value,
    marked: String(getSelection()),
    ended: window.ended ?? 0,
  };
}"""


@dataclass
class Desk:
    """A page in the middle of work, and what others do meanwhile."""

    page: Page
    ticket: Ticket
    listed: list[int]
    colleague: Agent
    visit: Callable[[], Page]
    waiting: int = 0

    def state(self) -> dict[str, Any]:
        found: dict[str, Any] = self.page.evaluate(STATE)
        return found

    def forget(self) -> None:
        """What has the focus from now on is what must keep it."""
        self.page.evaluate("() => { delete window.kept; }")

    def updates(self) -> Iterator[str]:
        """Each thing that others can do to what is on this page; when a name is given, the page shows it."""
        by, page = Actor.of_agent(self.colleague), self.page
        above, seen = self.listed.pop(0), self.listed.pop(25)
        for pk in (above, seen):
            lifecycle.take(pk, by=by)
            expect(page.locator(f"#t{pk} .avatar[title=陈默]")).to_have_count(1, timeout=PATIENCE)
        yield "a colleague takes tickets of the list"
        self.waiting += 1
        player_says(self.ticket, f"第{self.waiting}次：还在吗？")
        expect(page.locator("#msgs")).to_contain_text(f"第{self.waiting}次：还在吗？", timeout=PATIENCE)
        yield "the player writes"
        make_ticket(subject="刚来的", player=make_player())
        expect(page.locator("[data-list-news]")).to_contain_text(f"{self.waiting} ", timeout=PATIENCE)
        yield "a ticket enters the list"
        other = self.visit()
        expect(page.locator("#presence")).to_contain_text("陈默", timeout=PATIENCE)
        yield "a colleague looks at the ticket"
        other.context.close()
        expect(page.locator("#presence")).not_to_contain_text("陈默", timeout=PATIENCE)
        yield "and goes away"

    def check_still(self) -> None:
        self.forget()
        before = self.state()
        for what in self.updates():
            assert self.state() == before, what


@pytest.fixture
def desk(rows: None, open_desk: Callable[..., Page]) -> Desk:  # noqa: F811 -- fixtures
    agent, colleague = make_agent(name="林夏"), make_agent(name="陈默")
    listed = many_tickets(60)
    ticket = make_ticket(Status.OPEN, agent=agent, player=make_player(nickname="听雨客"))
    for n in range(30):
        replies.receive_message(ticket.pk, by=Actor.of_player(ticket.player_id, "听雨客"), body=f"第 {n} 句\n" * 3)
    address = f"/desk/tickets/{ticket.number}"
    page = open_desk(agent, f"{address}?view=all")
    is_live(page)
    page.evaluate("() => document.addEventListener('compositionend', () => (window.ended = 1))")
    page.keyboard.press("j")
    for _ in range(24):
        page.keyboard.press("j")
    page.evaluate("() => { document.getElementById('msgs').scrollTop = 900; }")
    expect(page.locator("#tks > li[data-id]")).to_have_count(50)
    return Desk(page, ticket, listed, colleague, lambda: open_desk(colleague, address))


def test_what_is_read_and_focused_stays_where_it_is(desk: Desk) -> None:
    assert desk.state()["list"][0] > 300

    desk.check_still()


def test_what_is_typed_marked_and_composed_stays_as_it_is(desk: Desk) -> None:
    hands = Hands(desk.page, pinyin=True)
    hands.press("r")
    desk.page.keyboard.type("您好，我正在查，请稍等")
    hands.press("ArrowLeft", "ArrowLeft", "Shift+ArrowLeft", "Shift+ArrowLeft", "Shift+ArrowLeft")
    assert desk.state()["caret"] == [6, 9]
    desk.check_still()

    hands.press("End")
    hands.compose("xiexie")
    desk.check_still()
    hands.commit("谢谢")
    expect(desk.page.locator("textarea[name=body]")).to_have_value("您好，我正在查，请稍等谢谢")


def test_a_key_that_has_to_wait_for_the_draft_is_not_lost_when_the_ticket_changes_meanwhile(
    rows: None,  # noqa: F811 -- fixtures
    open_desk: Callable[..., Page],  # noqa: F811 -- fixtures
) -> None:
    agent, ticket = make_agent(), make_ticket(subject="写到一半")
    page, held = open_desk(agent), []
    page.route("**/draft", lambda route: held.append(route))  # noqa: PLW0108 -- a method of a list cannot be marked, as the driver does
    page.goto(f"/desk/tickets/{ticket.number}")
    is_live(page)
    page.keyboard.press("r")
    page.keyboard.type("还没保存")
    with page.expect_request("**/draft"):
        page.keyboard.press("Escape")
        page.keyboard.press("i")

    changes.change_ticket(ticket.pk, by=Actor.of_agent(make_agent()), priority=Priority.P0, reason="充值大户")
    expect(page.locator("#msgs")).to_contain_text("P0", timeout=PATIENCE)
    for route in held:
        route.continue_()

    expect(page.locator("#conv-head .status")).to_have_attribute("data-s", "open", timeout=PATIENCE)
    expect(page.locator("textarea[name=body]")).to_have_value("还没保存")
