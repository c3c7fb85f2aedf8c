"""A player on a phone: the form, the page of the ticket, with and without scripts, in both languages and schemes."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from core.models import Actor
from tests.e2e.conftest import Site
from tests.factories.people import load_reference, make_agent, make_game
from tests.factories.tickets import make_ticket, relay_all
from tickets.actions import replies
from tickets.actions.tracking import live_link, token_for
from tickets.enums import Status
from tickets.models import Message, Ticket

STORY = "怎么回事啊?刚打的比赛中断了,太影响我的发挥了。"
PHONE, WIDTHS = {"width": 390, "height": 844}, (390, 768, 1080, 1280, 1440)
PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00"
WORDS = {
    "zh-CN": {"tile": "比赛或牌局中断", "h1": "收到了，谢谢您告诉我们", "now": "已收到，正在为您安排客服"},
    "en-GB": {
        "tile": "Match or hand cut off",
        "h1": "We have it. Thank you",
        "now": "We have it, an agent will be with you",
    },
}
OpenPage = Callable[..., Page]


@pytest.fixture(autouse=True)
def _game() -> None:
    load_reference()
    make_game()


@pytest.fixture
def open_page(browser: Browser, site: Site) -> Iterator[OpenPage]:
    """Open a browser of its own; at the end its console must have stayed silent."""
    said: list[str] = []
    contexts = []

    def open_one(path: str, **options: Any) -> Page:
        context = browser.new_context(base_url=site.url, **({"viewport": PHONE, "locale": "zh-CN"} | options))
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: said.append(f"{message.type}: {message.text}"))
        page.on("pageerror", lambda error: said.append(str(error)))
        page.goto(path)
        return page

    yield open_one
    for context in contexts:
        context.close()
    assert said == []


def serious(page: Page) -> list[str]:
    """What axe finds that would keep somebody out."""
    found = Axe().run(page).response["violations"]
    return [f"{v['id']}: {v['nodes'][0]['html'][:200]}" for v in found if v["impact"] in {"serious", "critical"}]


def page_of(ticket: Ticket) -> str:
    link = live_link(ticket)
    assert link is not None
    return f"/support/t/{token_for(link)}"


@pytest.mark.parametrize("locale", ["zh-CN", "en-GB"])
@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without"])
def test_a_player_tells_us_and_sees_it_arrive(open_page: OpenPage, locale: str, scripts: bool) -> None:
    words = WORDS[locale]
    page = open_page("/", locale=locale, java_script_enabled=scripts)
    page.locator(".games a").first.click()
    page.locator("label.cat", has_text=words["tile"]).click()
    if not scripts:
        page.locator("button[value=facts]").click()
    page.locator("[name=fact_network]").select_option("mobile")
    page.locator("[name=body]").fill(STORY)
    page.locator("[name=files]").set_input_files({"name": "断线.png", "mimeType": "image/png", "buffer": PNG})
    if scripts:
        expect(page.locator(".up[data-state=done]")).to_have_count(1)
    page.locator(".submit button").click()

    expect(page.locator("h1")).to_contain_text(words["h1"])
    page.locator("a.btn--primary").click()
    expect(page.locator("h1")).to_have_text(words["now"])
    expect(page.locator("#thread")).to_contain_text(STORY)
    expect(page.locator("#thread .file")).to_have_count(1)
    assert Ticket.objects.get().facts["network"] == "mobile"


def test_an_answer_appears_without_a_reload_and_leaves_what_is_being_typed(open_page: OpenPage) -> None:
    agent = make_agent("supervisor", name="林夏")
    ticket = make_ticket(Status.OPEN, agent=agent)
    page = open_page(page_of(ticket))
    page.locator("[name=body]").fill("我还想补充")

    replies.send_reply(ticket, by=Actor.of_agent(agent), body="专员半小时内给结论")

    expect(page.locator("#thread")).to_contain_text("专员半小时内给结论", timeout=15_000)
    expect(page.locator("[name=body]")).to_have_value("我还想补充")


def test_a_draft_survives_a_reload_and_is_gone_once_sent(open_page: OpenPage) -> None:
    page = open_page("/support/new?game=huanle&category=AC-02")
    page.locator("[name=body]").fill(STORY)
    expect(page.locator(".saved")).to_be_visible()
    page.reload()
    expect(page.locator("[name=body]")).to_have_value(STORY)
    page.locator(".submit button").click()
    expect(page.locator("h1")).to_contain_text("收到了")

    page.goto("/support/new?game=huanle&category=PY-01")

    expect(page.locator("[name=body]")).to_have_value("")


def test_a_double_click_sends_once(open_page: OpenPage) -> None:
    ticket = make_ticket(Status.OPEN)
    page = open_page(page_of(ticket))
    page.locator("[name=body]").fill("急急急")

    page.locator(".pbar button").last.dblclick()

    expect(page.locator(".pm--me")).to_have_count(2)
    assert Message.objects.filter(ticket=ticket, body="急急急").count() == 1


@pytest.mark.parametrize("locale", ["zh-CN", "en-GB"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nobody_is_kept_out_and_nothing_runs_over_the_edge(open_page: OpenPage, locale: str, scheme: str) -> None:
    ticket = make_ticket(Status.RESOLVED)
    page = open_page("/", locale=locale, color_scheme=scheme)

    for path in (
        "/",
        "/support/new?game=huanle&category=AC-02",
        "/support/mine",
        page_of(ticket),
        page_of(ticket) + "/thanks",
    ):
        page.goto(path)
        assert serious(page) == [], path
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 844})
            assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, (path, width)


def test_two_hundred_per_cent_text_still_fits_a_phone(open_page: OpenPage) -> None:
    ticket, closed = make_ticket(Status.PENDING), make_ticket(Status.CLOSED)
    relay_all()
    page = open_page("/")

    for path in ("/", "/support/new?game=huanle&category=AC-02", page_of(ticket), page_of(closed)):
        page.goto(path)
        page.evaluate("document.documentElement.style.fontSize = '200%'")
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, path
