"""Dialogs and the palette over the desk, in a browser: what they offer is in sight, and a deed is done once."""

import pytest
from playwright.sync_api import expect

from core.models import Event
from tests.e2e.test_desk import is_live, open_desk, player_says, rows  # noqa: F401 -- fixtures of the same desk
from tests.factories.people import make_agent, make_player
from tests.factories.tickets import make_ticket
from tests.processes import until
from tickets.enums import Status

pytestmark = [pytest.mark.slow]


def test_the_palette_goes_to_a_number_and_to_a_view(rows, open_desk):  # noqa: F811 -- fixtures
    agent = make_agent()
    ticket = make_ticket(subject="要找的")
    page = open_desk(agent)

    page.keyboard.press("Control+k")
    page.keyboard.type(str(ticket.number))
    page.keyboard.press("Enter")
    expect(page.locator("#conv-title")).to_have_text("要找的")
    is_live(page)  # it is another page, whose scripts have to be there first
    page.keyboard.press("Control+k")
    page.keyboard.type("unassigned")
    page.keyboard.press("Enter")
    page.wait_for_url("**/desk/views/unassigned")


def test_the_palette_keeps_the_first_keys_of_a_fast_hand_and_begins_empty_the_next_time(rows, open_desk):  # noqa: F811 -- fixtures
    page = open_desk(make_agent())
    field = page.locator("#palette input")

    page.keyboard.press("Control+k")
    page.keyboard.type("1")
    page.locator("#palette").evaluate("dialog => dialog.dispatchEvent(new Event('toggle'))")  # a busy browser is late
    page.keyboard.type("23")
    expect(field).to_have_value("123")

    page.keyboard.press("Escape")
    page.keyboard.press("Control+k")
    expect(field).to_have_value("")


def test_who_types_faster_than_the_commands_come_gets_the_command(rows, open_desk):  # noqa: F811 -- fixtures
    page, held = open_desk(make_agent()), []
    page.route("**/desk/commands*", lambda route: held.append(route))  # noqa: PLW0108 -- a method of a list cannot be marked, as the driver does

    with page.expect_request("**/desk/commands*"):
        page.keyboard.press("Control+k")
    page.keyboard.type("unassigned")
    page.keyboard.press("Enter")
    expect(page.locator("command-palette dialog")).to_be_visible()
    held[0].continue_()

    page.wait_for_url("**/desk/views/unassigned")


def test_a_double_click_does_a_deed_once(rows, open_desk):  # noqa: F811 -- fixtures
    agent = make_agent()
    ticket = make_ticket(Status.OPEN, agent=agent)
    page = open_desk(agent, f"/desk/tickets/{ticket.number}")
    is_live(page)

    page.keyboard.press("y")
    form = page.locator("#deed form")
    form.locator('input[type=radio][value="3"]').check()
    form.get_by_label("原因").fill("影响全服")
    form.locator("button.btn--primary").dblclick()

    expect(page.locator("#deed")).not_to_be_visible()
    changed = Event.objects.filter(subject_type="ticket", subject_id=ticket.pk, name="ticket.changed")
    until(changed.exists, seconds=10, what="the priority was changed")
    page.wait_for_load_state("networkidle")
    expect(page.locator("#deed")).not_to_be_visible()
    assert changed.count() == 1


@pytest.mark.parametrize("key", ["Shift+m", "Shift+s", "Shift+l"])
def test_what_a_dialog_offers_to_choose_from_lies_in_its_sight(rows, open_desk, key):  # noqa: F811 -- fixtures
    agent, player = make_agent(), make_player()
    make_ticket(Status.OPEN, agent=agent, player=player, subject="同一件事，换一个说法")
    ticket = make_ticket(Status.OPEN, agent=agent, player=player)
    player_says(ticket, "还有一件事：头像换不了")
    page = open_desk(agent, f"/desk/tickets/{ticket.number}")
    is_live(page)

    page.keyboard.press(key)
    row = page.locator("#deed .pick__row").first
    row.click()

    expect(row.locator("input")).to_be_checked()
    dialog, box = page.locator("#deed").bounding_box(), row.bounding_box()
    assert dialog and box  # noqa: PT018 -- for the types
    assert dialog["x"] <= box["x"] and box["x"] + box["width"] <= dialog["x"] + dialog["width"]  # noqa: PT018 -- one fact
    assert box["width"] > dialog["width"] / 2
