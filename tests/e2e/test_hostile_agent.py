"""An agent with a browser and bad intentions: refused in plain words, and risk control hears of each reach."""

from datetime import date
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from core.models import Actor, Agent, Event, Notification
from players.actions.alarms import PROFILES_AN_HOUR
from players.actions.identities import keep_identity
from players.actions.remarks import add_note
from players.enums import RealNameMethod
from players.models import Character, IdentityView, Player, RevealRequest
from tests.e2e.conftest import Pages
from tests.factories.people import load_reference, make_agent, make_game, make_player

pytestmark = [pytest.mark.slow]
NAME, NUMBER = "某一一", "110000190101010001"
EVIL = "<img src=x onerror=alert(1)>\"'{{7*7}}</script><script>alert(2)</script>"

SEND = """([path, token]) => {
  const form = Object.assign(document.createElement("form"), { method: "post", action: path });
  form.append(Object.assign(document.createElement("input"), { name: "csrfmiddlewaretoken", value: token }));
  document.body.append(form);
  form.submit();
}"""


@pytest.fixture
def officer() -> Agent:
    load_reference()
    return make_agent("risk_officer", name="秦越")


def child(**fields: Any) -> Player:
    player = make_player(make_game("huanle"), **fields)
    keep_identity(
        player, name=NAME, number=NUMBER, birth_date=date(2015, 1, 1), method=RealNameMethod.GAME, by=Actor.system()
    )
    return player


def refused(pages: Pages, *statuses: int) -> None:
    """Take out what the browser itself writes about answers with these statuses, which the test brought about."""
    words = [f"status of {status}" for status in statuses]
    pages.complaints[:] = [said for said in pages.complaints if not any(word in said for word in words)]


def told() -> set[str]:
    rows = Event.objects.filter(name="identity.access_suspicious")
    return {row.data["what"] for row in rows}


def test_numbers_are_refused_in_search_and_palette_and_the_officer_reads_why(pages: Pages, officer: Agent) -> None:
    page = pages(make_agent("agent", name="林夏"), "/desk/")

    page.keyboard.press("Control+k")
    page.keyboard.type(NUMBER)
    expect(page.locator("#palette-list .is-refusal")).to_contain_text("不能用证件号码查找玩家")
    page.keyboard.press("Escape")
    page.locator("search-box input, input[name=q]").first.fill("13812345678")
    page.keyboard.press("Enter")
    expect(page.locator("body")).to_contain_text("不能用手机号码查找玩家")

    watch = pages(officer, "/me/notifications/")
    expect(watch.locator("main")).to_contain_text("林夏 越权或过量查看玩家信息被拦截：用证件号码搜索")
    expect(watch.locator("main")).to_contain_text("用手机号码搜索")
    assert NUMBER not in watch.content()
    refused(pages, 400)
    assert told() == {"search", "search phone"}


def test_another_games_player_is_not_there_on_any_tab(pages: Pages, officer: Agent) -> None:
    player = child(nickname="别家的玩家")
    page = pages(make_agent("security", games=[make_game("xinghai")]), "/desk/")

    for path in ("", "?tab=play", "?tab=logins", "?tab=matches", "?tab=tickets", "/reveal"):
        page.goto(f"/players/{player.pk}{path}")
        expect(page.locator("h1")).to_have_text("这里没有内容")
        assert "别家的玩家" not in page.content()
    refused(pages, 404)
    assert told() == {"page 404"}
    assert Notification.objects.filter(agent=officer).count() == 1


def test_the_hundred_and_twenty_first_profile_is_refused_in_words(pages: Pages, officer: Agent) -> None:
    agent = make_agent("agent")
    players = [make_player(make_game("huanle")) for _ in range(PROFILES_AN_HOUR + 1)]
    page = pages(agent, f"/players/{players[0].pk}")
    at = IdentityView.objects.get().at
    IdentityView.objects.bulk_create([IdentityView(agent=agent, player=one, at=at) for one in players[1:-1]])

    page.goto(f"/players/{players[-1].pk}")

    expect(page.locator(".oops")).to_contain_text("一小时内查看了过多玩家的资料")
    refused(pages, 429)
    assert told() == {"profiles"}
    assert Notification.objects.filter(agent=officer).count() == 1


def test_a_minors_identity_takes_a_second_person_and_own_approval_is_refused(pages: Pages, officer: Agent) -> None:
    player = child()
    page = pages(officer, f"/players/{player.pk}/reveal")
    page.fill("[name=reason]", "核对退费申请")
    page.fill("[name=ticket]", "100123")
    page.click("form .btn--primary")
    request = RevealRequest.objects.get()
    expect(page.locator("main")).to_contain_text("等待批准")
    expect(page.locator("main form")).to_have_count(0)  # neither to look nor to approve

    for deed in ("look", "approve"):
        page.evaluate(
            SEND,
            [f"/players/reveals/{request.pk}/{deed}", token(page)],
        )
        expect(page.locator(".banner--over")).to_be_visible()
        assert NUMBER not in page.content()
        page.goto(f"/players/reveals/{request.pk}")
    refused(pages, 409, 403)
    assert told() == {"reveal reveal.closed", "page 403"}


def token(page: Page) -> str:
    found: str = page.evaluate("JSON.parse(document.body.getAttribute('hx-headers'))['X-CSRFToken']")
    return found


def test_what_players_and_colleagues_write_is_never_run(pages: Pages, officer: Agent) -> None:
    player = make_player(make_game("huanle"), nickname=EVIL[:80])
    add_note(player, kind="note", text=EVIL, by=Actor.of_agent(officer))
    Character.objects.create(player=player, name=EVIL[:60], code="c", level=1, updated_at=player.updated_at)
    page = pages(officer, f"/players/{player.pk}")
    page.on("dialog", lambda dialog: pages.complaints.append(f"dialog: {dialog.message}"))

    page.locator("#guardians summary").click()
    page.locator("#guardians [name=name]").fill(EVIL[:70])
    page.locator("#guardians [name=proof]").fill(EVIL)
    page.locator("#guardians .pcard__form button").click()
    for path in (
        f"/players/{player.pk}",
        f"/players/{player.pk}?tab=play",
        f"/risk/players/{player.pk}",
        "/risk/?q=%3Cimg",
    ):
        page.goto(path)
        expect(page.locator("img[src=x]")).to_have_count(0)

    page.goto(f"/players/{player.pk}")
    expect(page.locator("#notes .remarks")).to_contain_text(EVIL)
