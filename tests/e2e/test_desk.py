"""The desk in a browser: by keyboard, live, with undo and the stale-send guard. Nothing may be said on the console."""

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, WebSocketRoute, expect

from core.models import Actor, Agent, OutboxEntry
from tests.e2e.conftest import Site
from tests.factories.people import PASSWORD, load_reference, make_agent, make_player
from tests.factories.tickets import make_ticket
from tests.processes import until
from tickets.actions import lifecycle, replies
from tickets.actions.reference import load_reference as load_views
from tickets.enums import DraftState, Status
from tickets.models import Draft, LifecyclePolicy, Message, Ticket

pytestmark = [pytest.mark.slow]


@pytest.fixture
def rows() -> None:
    load_reference()
    load_views()
    LifecyclePolicy.objects.update_or_create(game=None, defaults={"undo_send_seconds": 3})


@pytest.fixture
def open_desk(site: Site, browser: Browser, browser_context_args: dict[str, Any]) -> Iterator[Callable[..., Page]]:
    """Return a function that opens the desk for an agent; at the end every page must have been silent."""
    contexts: list[BrowserContext] = []
    complaints: list[str] = []

    def opened(agent: Agent, path: str = "/desk/", **options: Any) -> Page:
        context = browser.new_context(**(browser_context_args | {"base_url": site.url} | options))
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: complaints.append(f"{message.type}: {message.text}"))
        page.on("pageerror", lambda error: complaints.append(f"error: {error}"))
        page.goto(f"/accounts/login/?next={path}")
        page.fill('input[name="login"]', agent.email)
        page.fill('input[name="password"]', PASSWORD)
        page.keyboard.press("Enter")
        page.wait_for_url(lambda url: "/accounts/" not in url)
        if options.get("java_script_enabled", True):
            expect(page.locator("desk-live:defined")).to_have_count(1)
        return page

    yield opened
    for context in contexts:
        context.close()
    said = "the server responded with a status of"  # how Chromium notes the refusals that a test provokes
    refused = (f"{said} 409", f"{said} 422")
    assert "\n".join(complaint for complaint in complaints if not any(part in complaint for part in refused)) == ""


def player_says(ticket: Ticket, text: str) -> None:
    replies.receive_message(ticket.pk, by=Actor.of_player(ticket.player_id, "青衫落拓"), body=text)


def is_live(page: Page) -> None:
    expect(page.locator(".livedot")).to_have_attribute("data-state", "on")


def test_space_takes_the_next_ticket_and_says_when_nothing_waits(rows, open_desk):
    agent = make_agent(name="林夏", languages=["zh-Hans", "en"])
    ticket = make_ticket(subject="下一张就是我")
    page = open_desk(agent)

    is_live(page)
    page.locator("#list .pane-head button[popovertarget=orders]").focus()
    page.keyboard.press("Space")
    expect(page.locator("#orders")).to_be_visible()
    assert Ticket.objects.filter(assignee=agent).count() == 0
    page.keyboard.press("Escape")
    page.locator("#conv-title, h1").first.click()
    page.keyboard.press("Space")

    expect(page.locator("#conv-title")).to_have_text("下一张就是我")
    expect(page).to_have_url(f"{page.url.split('/desk')[0]}/desk/tickets/{ticket.number}")
    assert Ticket.objects.get(pk=ticket.pk).assignee == agent
    page.keyboard.press("Space")
    expect(page.locator("#toasts .toast")).to_have_count(1)
    expect(page.locator("#conv-title")).to_have_text("下一张就是我")


def test_a_ticket_is_worked_by_keyboard_alone(rows, open_desk):
    agent = make_agent(name="林夏")
    first, second = make_ticket(subject="第一张"), make_ticket(subject="第二张")
    page = open_desk(agent)

    page.keyboard.press("j")
    expect(page.locator(f"#t{first.pk} > a")).to_be_focused()
    page.keyboard.press("j")
    expect(page.locator(f"#t{second.pk} > a")).to_be_focused()
    page.keyboard.press("k")
    page.keyboard.press("Enter")
    expect(page.locator("#conv-title")).to_have_text("第一张")
    expect(page).to_have_url(f"{page.url.split('/desk')[0]}/desk/tickets/{first.number}")
    expect(page.locator(f"#t{first.pk} > a")).to_have_attribute("aria-current", "true")

    page.keyboard.press("i")
    expect(page.locator("#conv-head .status")).to_have_attribute("data-s", "open")
    page.keyboard.press("r")
    text = page.locator("textarea[name=body]")
    expect(text).to_be_focused()
    page.keyboard.type("您好，正在为您查")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#msgs .msg--sending")).to_contain_text("正在为您查")
    expect(page.locator("undo-toast")).to_be_visible()
    expect(text).to_have_value("")
    expect(page.locator("#msgs .msg--agent:not(.msg--sending)")).to_contain_text("正在为您查", timeout=15_000)
    assert Message.objects.filter(ticket=first, author=agent, body="您好，正在为您查").count() == 1

    page.keyboard.press("Escape")
    page.keyboard.press("e")
    page.locator("#deed textarea[name=summary]").fill("清理缓存")
    page.locator("#deed input[name=root_cause]").fill("缓存损坏")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#conv-head .status")).to_have_attribute("data-s", "resolved")
    expect(page.locator("#deed")).to_be_hidden()


def test_keys_are_letters_while_somebody_writes_or_an_input_method_composes(rows, open_desk):
    agent = make_agent()
    ticket = make_ticket(Status.OPEN, agent=agent)
    page = open_desk(agent, f"/desk/tickets/{ticket.number}")

    page.keyboard.press("n")
    text = page.locator("textarea[name=body]")
    expect(text).to_be_focused()
    page.keyboard.type("e a h i")
    expect(text).to_have_value("e a h i")
    expect(page.locator("#deed")).to_be_hidden()
    page.keyboard.press("Escape")
    composing = (
        "() => document.body.dispatchEvent(new KeyboardEvent('keydown', {key: 'e', isComposing: true, bubbles: true}))"
    )
    page.evaluate(composing)
    expect(page.locator("#deed")).to_be_hidden()
    page.keyboard.press("h")
    expect(page.locator("#deed select[name=group]")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("#deed")).to_be_hidden()


def test_a_sent_text_is_taken_back_with_one_key(rows, open_desk):
    LifecyclePolicy.objects.update(undo_send_seconds=60)
    agent = make_agent()
    ticket = make_ticket(Status.OPEN, agent=agent)
    page = open_desk(agent, f"/desk/tickets/{ticket.number}")
    text = page.locator("textarea[name=body]")

    text.fill("写错了")
    page.locator(".btn--send").click()
    expect(page.locator("#msgs .msg--sending")).to_be_visible()
    page.locator("#conv-title").focus()
    page.keyboard.press("u")

    expect(text).to_have_value("写错了")
    expect(page.locator("#msgs .msg--sending")).to_have_count(0)
    expect(text).to_be_focused()
    page.keyboard.type("吗")
    expect(text).to_have_value("写错了吗")
    assert not Message.objects.filter(ticket=ticket, author=agent).exists()


def test_what_is_new_arrives_without_a_jump_and_does_not_count_as_read_while_writing(rows, open_desk):
    agent, colleague = make_agent(name="林夏"), make_agent(name="陈默")
    ticket = make_ticket(Status.OPEN, agent=agent)
    page = open_desk(agent, f"/desk/tickets/{ticket.number}")
    is_live(page)
    text = page.locator("textarea[name=body]")
    text.fill("我正在写")

    replies.send_reply(ticket.pk, by=Actor.of_agent(colleague), body="我先答了")

    expect(page.locator("#msgs")).to_contain_text("我先答了", timeout=10_000)
    expect(page.locator("#newsbar button")).to_be_visible()
    expect(text).to_have_value("我正在写")
    expect(text).to_be_focused()
    page.keyboard.press("Control+Enter")
    stale = page.locator(".stale")
    expect(stale).to_contain_text("陈默")
    expect(stale.locator("blockquote")).to_have_text("我先答了")
    expect(text).to_have_value("我正在写")
    assert not Draft.objects.filter(ticket=ticket, state="queued").exists()

    page.locator(".btn--send").click()
    expect(page.locator("#msgs .msg--sending")).to_contain_text("我正在写")


def test_new_words_count_as_read_when_nobody_is_writing(rows, open_desk):
    agent = make_agent()
    ticket = make_ticket(Status.OPEN, agent=agent)
    page = open_desk(agent, f"/desk/tickets/{ticket.number}")
    is_live(page)

    player_says(ticket, "还在吗")
    expect(page.locator("#msgs")).to_contain_text("还在吗", timeout=10_000)
    expect(page.locator("#newsbar button")).to_have_count(0)
    page.locator("textarea[name=body]").fill("在的")
    page.locator(".btn--send").click()

    expect(page.locator("#msgs .msg", has_text="在的")).to_have_count(1, timeout=15_000)  # it is not held back as stale


def test_rows_and_counts_change_in_place_and_new_rows_wait(rows, open_desk):
    agent, colleague = make_agent(), make_agent(name="陈默")
    ticket, other = make_ticket(subject="会变的"), make_ticket(subject="会走的")
    page = open_desk(agent)
    is_live(page)
    page.locator(f"#t{ticket.pk} > a").focus()
    before = page.locator(f"#t{ticket.pk}").bounding_box()

    lifecycle.take(ticket.pk, by=Actor.of_agent(colleague))
    expect(page.locator(f"#t{ticket.pk} .avatar[title=陈默]")).to_be_visible(timeout=10_000)
    expect(page.locator(f"#t{ticket.pk} > a")).to_be_focused()
    assert page.locator(f"#t{ticket.pk}").bounding_box() == before

    lifecycle.take(other.pk, by=Actor.of_agent(colleague))
    lifecycle.resolve(other.pk, by=Actor.of_agent(colleague), summary="a", root_cause="b")
    expect(page.locator(f"#t{other.pk} > a.is-leaving")).to_be_visible(timeout=10_000)
    expect(page.locator('#views-nav [data-slug="all"] .count')).to_have_text("1")

    make_ticket(subject="刚来的", player=make_player(nickname="听雨客"))
    button = page.locator("[data-list-news]")
    expect(button).to_be_visible(timeout=10_000)
    expect(page.locator(".tks")).not_to_contain_text("刚来的")
    button.click()
    expect(page.locator(".tks")).to_contain_text("刚来的")
    expect(page.locator(".tks")).not_to_contain_text("会走的")


def test_what_a_dead_line_swallowed_is_caught_up_by_number(rows, open_desk):
    agent = make_agent()
    ticket = make_ticket(Status.OPEN, agent=agent)
    page = open_desk(agent, "/desk/views/closed")
    lines: list[WebSocketRoute] = []

    def through(line: WebSocketRoute) -> None:
        lines.append(line)
        server = line.connect_to_server()
        if len(lines) == 1:  # the first line hears nothing of what the server says
            server.on_message(lambda _said: None)

    page.route_web_socket("**/ws/desk", through)
    with page.expect_response("**/desk/hints?*"):  # what is asked when the line opens must be over
        page.goto(f"/desk/tickets/{ticket.number}")
    is_live(page)
    page.wait_for_load_state("networkidle")  # nor may what comes after the page bring it
    player_says(ticket, "断线时写的")
    until(lambda: not OutboxEntry.objects.exists(), seconds=10, what="the hint has been sent")
    expect(page.locator("#msgs")).not_to_contain_text("断线时写的")

    lines[0].close()

    expect(page.locator("#msgs")).to_contain_text("断线时写的", timeout=15_000)
    is_live(page)


def test_drafts_survive_a_reload_and_reply_and_note_keep_their_own(rows, open_desk):
    agent = make_agent()
    ticket = make_ticket(Status.OPEN, agent=agent)
    page = open_desk(agent, f"/desk/tickets/{ticket.number}")
    text = page.locator("textarea[name=body]")

    text.fill("给玩家的话")
    page.locator("label[data-key=n]").click()
    expect(text).to_have_value("")
    text.fill("给同事的话")
    page.locator("label[data-key=r]").click()
    expect(text).to_have_value("给玩家的话")
    until(lambda: Draft.objects.filter(ticket=ticket).count() == 2, seconds=10, what="both drafts are kept")
    page.reload()

    page.locator("label[data-key=n]").click()
    expect(text).to_have_value("给同事的话")
    page.locator("label[data-key=r]").click()
    expect(text).to_have_value("给玩家的话")


def test_a_macro_fills_the_text_and_brings_its_promise(rows, open_desk):
    agent = make_agent(name="林夏")
    ticket = make_ticket(Status.OPEN, agent=agent)
    page = open_desk(agent, f"/desk/tickets/{ticket.number}")

    page.keyboard.press("m")
    search = page.locator("#macros input")
    expect(search).to_be_focused()
    page.keyboard.type("约定")
    page.keyboard.press("Enter")

    text = page.locator("textarea[name=body]")
    expect(text).not_to_have_value("")
    assert "{{" not in text.input_value()
    expect(page.locator('input[name=promise][value="60"]')).to_be_checked()
    begins = text.input_value()[:12]
    text.fill("您好")
    page.keyboard.press("Escape")
    page.keyboard.press("m")
    expect(search).to_be_focused()
    page.keyboard.type("约定")
    page.keyboard.press("Enter")
    expect(text).to_have_value(re.compile(f"^您好\n{re.escape(begins)}"))  # not glued to it


def test_the_own_menu_is_whole_in_a_low_window_and_on_a_phone(rows, open_desk):
    for width, height in ((1440, 900), (1024, 500), (390, 700)):
        page = open_desk(make_agent(), viewport={"width": width, "height": height})
        page.locator('button[popovertarget="me-menu"]').click()
        box = page.locator("#me-menu").bounding_box()
        assert box["y"] >= 0
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= width
        assert box["y"] + box["height"] <= height
        page.locator("#me-menu > a").last.scroll_into_view_if_needed()
        expect(page.locator("#me-menu > a").last).to_be_in_viewport(ratio=1)
        if height == 900:
            assert page.evaluate("(m => m.scrollHeight <= m.clientHeight)(document.getElementById('me-menu'))")


def test_a_deed_that_comes_too_late_shows_what_is_new(rows, open_desk):
    agent, colleague = make_agent(name="林夏"), make_agent(name="陈默")
    ticket = make_ticket(Status.OPEN, agent=agent)
    page = open_desk(agent, f"/desk/tickets/{ticket.number}")
    page.keyboard.press("h")
    page.locator("#deed select[name=group]").select_option(index=1)
    page.locator("#deed textarea[name=note]").fill("请看一下")

    replies.add_note(ticket.pk, by=Actor.of_agent(colleague), body="先别转")
    page.locator("#deed .btn--primary").click()

    expect(page.locator("#deed .stale")).to_contain_text("先别转")
    expect(page.locator("#deed textarea[name=note]")).to_have_value("请看一下")
    page.locator("#deed .btn--primary").click()
    expect(page.locator("#deed")).to_be_hidden()
    ticket.refresh_from_db()
    assert ticket.assignee_id is None


def test_a_text_sent_at_once_is_no_draft_any_more(rows, open_desk):
    agent = make_agent()
    ticket = make_ticket(Status.OPEN, agent=agent)
    page = open_desk(agent, f"/desk/tickets/{ticket.number}")
    text = page.locator("textarea[name=body]")

    page.keyboard.press("r")
    page.keyboard.type("马上发出")
    with page.expect_response("**/send"):
        page.keyboard.press("Control+Enter")
    expect(page.locator("#msgs .msg--agent:not(.msg--sending)")).to_contain_text("马上发出", timeout=15_000)
    page.reload()

    expect(text).to_have_value("")
    assert not Draft.objects.filter(state=DraftState.WRITING).exists()


def test_a_text_that_came_too_late_stands_in_the_composer_again_with_what_was_begun_since(rows, open_desk):
    agent = make_agent()
    ticket = make_ticket(Status.OPEN, agent=agent)
    page = open_desk(agent, f"/desk/tickets/{ticket.number}")
    is_live(page)

    page.keyboard.press("r")
    page.keyboard.type("我这就查")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#msgs .msg--sending")).to_contain_text("我这就查")
    player_says(ticket, "已经好了")
    page.keyboard.press("r")
    page.keyboard.type("还有一句")

    expect(page.locator("#composer .stale")).to_contain_text("已经好了", timeout=15_000)
    expect(page.locator("textarea[name=body]")).to_have_value("我这就查\n\n还有一句")
    expect(page.locator("textarea[name=body]")).to_be_focused()
    page.keyboard.press("Control+Enter")
    expect(page.locator("#msgs .msg--agent:not(.msg--sending)")).to_contain_text("还有一句", timeout=15_000)


def test_a_note_and_then_a_reply_both_go_out(rows, open_desk):
    agent = make_agent()
    ticket = make_ticket(Status.OPEN, agent=agent)
    page = open_desk(agent, f"/desk/tickets/{ticket.number}")

    for key, words in (("n", "先记一笔"), ("r", "我这就查")):
        page.keyboard.press(key)
        page.keyboard.type(words)
        page.keyboard.press("Control+Enter")
        expect(page.locator("#msgs .msg--sending", has_text=words)).to_be_visible()
        page.keyboard.press("Escape")

    for words in ("先记一笔", "我这就查"):
        expect(page.locator("#msgs .msg:not(.msg--sending)", has_text=words)).to_be_visible(timeout=15_000)
    expect(page.locator("#composer .stale")).to_have_count(0)


def test_a_style_that_a_script_set_is_not_written_back_by_a_swap(rows, open_desk):
    agent = make_agent()
    ticket = make_ticket(subject="样式")
    page = open_desk(agent, f"/desk/tickets/{ticket.number}")

    page.evaluate("() => document.querySelectorAll('[id]').forEach((node) => node.style.setProperty('--placed', '1'))")
    page.keyboard.press("i")

    expect(page.locator("#conv-head .status")).to_have_attribute("data-s", "open")  # and the policy has no complaint


def test_news_do_not_take_away_a_form_that_waits_for_its_answer(rows, open_desk):
    agent = make_agent()
    ticket = make_ticket(subject="同时发生")
    page, held = open_desk(agent, f"/desk/tickets/{ticket.number}"), []
    page.route("**/take", lambda route: held.append(route))  # noqa: PLW0108 -- a method of a list cannot be marked, as the driver does
    page.reload()  # so that the hold is there before the page's own requests begin
    is_live(page)

    expect(page.locator('#conv-head [data-key="i"]')).to_be_visible()
    page.keyboard.press("i")
    page.wait_for_function("() => document.querySelector('.htmx-request')")
    player_says(ticket, "我又试了一次")
    expect(page.locator("#msgs")).to_contain_text("我又试了一次")
    held[0].continue_()

    expect(page.locator("#conv-head .status")).to_have_attribute("data-s", "open")


def test_the_page_after_a_swap_is_the_page_after_a_reload(rows, open_desk):
    agent = make_agent(name="林夏")
    make_ticket(subject="一")
    ticket = make_ticket(subject="二")
    page = open_desk(agent)
    page.locator(f"#t{ticket.pk} > a").click()
    expect(page.locator("#conv-title")).to_have_text("二")
    page.keyboard.press("i")
    expect(page.locator("#conv-head .status")).to_have_attribute("data-s", "open")
    is_live(page)
    swapped = _shape(page)

    page.reload()
    is_live(page)

    assert _shape(page) == swapped


def _shape(page: Page) -> str:
    """The desk as a person sees it once every part has come: its texts and its links, without the moments that run."""
    asked_for = page.locator('#main [hx-trigger="load"] > .no-js')
    expect(asked_for).to_have_count(0)
    shape: str = page.evaluate(SHAPE)
    return shape


SHAPE = """() => {
  const parts = ["a", "button", "h1", "h2", ".bubble", "dd", ".event"].map((part) => `#main ${part}`).join(",");
  const shown = [...document.querySelectorAll(parts)].filter((node) => node.checkVisibility());
  const lines = shown.map((node) =>
    [node.tagName, node.getAttribute("href"), node.getAttribute("aria-current"), node.innerText.trim()].join(" "));
  return lines.filter((line) => !line.includes(":")).join("\\n");
}"""


def test_without_scripts_a_ticket_is_read_taken_and_answered(rows, open_desk):
    agent = make_agent()
    ticket = make_ticket(subject="没有脚本")
    page = open_desk(agent, "/desk/", java_script_enabled=False)

    page.locator(f"#t{ticket.pk} > a").click()
    page.locator("#conv-head form button").click()
    page.locator("textarea[name=body]").fill("照样能答")
    page.locator(".btn--send").click()

    expect(page.locator("#msgs")).to_contain_text("照样能答")
    page.locator('#conv-head a[data-key="e"]').click()
    page.locator("textarea[name=summary]").fill("好了")
    page.locator("input[name=root_cause]").fill("误操作")
    page.locator("form.deed .btn--primary").click()
    ticket.refresh_from_db()
    assert ticket.status == Status.RESOLVED
