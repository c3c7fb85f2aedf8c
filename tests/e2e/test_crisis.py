"""The crisis protocol in a browser: the numbers go into the reply by one key, the player finds a phone to press."""

from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser, Page, expect

from core.models import Actor
from escalation.models import Crisis, CrisisMark
from tests.e2e.conftest import Site
from tests.e2e.test_desk import is_live, open_desk, rows  # noqa: F401 -- fixtures
from tests.factories.people import make_agent, make_player
from tests.factories.tickets import make_ticket, open_one
from tickets.actions.tracking import make_link, token_for
from tickets.models import Ticket

pytestmark = [pytest.mark.slow]


@dataclass(frozen=True)
class Tongue:
    """The words of the story in one language, where one player is."""

    locale: str
    code: str
    place: str
    cry: str
    number: str
    tel: str
    said: str
    gentle: str
    ask: str
    done: str
    call: str
    reached: str
    save: str


ZH = Tongue(
    "zh-CN", "zh-hans", "CN", "我撑不下去了，今晚就想自杀，你们不用回了", "12356", "tel:12356",
    "会有人接：全国统一心理援助热线 12356", "您不必一个人扛着", "直接问是否安全", "完成了“直接问是否安全”",
    "回访", "已联系上，人平安", "保存",
)  # fmt: skip
EN = Tongue(
    "en-US", "en", "GB", "i want to kill myself tonight, nobody would miss me", "116 123", "tel:116123",
    "Samaritans, free of charge 116 123", "You need not carry this alone", "Ask directly about safety",
    "“Ask directly about safety” is done", "In touch again", "Reached, and safe", "Save",
)  # fmt: skip


def phone(browser: Browser, site: Site, tongue: Tongue) -> Page:
    context = browser.new_context(base_url=site.url, locale=tongue.locale, viewport={"width": 390, "height": 844})
    context.add_cookies([{"name": "django_language", "value": tongue.code, "domain": "127.0.0.1", "path": "/"}])
    return context.new_page()


@pytest.mark.parametrize("tongue", [ZH, EN], ids=["zh", "en"])
def test_the_protocol_from_the_cry_to_the_call(rows, open_desk, browser, site, tongue):  # noqa: F811 -- fixtures
    agent = make_agent("crisis", groups=("CRI",), name="苏念", language=tongue.code)
    make_ticket()
    desk = open_desk(agent, locale=tongue.locale)
    is_live(desk)

    ticket = open_one(subject="", body=tongue.cry, player=make_player(jurisdiction=tongue.place)).ticket
    ticket = Ticket.objects.get(pk=ticket.pk)
    desk.goto(f"/desk/tickets/{ticket.number}")
    expect(desk.locator("#tks > li").nth(1)).to_have_attribute("data-id", str(ticket.pk))
    expect(desk.locator(".crisis")).to_contain_text(tongue.number)
    expect(desk.locator(".protocol ol > li")).to_have_count(8)

    desk.keyboard.press("i")
    expect(desk.locator("#conv-head .status")).to_have_attribute("data-s", "open")
    desk.keyboard.press("Shift+H")
    expect(desk.locator(".composer__text")).to_be_focused()
    assert tongue.said in desk.locator(".composer__text").input_value()
    desk.keyboard.press("Escape")

    step = desk.locator(".protocol ol > li", has_text=tongue.ask)
    step.get_by_role("button").click()
    expect(desk.locator(".protocol ol > li", has_text=tongue.ask)).to_have_class("is-done")
    expect(desk.locator("#msgs")).to_contain_text(tongue.done)
    assert CrisisMark.objects.get().done_by_id == agent.pk
    assert tongue.said in desk.locator(".composer__text").input_value()

    page = phone(browser, site, tongue)
    page.goto(f"/support/t/{token_for(make_link(ticket, by=Actor.system()))}")
    expect(page.get_by_role("heading", name=tongue.gentle)).to_be_visible()
    first = page.locator(".solace a").first
    expect(first).to_have_attribute("href", tongue.tel)
    expect(first).to_be_in_viewport()
    page.context.close()

    desk.locator(".protocol").get_by_role("link", name=tongue.call, exact=True).click()
    desk.get_by_label(tongue.reached).check()
    desk.locator("#deed").get_by_role("button", name=tongue.save, exact=True).click()
    expect(desk.locator(".crisis__head")).to_contain_text(tongue.reached)
    assert Crisis.objects.get(ticket=ticket).outcome == "reached"
