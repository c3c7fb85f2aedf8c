"""Two people at one desk see each other; a ticket is put aside and comes back; a note calls a colleague by name."""

from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import expect

from core import clock
from core.models import Actor, Notification
from tests.e2e.test_desk import is_live, open_desk, player_says, rows  # noqa: F401 -- fixtures of the same desk
from tests.factories.people import make_agent
from tests.factories.tickets import make_ticket
from tests.processes import until
from tickets.actions import snoozes
from tickets.enums import Status
from tickets.models import Message, Ticket

pytestmark = [pytest.mark.slow]
PATIENCE = 15_000


@pytest.mark.usefixtures("rows")
def test_two_browsers_see_each_other_come_write_and_leave(request: Any) -> None:
    open_desk = request.getfixturevalue("open_desk")  # noqa: F811 -- the fixture itself
    lin, zhou = make_agent(name="林夏"), make_agent(name="周屿", language="en")
    ticket = make_ticket(Status.OPEN, agent=lin, subject="一起看")
    address = f"/desk/tickets/{ticket.number}"
    one, list_page = open_desk(lin, address), open_desk(zhou, "/desk/", locale="en-US")
    is_live(one)
    is_live(list_page)

    expect(list_page.locator(f"#t{ticket.pk} .tk__here .avatar[title=林夏]")).to_be_visible(timeout=PATIENCE)
    list_page.locator(f"#t{ticket.pk} > a").click()
    here = list_page.locator("#presence")
    expect(here).to_contain_text("林夏 is looking at this ticket", timeout=PATIENCE)
    expect(one.locator("#presence")).to_contain_text("周屿 正在查看", timeout=PATIENCE)

    place = list_page.locator("#composer-form textarea")
    place.focus()
    one.locator("#composer-form textarea").press_sequentially("您好，我看一下")
    expect(list_page.locator("#softlock")).to_contain_text("林夏 is replying now", timeout=PATIENCE)
    expect(here).to_contain_text("林夏 is replying…", timeout=PATIENCE)
    expect(place).to_be_focused(timeout=PATIENCE)

    player_says(ticket, "还在吗")  # a live update leaves the faces where they are
    expect(list_page.locator("#msgs")).to_contain_text("还在吗", timeout=PATIENCE)
    expect(here).to_contain_text("林夏", timeout=PATIENCE)

    one.context.close()
    expect(here).to_be_empty(timeout=PATIENCE)
    expect(list_page.locator("#softlock")).to_be_empty(timeout=PATIENCE)


@pytest.mark.usefixtures("rows")
def test_a_ticket_is_put_aside_by_key_taken_back_and_comes_back_when_the_player_writes(request: Any) -> None:
    open_desk = request.getfixturevalue("open_desk")  # noqa: F811 -- the fixture itself
    agent = make_agent()
    ticket = make_ticket(Status.OPEN, agent=agent)
    page = open_desk(agent, f"/desk/tickets/{ticket.number}")
    is_live(page)

    page.keyboard.press("w")
    expect(page.locator("#conv-head [data-key=w]")).to_have_attribute("aria-pressed", "true", timeout=PATIENCE)
    page.keyboard.press("z")
    expect(page.locator("#deed form")).to_be_visible(timeout=PATIENCE)
    page.locator('#deed input[value="week"]').check()
    page.keyboard.press("Control+Enter")
    expect(page.locator("#conv-banner")).to_contain_text("已搁置到", timeout=PATIENCE)
    expect(page.locator(f"#t{ticket.pk} > a.is-leaving")).to_be_visible(timeout=PATIENCE)
    page.keyboard.press("u")
    expect(page.locator("#conv-banner")).not_to_contain_text("已搁置到", timeout=PATIENCE)
    expect(page.locator(f"#t{ticket.pk} > a:not(.is-leaving)")).to_be_visible(timeout=PATIENCE)

    snoozes.snooze(ticket.pk, by=Actor.of_agent(agent), until=clock.now() + timedelta(days=1))
    expect(page.locator("#conv-banner")).to_contain_text("已搁置到", timeout=PATIENCE)
    player_says(ticket, "好了吗")
    expect(page.locator("#conv-banner")).not_to_contain_text("已搁置到", timeout=PATIENCE)
    expect(page.locator("#bell .rail__dot")).to_have_text("2", timeout=PATIENCE)  # it is back, and it is watched
    assert Ticket.objects.get(pk=ticket.pk).snoozed_until is None


@pytest.mark.usefixtures("rows")
def test_a_note_calls_a_colleague_by_keyboard_who_is_told_also_by_the_browser(request: Any) -> None:
    open_desk = request.getfixturevalue("open_desk")  # noqa: F811 -- the fixture itself
    lin, zhou = make_agent(name="林夏"), make_agent(name="周屿")
    make_agent(name="陈默")
    ticket = make_ticket(Status.OPEN, agent=lin, subject="秘密的标题")
    other = open_desk(zhou, "/desk/views/closed", permissions=["notifications"])
    is_live(other)
    other.evaluate(
        "() => { window.said = []; window.Notification = class { static permission = 'granted';"
        " constructor(title, options) { window.said.push(`${title} ${options.body}`); } close() {} };"
        " document.hasFocus = () => false; }"
    )
    page = open_desk(lin, f"/desk/tickets/{ticket.number}")

    page.keyboard.press("n")
    page.locator("#composer-form textarea").press_sequentially("请@")
    box = page.locator("#mention-box [role=option]")
    expect(box).to_have_count(2, timeout=PATIENCE)
    page.keyboard.type("周")
    expect(box).to_have_count(1, timeout=PATIENCE)
    page.keyboard.press("Enter")
    expect(page.locator("#composer-form textarea")).to_have_value("请@周屿 ", timeout=PATIENCE)
    page.keyboard.type("看一下")
    page.keyboard.press("Control+Enter")

    until(lambda: Message.objects.filter(visibility="internal").exists(), what="the note is kept")
    expect(other.locator("#bell .rail__dot")).to_have_text("1", timeout=PATIENCE)
    other.wait_for_function("() => window.said.length > 0")
    assert other.evaluate("() => window.said") == [f"有人@我 #{ticket.number}"]
    assert Notification.objects.get(agent=zhou).kind == "ticket.mentioned"
