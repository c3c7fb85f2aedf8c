"""Story 1 up to "I agree": the agent asks for a freeze at the desk, the player taps, both see it without loading."""

from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser, Page, expect

from core.models import Actor
from tests.e2e.conftest import Site
from tests.e2e.test_desk import is_live, open_desk, rows  # noqa: F401 -- fixtures
from tests.factories.people import make_agent, make_player
from tests.factories.tickets import make_ticket
from tickets.actions.tracking import make_link, token_for
from tickets.enums import Status
from tickets.models import ConsentRequest

pytestmark = [pytest.mark.slow]


@dataclass(frozen=True)
class Tongue:
    """The words of the story in one language."""

    locale: str
    code: str
    cry: str
    agree: str
    answer: str
    told: str
    back: str


ZH = Tongue(
    "zh-CN", "zh-hans", "快点,我的账号被盗了,赶紧给我找回来,我在里面投入了不少时间和精力,你们可得帮帮我呀!",
    "我同意", "我同意，请帮我冻结账号。", "玩家同意：账号保护性冻结", "撤回",
)  # fmt: skip
EN = Tongue(
    "en-US", "en", "Hurry, my account was stolen, please get it back, I put so much time into it, you have to help me!",
    "I agree", "I agree: please freeze my account to protect it.",
    "The player agreed: Protective freeze of the account", "Take it back",
)  # fmt: skip


def phone(browser: Browser, site: Site, tongue: Tongue) -> Page:
    context = browser.new_context(base_url=site.url, locale=tongue.locale, viewport={"width": 390, "height": 844})
    context.add_cookies([{"name": "django_language", "value": tongue.code, "domain": "127.0.0.1", "path": "/"}])
    return context.new_page()


@pytest.mark.parametrize("tongue", [ZH, EN], ids=["zh", "en"])
def test_the_player_agrees_to_a_freeze_by_one_tap_and_may_take_it_back(rows, open_desk, browser, site, tongue):  # noqa: F811 -- fixtures
    agent = make_agent(name="林夏", language=tongue.code)
    ticket = make_ticket(Status.OPEN, agent=agent, player=make_player(), body=tongue.cry)
    token = token_for(make_link(ticket, by=Actor.system()))
    desk = open_desk(agent, f"/desk/tickets/{ticket.number}", locale=tongue.locale)
    is_live(desk)

    desk.keyboard.press("Shift+C")
    question = desk.locator("#deed textarea[name=body]")
    expect(question).not_to_have_value("")
    desk.keyboard.press("Control+Enter")
    expect(desk.locator("#conv-head .status")).to_have_attribute("data-s", "pending")

    page = phone(browser, site, tongue)
    page.goto(f"/support/t/{token}")
    page.get_by_role("button", name=tongue.agree, exact=True).click()
    expect(page.locator("#thread")).to_contain_text(tongue.answer)
    expect(page.locator("#ask .consent")).to_contain_text(tongue.back)
    expect(desk.locator("#msgs")).to_contain_text(tongue.told, timeout=15_000)
    expect(desk.locator("#conv-head .status")).to_have_attribute("data-s", "open")
    assert ConsentRequest.objects.get(ticket=ticket).is_agreed

    page.get_by_role("button", name=tongue.back, exact=True).click()
    expect(page.locator("#ask .consent")).to_have_count(0)
    assert not ConsentRequest.objects.get(ticket=ticket).is_agreed
    page.context.close()
