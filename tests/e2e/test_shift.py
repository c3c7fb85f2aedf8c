"""A whole shift by keyboard alone, from the door to the door, in Chinese with an input method and in English.

After each deed the database holds it exactly once, and the focus stands where the next key is meant.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from core import clock
from core.models import Actor, Agent, Event
from tests.e2e.conftest import Site
from tests.e2e.hands import Hands
from tests.e2e.test_desk import is_live, rows  # noqa: F401 -- a fixture of the same desk
from tests.factories.people import PASSWORD, make_agent, make_player
from tests.factories.tickets import make_ticket
from tests.processes import until
from tickets.actions import replies
from tickets.enums import BulkState, DraftState
from tickets.models import BulkJob, Draft, LifecyclePolicy, Macro, Message, Ticket

pytestmark = [pytest.mark.slow]
PATIENCE = 15_000


@dataclass(frozen=True)
class Tongue:
    """What is typed and read in one language; `…_by` are the letters that an input method makes words of."""

    locale: str
    code: str
    reply: str
    reply_by: str
    macro: str
    macro_by: str
    summary: str
    summary_by: str
    cause: str
    cause_by: str
    view: str
    view_by: str
    apart: str
    apart_by: str
    leave: str
    leave_by: str


ZH = Tongue(
    "zh-CN", "zh-hans", "您好，我来看看", "ninhaowolaikankan", "正在核实", "zzhs", "已清理缓存", "yiqinglihuancun",
    "缓存损坏", "huancunsunhuai", "未分配", "wfp", "取消合并", "qxhb", "退出登录", "tcdl",
)  # fmt: skip
EN = Tongue(
    "en-US", "en", "Hello, let me see", "", "Looking into it", "look", "Cache cleared", "",
    "Broken cache", "", "Unassigned", "unas", "Take apart again", "apart", "Sign out", "sign out",
)  # fmt: skip


@pytest.fixture
def new_page(site: Site, browser: Browser, browser_context_args: dict[str, Any]) -> Iterator[Callable[..., Page]]:
    """Return a function that opens a browser of its own; at the end its pages must have been silent."""
    contexts, complaints = [], []

    def opened(**options: Any) -> Page:
        context = browser.new_context(**(browser_context_args | {"base_url": site.url} | options))
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(PATIENCE)
        page.on("console", lambda message: complaints.append(f"{message.type}: {message.text}"))
        page.on("pageerror", lambda error: complaints.append(f"error: {error}"))
        return page

    yield opened
    for context in contexts:
        context.close()
    assert complaints == []


def happened(ticket: Ticket, name: str) -> int:
    return Event.objects.filter(name=name, subject_type="ticket", subject_id=ticket.pk).count()


class Shift:
    """One agent's day, deed by deed."""

    def __init__(self, page: Page, agent: Agent, tongue: Tongue) -> None:
        self.page, self.agent, self.tongue = page, agent, tongue
        self.hands = Hands(page, pinyin=tongue is ZH)
        self.text = page.locator("textarea[name=body]")
        self.title = page.locator("#conv-title")
        self.deed = page.locator("#deed")

    def sign_in(self) -> None:
        self.page.goto("/desk/")
        self.hands.stand("#id_login")
        self.page.keyboard.type(self.agent.email)
        self.hands.press("Tab")
        self.page.keyboard.type(PASSWORD)
        self.hands.press("Enter")
        self.page.wait_for_url("**/desk/")
        self.arrive()

    def arrive(self) -> None:
        """A page has come: it listens, and the next key counts."""
        expect(self.page.locator("desk-live:defined")).to_have_count(1, timeout=PATIENCE)
        is_live(self.page)
        self.hands.listen()

    def open_first(self, ticket: Ticket) -> None:
        self.hands.deed("j")
        self.hands.press("j", "k")
        self.hands.stand(f"#t{ticket.pk} a")
        self.hands.press("Enter")
        expect(self.title).to_have_text(ticket.subject)
        self.hands.stand(f"#t{ticket.pk} a")

    def take(self, ticket: Ticket) -> None:
        at = self.hands.at()
        self.hands.deed("i")
        expect(self.page.locator("#conv-head .status")).to_have_attribute("data-s", "open")
        ticket.refresh_from_db()
        assert (ticket.assignee, happened(ticket, "ticket.assigned")) == (self.agent, 1)
        self.hands.stand(at)

    def write(self, others: list[Ticket]) -> None:
        """No key of the desk counts while words are written, nor one of the input method; news leave them alone."""
        self.hands.deed("r")
        self.hands.stand("#composer-form [name=body]")
        if self.hands.pinyin:
            self.hands.compose(self.tongue.reply_by)
            self.hands.during_composition("e", "h", "Enter", "Escape", "Space", "1")
        else:
            self.page.keyboard.type("eh?")
            self.hands.press("Backspace", "Backspace", "Backspace")
        replies.add_note(others[0], by=Actor.of_agent(make_agent()), body="看过了")
        expect(self.page.locator(f"#t{others[0].pk} > a.is-fresh")).to_have_count(1, timeout=PATIENCE)
        expect(self.deed).to_be_hidden()
        self.hands.stand("#composer-form [name=body]")
        if self.hands.pinyin:
            expect(self.text).to_have_value(self.tongue.reply_by)
            self.hands.commit(self.tongue.reply)
        else:
            self.page.keyboard.type(self.tongue.reply)
        expect(self.text).to_have_value(self.tongue.reply)
        assert not Draft.objects.filter(state=DraftState.QUEUED).exists()

    def send(self, ticket: Ticket) -> None:
        self.hands.press("Control+Enter")
        expect(self.page.locator("#msgs .msg--sending")).to_contain_text(self.tongue.reply)
        assert (Draft.objects.get(ticket=ticket).state, happened(ticket, "message.sent")) == (DraftState.QUEUED, 0)
        self.hands.stand("#msgs")

    def take_back(self, ticket: Ticket) -> None:
        self.hands.deed("u")
        expect(self.page.locator("#msgs .msg--sending")).to_have_count(0)
        expect(self.text).to_have_value(self.tongue.reply)
        assert (Draft.objects.get(ticket=ticket).state, happened(ticket, "message.sent")) == (DraftState.WRITING, 0)
        expect(self.text).to_be_focused()  # who takes a text back goes on writing it
        self.hands.stand("#composer-form [name=body]")

    def is_out(self, ticket: Ticket, words: str, nth: int) -> None:
        """The words are with the player, once."""
        sent = self.page.locator("#msgs .msg--agent:not(.msg--sending)", has_text=words)
        expect(sent).to_have_count(1, timeout=PATIENCE)
        assert Message.objects.filter(ticket=ticket, author=self.agent, body=words).count() == 1
        assert happened(ticket, "message.sent") == nth
        self.hands.stand("#msgs")

    def use_macro(self, ticket: Ticket, macro: Macro) -> None:
        self.hands.deed("m")
        expect(self.page.locator("#macros input")).to_be_focused()
        self.hands.write(self.tongue.macro_by, self.tongue.macro_by)
        expect(self.page.locator("#macros [data-macro]:visible")).to_have_count(1)
        self.hands.press("Enter")
        expect(self.text).to_have_value(macro.body_zh)
        self.hands.stand("#composer-form [name=body]")
        self.hands.press("Control+Enter")
        self.is_out(ticket, macro.body_zh, 2)
        until(lambda: Macro.objects.get(pk=macro.pk).used_count == 1, what="its use is counted")

    def merge(self, ticket: Ticket, into: Ticket) -> None:
        self.hands.palette(str(ticket.number), f"#{ticket.number}")
        self.page.wait_for_url(f"**/desk/tickets/{ticket.number}")
        self.arrive()
        self.hands.press("k")
        at = self.hands.at()
        self.hands.press("Shift+M")
        expect(self.deed.locator("[name=into]").first).to_be_focused()
        self.hands.press("Space")
        expect(self.deed.locator("#join-preview")).to_contain_text(into.subject)
        self.hands.press("Control+Enter")
        expect(self.title).to_have_text(into.subject)
        ticket.refresh_from_db()
        assert (ticket.merged_into, [happened(one, "ticket.merged") for one in (ticket, into)]) == (into, [1, 1])
        self.hands.stand(at)

    def take_apart(self, ticket: Ticket, into: Ticket) -> None:
        """In English within the seconds by one key, in Chinese later, by name."""
        if self.tongue is EN:
            at = self.hands.at()
            self.hands.press("u")
            expect(self.page.locator("undo-toast")).to_have_count(0)
            self.hands.stand(at)
        else:
            self.hands.palette(str(ticket.number), f"#{ticket.number}")
            self.page.wait_for_url(f"**/desk/tickets/{ticket.number}")
            self.arrive()
            self.hands.palette(self.tongue.apart_by, self.tongue.apart)
            expect(self.deed.locator("form")).to_be_visible()
            self.hands.press("Control+Enter")
            expect(self.page.locator("#conv-banner [href$='/unmerge']")).to_have_count(0)
        ticket.refresh_from_db()
        assert (ticket.merged_into, [happened(one, "ticket.unmerged") for one in (ticket, into)]) == (None, [1, 1])

    def give_many(self, colleague: Agent, others: list[Ticket]) -> None:
        self.hands.press("g", "a")
        self.page.wait_for_url("**/desk/views/all*")
        expect(self.page.locator("#tks > li")).to_have_count(2 + len(others))
        top = self.page.locator("#tks > li").first.get_attribute("id")
        self.hands.press_until("k", lambda: self.hands.at() == f"#{top} a")
        self.hands.press_until("j", lambda: self.hands.at() == f"#t{others[0].pk} a")
        self.hands.press("x", "j", "j", "Shift+X")
        expect(self.page.locator("#tks .rowpick input:checked")).to_have_count(3)
        at = self.hands.at()
        self.hands.press("a")
        choice = self.deed.locator("select[name=agent_id]")
        expect(choice).to_be_focused()
        self.hands.press_until("ArrowDown", lambda: choice.input_value() == str(colleague.pk))
        self.hands.press("Control+Enter")
        expect(self.deed.locator("[data-go]")).to_be_focused()
        self.hands.press("Enter")
        expect(self.deed).to_be_hidden()
        expect(self.page.locator("#tks .rowpick input:checked")).to_have_count(0)
        chosen = Ticket.objects.filter(assignee=colleague)
        assert set(chosen) == set(others[:3])
        assert [happened(one, "ticket.assigned") for one in chosen] == [1, 1, 1]
        expect(self.page.locator(at.replace(" a", " > a"))).to_be_focused()

    def take_many_back(self) -> None:
        at = self.hands.at()
        self.hands.press("u")
        until(lambda: BulkJob.objects.get().state == BulkState.UNDONE, what="it is taken back")
        assert not Ticket.objects.filter(assignee__isnull=False).exclude(assignee=self.agent).exists()
        assert Event.objects.filter(name="bulk.undone").count() == 1
        expect(self.page.locator(at.replace(" a", " > a"))).to_be_focused()

    def put_aside(self, ticket: Ticket) -> None:
        self.hands.palette(str(ticket.number), f"#{ticket.number}")
        self.page.wait_for_url(f"**/desk/tickets/{ticket.number}")
        self.arrive()
        self.hands.deed("j")
        at = self.hands.at()
        self.hands.deed("z")
        expect(self.deed.locator("[name=when]").first).to_be_focused()
        self.hands.press_until("ArrowDown", self.deed.locator("[name=when][value=tomorrow]").is_checked)
        self.hands.press("Control+Enter")
        expect(self.page.locator("#conv-banner [form=wake-form]")).to_be_visible()
        ticket.refresh_from_db()
        assert timezone.localdate(ticket.snoozed_until) == timezone.localdate(clock.now() + timedelta(days=1))
        assert happened(ticket, "ticket.snoozed") == 1
        self.hands.stand(at)

    def take_next(self) -> Ticket:
        before = set(Ticket.objects.filter(assignee=self.agent))
        self.hands.press("Space")
        until(lambda: Ticket.objects.filter(assignee=self.agent).count() == len(before) + 1, what="the next is taken")
        (ticket,) = set(Ticket.objects.filter(assignee=self.agent)) - before
        expect(self.title).to_have_text(ticket.subject)
        self.page.wait_for_function("() => document.activeElement !== document.body")
        return ticket

    def resolve(self, ticket: Ticket) -> None:
        at = self.hands.at()
        self.hands.deed("e")
        expect(self.deed.locator("[name=summary]")).to_be_focused()
        self.hands.write(self.tongue.summary, self.tongue.summary_by)
        self.hands.tab_to("root_cause")
        self.hands.write(self.tongue.cause, self.tongue.cause_by)
        self.hands.press("Control+Enter")
        expect(self.page.locator("#conv-head .status")).to_have_attribute("data-s", "resolved")
        ticket.refresh_from_db()
        assert (ticket.resolution_summary, ticket.root_cause) == (self.tongue.summary, self.tongue.cause)
        assert happened(ticket, "ticket.resolved") == 1
        self.hands.stand(at)

    def look_up_keys(self) -> None:
        at = self.hands.at()
        self.hands.press("?")
        expect(self.page.locator("#key-sheet")).to_be_visible()
        expect(self.page.locator("#key-sheet [data-keys-here=list]")).to_contain_text("G A")
        self.hands.press("Escape")
        expect(self.page.locator("#key-sheet")).to_be_hidden()
        self.hands.stand(at)

    def go_to_view(self) -> None:
        self.hands.palette(self.tongue.view_by, self.tongue.view)
        self.page.wait_for_url("**/desk/views/unassigned")
        self.arrive()

    def sign_out(self) -> None:
        self.hands.palette(self.tongue.leave_by, self.tongue.leave)
        self.page.wait_for_url("**/accounts/logout/")
        expect(self.page.locator("[action='/accounts/logout/'] button")).to_be_focused()
        self.hands.press("Enter")
        self.page.wait_for_url("**/accounts/login/**")
        self.agent.refresh_from_db()
        assert self.agent.availability == "offline"
        self.hands.stand("#id_login")


@pytest.mark.parametrize("tongue", [ZH, EN], ids=lambda tongue: tongue.code)
@pytest.mark.usefixtures("rows")
def test_a_whole_shift_by_keyboard_alone(new_page: Callable[..., Page], tongue: Tongue) -> None:
    agent = make_agent(name="林夏", language=tongue.code, languages=["zh-Hans", "en"])
    colleague, player = make_agent(name="周屿"), make_player(nickname="青衫落拓")
    first, twin = make_ticket(subject="第一张", player=player), make_ticket(subject="同一件事", player=player)
    others = [make_ticket(subject=f"别的{n}", player=make_player(nickname=f"玩家{n}")) for n in range(4)]
    words = {"title_zh": "正在核实", "title_en": "Looking into it", "body_zh": "正在为您核实，请稍等。"}
    macro = Macro.objects.create(code="looking", body_en=words["body_zh"], **words)
    shift = Shift(new_page(locale=tongue.locale), agent, tongue)

    shift.sign_in()
    shift.open_first(first)
    shift.take(first)
    LifecyclePolicy.objects.update(undo_send_seconds=60)
    shift.write(others)
    shift.send(first)
    shift.take_back(first)
    LifecyclePolicy.objects.update(undo_send_seconds=2)
    shift.send(first)
    shift.is_out(first, tongue.reply, 1)
    shift.use_macro(first, macro)
    LifecyclePolicy.objects.update(undo_send_seconds=60)
    shift.merge(twin, first)
    shift.take_apart(twin, first)
    shift.give_many(colleague, others)
    shift.take_many_back()
    shift.put_aside(first)
    shift.resolve(shift.take_next())
    shift.look_up_keys()
    shift.go_to_view()
    shift.sign_out()
