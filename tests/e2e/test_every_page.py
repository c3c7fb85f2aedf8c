"""Every page of the house as its reader sees it: nobody is kept out, the console is silent, nothing is blocked.

Each page is looked at in both languages and both colour schemes. The account's pages: tests/e2e/test_sign_in.py.
"""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from core.models import Actor, Agent, Group
from escalation.actions.cases import escalate
from tests.e2e.conftest import Site
from tests.e2e.test_sign_in import serious
from tests.factories.people import PASSWORD, load_reference, make_agent
from tests.factories.tickets import make_ticket
from tickets.actions import replies
from tickets.actions.tracking import live_link, token_for
from tickets.enums import Status
from tickets.models import Ticket

pytestmark = [pytest.mark.slow]
LOOKS = [(language, scheme) for language in ("zh-hans", "en") for scheme in ("light", "dark")]


@pytest.fixture
def said() -> list[str]:
    return []


@pytest.fixture
def visit(browser: Browser, site: Site, said: list[str]) -> Iterator[Callable[..., Page]]:
    """Open a page in a browser of its own that looks as asked; the console is kept."""
    contexts: list[BrowserContext] = []

    def opened(language: str, scheme: str) -> Page:
        context = browser.new_context(base_url=site.url, color_scheme=scheme)  # type: ignore[arg-type]
        contexts.append(context)
        context.add_cookies([{"name": "django_language", "value": language, "domain": "127.0.0.1", "path": "/"}])
        page = context.new_page()
        page.on("console", lambda message: said.append(f"{page.url} {message.type}: {message.text}"))
        page.on("pageerror", lambda error: said.append(f"{page.url} {error}"))
        return page

    yield opened
    for context in contexts:
        context.close()


def busy_ticket(agent: Agent) -> Ticket:
    """A ticket with every kind of line in its conversation, waiting for a specialist."""
    ticket = make_ticket(Status.OPEN, agent=agent, subject="账号被盗，道具都没了")
    by = Actor.of_agent(agent)
    replies.send_reply(ticket.pk, by=by, body="您先别急，我马上查")
    replies.add_note(ticket.pk, by=by, body="登录地异常")
    replies.receive_message(ticket.pk, by=Actor.of_player(ticket.player_id, "青衫"), body="同意冻结")
    escalate(ticket.pk, by=by, group=Group.objects.get(code="SEC"), note="请查登录记录")
    ticket.refresh_from_db()
    return ticket


def sign_in(page: Page, agent: Agent) -> None:
    page.goto("/accounts/login/")
    page.fill("input[name=login]", agent.email)
    page.fill("input[name=password]", PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: "/accounts/" not in url)


@pytest.mark.parametrize(("language", "scheme"), LOOKS)
def test_the_desk_keeps_nobody_out_and_is_quiet(
    visit: Callable[..., Page], said: list[str], language: str, scheme: str
) -> None:
    load_reference()
    agent = make_agent("security", name="林夏", language=language, groups=("FL", "SEC"))
    ticket = busy_ticket(agent)
    page = visit(language, scheme)
    sign_in(page, agent)
    findings: list[str] = []

    for path in (
        "/desk/",
        "/desk/views/mine",
        "/desk/search?q=道具",
        "/desk/search?q=nothing-at-all",
        "/desk/new",
        "/desk/cases/",
        "/desk/cases/?state=ended",
        f"/desk/tickets/{ticket.number}",
        f"/desk/tickets/{ticket.number}?card=timeline",
        f"/desk/tickets/{ticket.number}?card=history",
        f"/desk/tickets/{ticket.number}/macros",
        f"/desk/tickets/{ticket.number}/macros/greeting",
        f"/players/{ticket.player_id}",
        f"/players/{ticket.player_id}?tab=play",
        f"/players/{ticket.player_id}?tab=tickets",
        "/desk/keys/",
        "/desk/macros/",
        "/desk/training/",
        *(f"/desk/tickets/{ticket.number}/{deed}" for deed in ("assign", "hand-over", "follow-up", "priority")),
        *(f"/desk/tickets/{ticket.number}/{deed}" for deed in ("category", "details", "facts", "escalate")),
    ):
        page.goto(path)
        findings += serious(page)
    page.goto(f"/desk/tickets/{ticket.number}")
    page.keyboard.press("h")
    page.locator("#deed form").wait_for()
    findings += serious(page)
    page.keyboard.press("Escape")
    page.keyboard.press("Control+k")
    page.locator("#palette[open]").wait_for()
    findings += serious(page)

    assert "\n".join(findings) == ""
    assert "\n".join(said) == ""


@pytest.mark.parametrize(("language", "scheme"), LOOKS)
def test_what_is_open_to_everybody_keeps_nobody_out_and_is_quiet(
    visit: Callable[..., Page], said: list[str], language: str, scheme: str
) -> None:
    load_reference()
    waiting, resolved, closed = make_ticket(Status.PENDING), make_ticket(Status.RESOLVED), make_ticket(Status.CLOSED)
    page = visit(language, scheme)
    findings: list[str] = []

    for path in (
        "/",
        "/support/new",
        "/support/new?game=huanle&category=AC-02",
        "/support/mine",
        *(f"/support/t/{token_for(link)}" for t in (waiting, resolved, closed) if (link := live_link(t))),
        "/accounts/login/",
    ):
        page.goto(path)
        findings += serious(page)

    assert "\n".join(findings) == ""
    assert "\n".join(said) == ""


@pytest.mark.parametrize(("language", "scheme"), LOOKS)
def test_what_programmers_read_is_quiet(
    visit: Callable[..., Page], said: list[str], language: str, scheme: str
) -> None:
    page = visit(language, scheme)

    for path in ("/api/docs/", "/api/docs/try"):
        page.goto(path)
        page.wait_for_load_state("networkidle")

    assert "\n".join(said) == ""
