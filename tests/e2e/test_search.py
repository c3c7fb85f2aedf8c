"""The search field and what it finds, by keyboard alone. Nothing may be said on the console."""

import re
from dataclasses import dataclass

import pytest
from playwright.sync_api import expect

from core.models import Actor
from tests.e2e.hands import Hands
from tests.e2e.test_desk import is_live, open_desk, rows  # noqa: F401 -- fixtures
from tests.factories.people import make_agent, make_player
from tests.factories.tickets import make_ticket
from tickets.actions import replies
from tickets.enums import Status

pytestmark = [pytest.mark.slow]


@dataclass(frozen=True)
class Tongue:
    """What is typed in one language; `…_by` are the letters that an input method makes words of."""

    locale: str
    code: str
    operator: str
    operator_by: str
    value: str
    word: str
    word_by: str
    message: str


ZH = Tongue("zh-CN", "zh-hans", "状态", "zhuangtai", "处理中", "兑换", "duihuan", "我的兑换码领不了")
EN = Tongue("en-US", "en", "status", "", "open", "voucher", "", "my voucher says it is spent")


@pytest.mark.parametrize("tongue", [ZH, EN], ids=["zh", "en"])
def test_a_question_is_built_from_offers_and_enter_opens_the_message_that_it_found(rows, open_desk, tongue):  # noqa: F811 -- fixtures
    agent = make_agent(name="林夏", language=tongue.code)
    ticket = make_ticket(Status.OPEN, agent=agent)
    make_ticket(Status.PENDING, agent=agent, player=make_player(), body=tongue.message)
    player = Actor.of_player(ticket.player_id, "青衫落拓")
    found = replies.receive_message(ticket.pk, by=player, body=tongue.message)
    for n in range(60):  # more than the page shows at once
        replies.receive_message(ticket.pk, by=player, body=f"{n}")
    page = open_desk(agent, locale=tongue.locale)
    hands = Hands(page, pinyin=bool(tongue.operator_by))
    is_live(page)

    hands.deed("/")
    expect(page.locator("search-box input")).to_be_focused()
    expect(page.locator("#search-list")).to_contain_text(f"{tongue.operator}:")
    hands.write(tongue.operator, tongue.operator_by)
    expect(page.locator("#search-list [data-n]")).to_have_count(1)
    hands.press("ArrowDown", "Enter")
    expect(page.locator("search-box input")).to_have_value(f"{tongue.operator}:")
    choice = page.locator("#search-list [data-n]", has_text=re.compile(rf":{tongue.value}$"))
    expect(choice).to_have_count(1)
    place = int(choice.get_attribute("data-n") or 0)
    hands.press(*["ArrowDown"] * (place + 1), "Enter")
    expect(page.locator("search-box input")).to_have_value(f"{tongue.operator}:{tongue.value} ")
    expect(page.locator("#search-list")).to_be_hidden()
    hands.write(tongue.word, tongue.word_by)
    hands.press("Enter")

    expect(page.locator("#list .tk")).to_have_count(1)
    expect(page.locator(".said__chips li")).to_have_count(1)
    expect(page.locator("#list .tk mark")).to_have_text(tongue.word)
    hands.press_until("Tab", lambda: hands.at() == f"#t{ticket.pk} a")
    hands.press("Enter")
    page.wait_for_url(re.compile(rf"/desk/tickets/{ticket.number}\?.*#m{found.seq}$"))
    expect(page.locator(f"#m{found.seq}")).to_be_in_viewport()
    expect(page.locator(f"#m{found.seq}")).to_contain_text(tongue.message)
    expect(page.locator("#list .tk")).to_have_count(1)  # the hits still stand beside it


def test_what_was_asked_last_is_offered_and_escape_leaves_the_field_alone(rows, open_desk):  # noqa: F811 -- fixtures
    agent = make_agent(name="林夏", language="en")
    page = open_desk(agent, "/desk/search?q=is:mine+refund", locale="en-US")
    hands = Hands(page, pinyin=False)
    is_live(page)

    field = page.locator("search-box input")
    field.focus()
    field.fill("")
    expect(page.locator("#search-list [data-n]")).to_have_text(["is:mine refund"])
    hands.press("Escape")
    expect(page.locator("#search-list")).to_be_hidden()
    expect(field).to_be_focused()
    hands.write("-stat")
    expect(page.locator("#search-list [data-n] bdi")).to_have_text(["-status:"])
    field.fill("")
    hands.press("ArrowDown", "Enter")
    page.wait_for_url(re.compile(r"/desk/search\?.*q=is(:|%3A)mine(%20|\+)refund"))
