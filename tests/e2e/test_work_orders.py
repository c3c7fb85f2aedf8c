"""A work order in a browser, by keyboard alone: opened on the ticket, done by the group, seen on the ticket at once."""

import os

import pytest
from playwright.sync_api import Page, expect

from core.models import Actor, Group
from escalation.actions import order_details
from tests.e2e.conftest import Pages
from tests.factories.people import load_reference, make_agent
from tests.factories.tickets import make_ticket
from tests.factories.work_orders import make_order
from tickets.enums import Status
from tickets.models import Ticket

pytestmark = [pytest.mark.slow]


def test_a_work_order_lives_by_keyboard_on_both_sides(pages: Pages) -> None:
    load_reference()
    agent = make_agent(name="林夏")
    tec = make_agent("technical", name="周工", groups=("TEC",))
    ticket = make_ticket(Status.OPEN, agent=agent)
    mine = pages(agent, f"/desk/tickets/{ticket.number}")
    expect(mine.locator("desk-live:defined")).to_have_count(1)

    mine.keyboard.press("Shift+o")
    form = mine.locator("#deed form")
    form.locator("select[name=group]").select_option(label="技术支持")
    form.locator("input[name=title]").fill("查登录日志")
    form.locator("textarea[name=note]").fill("玩家三天进不了游戏，请查 11 月 14 日起的登录日志")
    form.locator("textarea[name=steps]").fill("查日志\n查设备")
    shot(mine, "dialog")
    form.locator("button.btn--primary").press("Enter")
    expect(mine.locator(".orders")).to_contain_text("查登录日志")
    shot(mine, "ticket")

    theirs = pages(tec, "/desk/cases/", viewport={"width": 390, "height": 844}, color_scheme="dark")
    expect(theirs.locator("#cases")).to_contain_text("查登录日志")
    shot(theirs, "queue-phone")
    theirs.locator("a.case-link").press("Enter")
    expect(theirs.locator("#order")).to_be_visible()
    theirs.keyboard.press("s")
    expect(theirs.locator(".order__side")).to_contain_text("周工")
    expect(mine.locator(".orders")).to_contain_text("处理中")  # nobody has touched that page
    shot(theirs, "order-phone")
    theirs.keyboard.press("e")
    expect(theirs.locator("textarea[name=text]")).to_be_visible()
    theirs.locator("input[name=result]").first.check()
    theirs.locator("textarea[name=text]").fill("已修复登录服务")
    shot(theirs, "finish-phone")
    theirs.locator(".deed button.btn--primary").press("Enter")
    expect(theirs.locator(".order__history")).to_contain_text("已修复登录服务")

    expect(mine.locator(".orders")).to_contain_text("已修复登录服务")
    shot(mine, "ticket-live")
    mine.locator(".orders a").click()
    expect(mine.locator(".order__side")).to_contain_text("已解决")
    shot(mine, "order")
    mine.goto("/desk/cases/?state=ended")
    shot(mine, "queue")


def test_an_open_order_follows_the_other_side_and_keeps_the_focus(pages: Pages) -> None:
    """The ticket is restricted: the group sees the order alone, and hears of it all the same."""
    load_reference()
    crisis, tec = make_agent("crisis", groups=("CRI",)), make_agent("technical", groups=("TEC",))
    ticket = make_ticket(Status.OPEN, agent=crisis)
    Ticket.objects.filter(pk=ticket.pk).update(is_restricted=True, group=Group.objects.get(code="CRI"))
    by, other = Actor.of_agent(crisis), Actor.of_agent(tec)
    order = make_order(by, ticket=Ticket.objects.get(), steps=["查日志", "查设备"])
    path = f"/desk/cases/{order.case.number}"
    mine, theirs = pages(crisis, path), pages(tec, path)
    for page in (mine, theirs):
        expect(page.locator(".livedot")).to_have_attribute("data-state", "on")
    theirs.locator("#step-2").focus()
    mine.locator("#deed-comment").focus()

    order_details.comment(order.pk, by=by, body="请尽快")
    expect(theirs.locator(".order__history")).to_contain_text("请尽快")
    expect(theirs.locator("#step-2")).to_be_focused()
    order_details.tick_step(order.pk, by=other, step=1, done=True)
    expect(mine.locator(".order__steps .is-done")).to_contain_text("查设备")
    expect(mine.locator("#deed-comment")).to_be_focused()


def shot(page: Page, name: str) -> None:
    if folder := os.environ.get("SHOTS"):
        page.screenshot(path=f"{folder}/{name}.png", full_page=True)
