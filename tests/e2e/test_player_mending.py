"""What a player puts right in the browser: the marks of what was refused go; an empty reply never leaves the page."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from core.models import Actor
from tests.e2e.conftest import Site
from tests.e2e.test_player_pages import page_of
from tests.factories.people import load_reference, make_agent, make_game
from tests.factories.tickets import make_ticket
from tickets.actions import lifecycle
from tickets.enums import Status
from tickets.models import Message


@pytest.fixture(autouse=True)
def _game() -> None:
    load_reference()
    make_game()


@pytest.fixture
def page(browser: Browser, site: Site) -> Iterator[Page]:
    context = browser.new_context(base_url=site.url, viewport={"width": 390, "height": 844}, locale="zh-CN")
    yield context.new_page()
    context.close()


def test_what_was_put_right_is_refused_no_longer(page: Page) -> None:
    page.goto("/support/new?game=huanle")
    page.locator(".submit button").click()
    expect(page.locator(".errors li")).to_have_count(2)

    page.locator("label.cat", has_text="充值没到账").click()
    expect(page.locator(".errors li")).to_have_count(1)
    expect(page.locator("#id_category_error")).to_have_count(0)
    page.locator("[name=body]").fill("  ")
    expect(page.locator("#id_body_error")).to_be_visible()
    page.locator("[name=body]").fill("钱扣了，没到账")

    expect(page.locator(".errors, .field__error, [aria-invalid]")).to_have_count(0)


@pytest.mark.parametrize("typed", ["", "   "])
def test_an_empty_reply_is_refused_in_place_and_in_the_language_of_the_page(page: Page, typed: str) -> None:
    address = page_of(make_ticket(Status.OPEN))
    page.goto(address)
    page.locator(".pbar textarea").fill(typed)

    page.locator(".pbar button").last.click()

    expect(page.locator(".pbar .field__error")).to_have_text("这里请填一下。")
    assert page.url.endswith(address)
    page.locator(".pbar textarea").fill("还在吗")
    expect(page.locator(".pbar .field__error")).to_be_hidden()
    page.locator(".pbar button").last.click()
    expect(page.locator("#thread")).to_contain_text("还在吗")


def test_a_page_that_closes_under_the_hands_keeps_the_text_and_says_what_sending_does(page: Page) -> None:
    agent = make_agent("supervisor", name="林夏")
    ticket = make_ticket(Status.RESOLVED, agent=agent)
    page.goto(page_of(ticket))
    page.locator(".pbar textarea").fill("还没好")

    lifecycle.close(ticket, by=Actor.system(), reason="unanswered")

    expect(page.locator("#bar-way")).to_contain_text("重新打开", timeout=15_000)
    expect(page.locator(".pbar textarea")).to_have_value("还没好")
    page.locator(".pbar button").last.click()
    expect(page.locator("#thread")).to_contain_text("还没好")
    ticket.refresh_from_db()
    assert ticket.status == Status.OPEN
    assert Message.objects.filter(ticket=ticket, body="还没好").count() == 1
