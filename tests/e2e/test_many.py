"""Many tickets at once and views of one's own, in a browser. Nothing may be said on the console."""

from typing import Any

import pytest
from playwright.sync_api import expect

from core.models import Actor
from tests.e2e.test_desk import is_live, open_desk, rows  # noqa: F401 -- fixtures
from tests.factories.people import make_agent, make_player
from tests.factories.tickets import make_ticket
from tests.processes import until
from tickets.actions import replies
from tickets.enums import BulkState, RowState
from tickets.models import BulkJob, BulkRow, Ticket, View

pytestmark = [pytest.mark.slow]


def test_rows_are_chosen_changed_and_put_back_by_keyboard_alone(rows: Any, open_desk: Any) -> None:  # noqa: F811 -- fixtures
    agent = make_agent(name="林夏", language="en")
    tickets = [make_ticket(subject=f"第{n}张", player=make_player(nickname=f"玩家{n}")) for n in range(4)]
    Ticket.objects.update(priority=3)
    page = open_desk(agent, locale="en-US")
    is_live(page)
    ids = [row.get_attribute("data-id") for row in page.locator("#tks > li").all()]

    page.keyboard.press("j")
    page.keyboard.press("x")
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("Shift+X")
    expect(page.locator("[data-picked]")).to_have_text("3 chosen")
    expect(page.locator("[data-pick-news]")).to_have_text("3 chosen")

    focused = page.locator(f"#t{ids[2]} > a")
    before = focused.bounding_box()
    replies.add_note(int(ids[0] or 0), by=Actor.of_agent(make_agent()), body="现在有变化")
    replies.receive_message(int(ids[3] or 0), by=Actor.of_player(tickets[0].player_id, "x"), body="第四张在动")
    expect(page.locator(f"#t{ids[3]} .tk__snip")).to_contain_text("第四张在动", timeout=10_000)
    expect(page.locator("#tks .rowpick input:checked")).to_have_count(3)  # the choice outlives what arrives
    expect(focused).to_be_focused()
    assert focused.bounding_box() == before

    page.keyboard.press("y")
    page.locator("#deed input[name=priority][value='0']").check()
    page.locator("#deed input[name=reason]").fill("many payers")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#deed .plan")).to_contain_text("3 tickets will be changed")
    expect(page.locator("#deed [data-go]")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("undo-toast")).to_contain_text("3 tickets done")
    expect(page.locator("#deed")).to_be_hidden()
    expect(page.locator(".bulkbar")).to_be_hidden()
    assert Ticket.objects.filter(priority=0).count() == 3

    page.keyboard.press("u")
    until(lambda: BulkJob.objects.get().state == BulkState.UNDONE, seconds=10, what="it is taken back")
    assert set(BulkRow.objects.values_list("state", flat=True)) == {RowState.UNDONE}
    assert not Ticket.objects.filter(priority=0).exists()


def test_a_view_is_made_in_chinese_and_stands_in_the_menu(rows: Any, open_desk: Any) -> None:  # noqa: F811 -- fixtures
    agent = make_agent(name="林夏")
    urgent, other = make_ticket(subject="急的"), make_ticket(subject="不急", player=make_player())
    Ticket.objects.filter(pk=urgent.pk).update(priority=0)
    Ticket.objects.filter(pk=other.pk).update(priority=4)
    page = open_desk(agent)

    page.locator("button[popovertarget=list-menu]").click()
    page.get_by_role("link", name="存为我的视图").click()
    page.locator("input[name=name_zh]").fill("今天的急件")
    page.locator("select[name=priority_at_least]").select_option("1")
    page.get_by_role("button", name="保存视图").click()

    expect(page.locator("#list h1")).to_contain_text("今天的急件")
    expect(page.locator("#tks")).to_contain_text("急的")
    expect(page.locator("#tks")).not_to_contain_text("不急")
    view = View.objects.get(owner=agent)
    line = page.locator(f'#views-nav [data-slug="{view.slug}"]')
    expect(line).to_contain_text("今天的急件")
    expect(line.locator(".count")).to_have_text("1")

    View.objects.filter(pk=view.pk).update(filters={"group": ["GONE"]})
    page.reload()
    expect(page.locator("#list .stale")).to_contain_text("技能组：“GONE”已不存在。")
    expect(page.locator("#tks")).to_have_count(0)
    page.get_by_role("link", name="去修改").click()
    page.locator("select[name=group]").select_option([])
    page.get_by_role("button", name="保存视图").click()
    expect(page.locator("#tks")).to_contain_text("不急")


def test_enter_in_a_box_asks_for_nothing(rows: Any, open_desk: Any) -> None:  # noqa: F811 -- fixtures
    ticket = make_ticket()
    page = open_desk(make_agent(language="en"), locale="en-US")
    is_live(page)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))

    page.locator(f"#t{ticket.pk} input").focus()
    page.keyboard.press("Space")
    expect(page.locator("[data-picked]")).to_have_text("1 chosen")
    page.keyboard.press("Enter")
    page.evaluate("() => new Promise(requestAnimationFrame)")
    assert [url for url in asked if "/bulk/" in url] == []
    expect(page.locator("#deed")).to_be_hidden()

    page.locator(".bulkbar [formaction$=take]").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#deed .plan")).to_contain_text("1 ticket will be changed")
