"""A player whose browser runs no scripts, or whose page is short: nothing is promised or hidden that is not so."""

from collections.abc import Callable
from itertools import pairwise
from typing import Any

import pytest
from playwright.sync_api import Browser, FilePayload, Page, expect

from tests.e2e.conftest import Site
from tests.e2e.test_player_pages import PHONE, PNG, page_of
from tests.factories.people import load_reference, make_agent, make_game
from tests.factories.tickets import make_ticket
from tickets.enums import Status

FORM = "/support/new?game=huanle&category=PY-01"
PICTURE: FilePayload = {"name": "pic.png", "mimeType": "image/png", "buffer": PNG}
OpenPage = Callable[..., Page]


@pytest.fixture(autouse=True)
def _game() -> None:
    load_reference()
    make_game()


@pytest.fixture
def open_page(browser: Browser, site: Site) -> Any:
    contexts = []

    def open_one(path: str, *, scripts: bool = False, **options: Any) -> Page:
        given: dict[str, Any] = {"viewport": PHONE, "locale": "zh-CN", "java_script_enabled": scripts} | options
        context = browser.new_context(base_url=site.url, **given)
        contexts.append(context)
        page = context.new_page()
        page.goto(path)
        return page

    yield open_one
    for context in contexts:
        context.close()


def shown_width(page: Page) -> float:
    """How much of the file field a reader sees."""
    field = page.locator("input[type=file]").first
    look = field.evaluate("e => [getComputedStyle(e).opacity, getComputedStyle(e).position]")
    box = field.bounding_box()
    return box["width"] if box and look == ["1", "static"] else 0


@pytest.mark.parametrize("place", ["form", "reply"])
def test_a_picked_file_shows_itself_without_scripts(open_page: OpenPage, place: str) -> None:
    page = open_page(FORM if place == "form" else page_of(make_ticket(Status.OPEN)))

    page.locator("input[type=file]").set_input_files(PICTURE)

    assert shown_width(page) > 150
    frame, field = (page.locator(part).bounding_box() for part in ("upload-list label", "input[type=file]"))
    assert frame is not None
    assert field is not None
    assert frame["y"] <= field["y"]
    assert field["y"] + field["height"] <= frame["y"] + frame["height"]


def test_with_scripts_the_list_shows_the_files_and_the_field_stays_hidden(open_page: OpenPage) -> None:
    page = open_page(FORM, scripts=True)

    page.locator("input[type=file]").set_input_files(PICTURE)

    expect(page.locator(".up")).to_contain_text("pic.png")
    assert shown_width(page) == 0


def test_a_page_that_cannot_update_itself_says_how_to_see_news(open_page: OpenPage) -> None:
    ticket = make_ticket(Status.OPEN, agent=make_agent("supervisor", name="林夏"))
    page = open_page(page_of(ticket))

    expect(page.get_by_text("自动更新")).to_be_hidden()
    expect(page.get_by_role("link", name="刷新本页")).to_have_attribute("href", page_of(ticket))


def test_a_page_that_updates_itself_says_so(open_page: OpenPage) -> None:
    page = open_page(page_of(make_ticket(Status.OPEN)), scripts=True)

    expect(page.get_by_text("自动更新")).to_be_visible()
    expect(page.get_by_role("link", name="刷新本页")).to_be_hidden()


@pytest.mark.parametrize("path", ["/", "/support/mine"])
def test_the_foot_of_a_short_page_is_at_the_bottom(open_page: OpenPage, path: str) -> None:
    page = open_page(path, viewport={"width": 1440, "height": 1400})

    foot = page.locator("footer").bounding_box()

    assert foot is not None
    assert foot["y"] + foot["height"] == pytest.approx(1400, abs=2)


@pytest.mark.parametrize("locale", ["zh-CN", "en-GB"])
@pytest.mark.parametrize("width", [360, 390, 1440])
def test_the_words_of_the_seven_steps_keep_their_distance(open_page: OpenPage, locale: str, width: int) -> None:
    page = open_page(page_of(make_ticket(Status.CLOSED)), locale=locale, viewport={"width": width, "height": 844})

    boxes = [step.bounding_box() for step in page.locator(".steps li > span:not(.vh)").all()]

    edges = [(box["x"], box["x"] + box["width"]) for box in boxes if box]
    gaps = [right[0] - left[1] for left, right in pairwise(edges)]
    assert len(edges) == 7
    assert min(gaps) >= (7 if width >= 390 else 4)
