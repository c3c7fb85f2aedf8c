"""The palette, own keys, macros and the practice, by keyboard alone. Nothing may be said on the console."""

import pytest
from playwright.sync_api import expect

from core.models import Actor, Group
from tests.e2e.test_desk import open_desk, rows  # noqa: F401 -- fixtures
from tests.factories.people import make_agent
from tests.factories.tickets import make_ticket
from tests.processes import until
from tickets.actions.practice import choose_keys
from tickets.enums import Status
from tickets.models import Macro, Ticket, Training

pytestmark = [pytest.mark.slow]
KEYDOWN = (
    "(keys) => document.body.dispatchEvent(new KeyboardEvent('keydown', {bubbles: true, cancelable: true, ...keys}))"
)


def test_what_is_not_found_is_said_and_a_search_is_called_one(rows, open_desk):  # noqa: F811 -- fixtures
    agent = make_agent(language="en")
    ticket = make_ticket(Status.OPEN, agent=agent)
    page = open_desk(agent, f"/desk/tickets/{ticket.number}")

    page.keyboard.press("m")
    page.locator("#macros [data-finds-macro]").fill("qqqq")
    expect(page.locator("#macro-none")).to_have_text("No macro has these words.")
    page.locator("#macros [data-finds-macro]").fill("")
    expect(page.locator("#macro-none")).to_be_hidden()
    page.keyboard.press("Escape")
    page.keyboard.press("Control+k")
    page.keyboard.type("qqqq")

    expect(page.locator("#palette-list [role=option]")).to_contain_text("Search for “qqqq”")


def test_a_ticket_is_assigned_and_recategorised_by_pinyin_and_what_was_used_comes_first(rows, open_desk):  # noqa: F811 -- fixtures
    agent, colleague = make_agent(name="林夏"), make_agent(name="周屿")
    ticket = make_ticket(Status.OPEN, agent=agent)
    page = open_desk(agent, f"/desk/tickets/{ticket.number}")
    chosen = page.locator('#palette [aria-selected="true"]')

    page.keyboard.press("Control+k")
    page.keyboard.type("zp")
    expect(chosen).to_contain_text("指派给")
    expect(chosen.locator("kbd")).to_have_text("A")
    page.keyboard.press("Enter")
    expect(page.locator("#palette [data-part=argument]")).to_have_text("指派给")
    page.keyboard.press("Backspace")
    expect(page.locator("#palette [data-part=argument]")).to_have_text("")
    expect(chosen).to_contain_text("指派给")  # used lately
    page.keyboard.press("Enter")
    page.keyboard.type("zy")
    expect(chosen).to_contain_text("周屿")
    page.keyboard.press("Enter")
    until(lambda: Ticket.objects.get(pk=ticket.pk).assignee_id == colleague.pk, seconds=15, what="it is assigned")

    page.keyboard.press("Control+k")
    page.keyboard.type("fenlei")
    page.keyboard.press("Enter")
    page.keyboard.type("PY-01")
    expect(chosen).to_contain_text("PY-01")
    page.keyboard.press("Enter")
    until(lambda: Ticket.objects.get(pk=ticket.pk).category_id == "PY-01", seconds=15, what="it has the category")

    page.keyboard.press("Control+k")
    page.keyboard.type("zj")
    expect(chosen).to_contain_text("转交给")
    page.keyboard.press("Enter")
    page.keyboard.type("SEC")
    expect(chosen).to_contain_text("SEC")
    page.keyboard.press("Enter")
    expect(page.locator("#deed select[name=group]")).to_have_value(str(Group.objects.get(code="SEC").pk))
    page.keyboard.press("Escape")

    page.keyboard.press("Control+k")
    field = page.locator("#palette input")
    composing = (
        "field => field.dispatchEvent(new KeyboardEvent('keydown', {key: 'Enter', isComposing: true, bubbles: true}))"
    )
    field.evaluate(composing)
    expect(page.locator("#palette")).to_be_visible()
    page.keyboard.type(str(ticket.number)[-3:])
    expect(page.locator("#palette-list")).to_contain_text(f"#{ticket.number}")
    page.locator("#palette input").fill(str(ticket.number))
    line = page.locator("#palette-list li", has_text=f"#{ticket.number}")
    expect(line).to_have_count(1)
    expect(line).to_contain_text(ticket.subject)
    page.locator("#palette input").fill("hebing")
    expect(chosen.locator("kbd")).to_have_text("⇧ M")


def test_own_keys_work_are_printed_and_single_ones_can_be_off(rows, open_desk):  # noqa: F811 -- fixtures
    agent = make_agent()
    choose_keys(agent, has_single_keys=True, bindings={"h": "q"}, by=Actor.of_agent(agent))
    ticket = make_ticket(Status.OPEN, agent=agent)
    page = open_desk(agent, f"/desk/tickets/{ticket.number}")
    group = page.locator("#deed select[name=group]")

    page.keyboard.press("h")
    page.keyboard.press("?")
    expect(page.locator("#key-sheet [data-keys-here=ticket]")).to_contain_text("Q")
    page.keyboard.press("Escape")
    expect(group).to_have_count(0)
    page.keyboard.press("q")
    expect(group).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("#deed")).to_be_hidden()
    page.evaluate(KEYDOWN, {"key": "q", "code": "KeyQ", "isComposing": True})
    expect(page.locator("#deed")).to_be_hidden()
    page.evaluate(KEYDOWN, {"key": "Process", "code": "KeyQ", "keyCode": 229})  # an input method is on, nobody types
    expect(group).to_be_focused()
    page.keyboard.press("Escape")

    page.goto("/desk/keys/")
    page.locator("[name=has_single_keys]").uncheck()
    page.locator("[data-captures-key=r]").focus()
    page.keyboard.press("v")
    expect(page.locator("[data-captures-key=r]")).to_have_value("v")
    page.locator("form.settings__form button.btn--primary").click()
    page.goto(f"/desk/tickets/{ticket.number}")
    page.keyboard.press("q")
    page.keyboard.press("Control+k")
    expect(page.locator("#palette")).to_be_visible()
    expect(group).to_have_count(0)


def test_a_macro_is_found_by_pinyin_shows_what_it_changes_and_never_goes_out_with_a_gap(rows, open_desk):  # noqa: F811 -- fixtures
    texts = {"title_zh": "退款受理", "title_en": "Refund", "body_zh": "已为您登记{{ order.id }}", "body_en": "Noted"}
    Macro.objects.create(code="refund-now", add_tags=["refund"], set_priority=1, **texts)
    agent = make_agent()
    ticket = make_ticket(Status.OPEN, agent=agent)
    page = open_desk(agent, f"/desk/tickets/{ticket.number}")
    text = page.locator("textarea[name=body]")

    text.focus()
    page.keyboard.type("/")
    expect(page.locator("#macros input")).to_be_focused()
    page.keyboard.type("tksl")
    page.keyboard.press("Enter")
    dialog = page.locator("#deed")
    expect(dialog).to_contain_text("refund")
    expect(dialog).to_contain_text("{{ order.id }}")
    dialog.locator("button.btn--primary").click()
    expect(text).to_have_value("已为您登记{{ order.id }}")
    expect(page.locator("#card")).to_contain_text("refund")

    page.keyboard.press("Control+Enter")
    expect(page.locator("#composer .field__error")).to_contain_text("{{ order.id }}")
    expect(page.locator("textarea[name=body]")).to_have_value("已为您登记{{ order.id }}")
    assert (Ticket.objects.get(pk=ticket.pk).priority, Macro.objects.get(code="refund-now").used_count) == (1, 1)


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_practice_is_done_by_keyboard_alone(rows, open_desk, language):  # noqa: F811 -- fixtures
    agent = make_agent(language=language)
    page = open_desk(agent)
    page.goto("/desk/training/")
    keys = page.keyboard
    is_done = lambda name: expect(page.locator(f'[data-step="{name}"]')).to_have_attribute("data-done", "")  # noqa: E731 -- one line

    page.locator("[data-drill=take]").click()  # with the mouse it does not count
    expect(page.locator('[data-step="take"]')).not_to_have_attribute("data-done", "")
    keys.press("j")
    is_done("next")
    keys.press("i")
    is_done("take")
    keys.press("r")
    keys.type("hello")
    keys.press("Control+Enter")
    is_done("reply")
    keys.press("u")
    is_done("undo")
    keys.press("m")
    expect(page.locator("[data-drill=macro-search]")).to_be_focused()
    keys.type("wh")
    keys.press("Enter")
    is_done("macro")
    keys.press("Escape")
    keys.press("n")
    keys.press("Control+Enter")
    is_done("note")
    keys.press("Escape")
    for key, name in (("a", "assign"), ("z", "snooze"), ("e", "resolve")):
        keys.press(key)
        expect(page.locator(f'dialog[data-dialog="{name}"]')).to_be_visible()
        keys.press("Tab")
        keys.press("Tab")
        keys.press("Enter")
        is_done(name)
    keys.press("/")
    keys.type("abc")
    keys.press("Enter")
    is_done("search")
    keys.press("Control+k")
    keys.type("resolve")
    is_done("palette")
    keys.press("Escape")
    expect(page.locator("[data-part=end]")).to_be_visible()
    until(lambda: Training.objects.filter(agent=agent, rounds=1).exists(), seconds=10, what="the round is kept")
    assert not Ticket.objects.exists()
