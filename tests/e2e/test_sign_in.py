"""The door in a real browser: password and code, a recovery code, a passkey; and how the pages of the account look."""

import re
import time
from collections.abc import Callable, Iterator

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, expect

from core.actions.notifications import notify
from core.models import Agent
from tests.e2e.conftest import Site
from tests.factories.people import PASSWORD, make_agent

HOME = "/me/preferences/"
AT_HOME = re.compile(rf"^[^?]+{HOME}")  # and not only on the way there, ?next=…
PAGES = (
    "/accounts/login/", HOME, "/me/notifications/", "/accounts/2fa/", "/accounts/2fa/app/activate/",
    "/accounts/2fa/keys/", "/accounts/2fa/keys/add/", "/accounts/sessions/", "/accounts/password/change/",
    "/accounts/logout/",
)  # fmt: skip
AUTHENTICATOR = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture
def said() -> list[str]:
    """Everything that a page's console said, refusals of the content policy included."""
    return []


@pytest.fixture
def visit(browser: Browser, site: Site, said: list[str]) -> Iterator[Callable[..., Page]]:
    """Open pages under the name `localhost`, which passkeys need, in a browser of their own."""
    contexts: list[BrowserContext] = []

    def opened(path: str, *, language: str = "zh-hans", scheme: str = "light", width: int = 1280) -> Page:
        context = browser.new_context(
            base_url=site.url.replace("127.0.0.1", "localhost"),
            viewport={"width": width, "height": 900},
            color_scheme=scheme,  # type: ignore[arg-type]
        )
        contexts.append(context)
        context.add_cookies([{"name": "django_language", "value": language, "domain": "localhost", "path": "/"}])
        page = context.new_page()
        page.on("console", lambda message: said.append(message.text) if message.type in {"error", "warning"} else None)
        page.on("pageerror", lambda error: said.append(str(error)))
        page.goto(path)
        return page

    yield opened
    for context in contexts:
        context.close()


def code_for(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


def knock(page: Page, agent: Agent) -> None:
    page.goto(f"/accounts/login/?next={HOME}")
    page.locator("[name=login]").fill(agent.email)
    page.locator("[name=password]:visible").fill(PASSWORD)
    with page.expect_navigation():
        page.locator("[name=password]:visible").press("Enter")


def confirm_password(page: Page) -> None:
    page.locator("[name=password]").fill(PASSWORD)
    with page.expect_navigation():
        page.locator("[name=password]").press("Enter")


def sign_out(page: Page) -> None:
    page.goto("/accounts/logout/")
    with page.expect_navigation(url=re.compile("/accounts/login/")):
        page.locator("main form button").click()


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_an_app_is_set_up_and_then_its_code_is_the_second_step(visit, said, language):
    agent = make_agent("supervisor", name="林晓雨")
    page = visit("/accounts/login/", language=language)

    knock(page, agent)
    page.goto("/accounts/2fa/app/activate/")
    confirm_password(page)
    secret = page.locator("#totp-secret").inner_text()
    page.locator("[name=code]").fill(code_for(secret))
    page.locator("[name=code]").press("Enter")
    expect(page).to_have_url(re.compile("/recovery-codes/"))
    codes = page.locator(".me__codes code").all_inner_texts()
    sign_out(page)

    knock(page, agent)
    expect(page).to_have_url(re.compile("/accounts/2fa/authenticate/"))
    page.locator("[name=code]").fill("000000")
    page.locator("[name=code]").press("Enter")
    expect(page.locator(".field__error")).to_be_visible()
    page.locator("[name=code]").fill(code_for(secret))
    page.locator("[name=code]").press("Enter")
    expect(page).to_have_url(AT_HOME)
    sign_out(page)

    knock(page, agent)
    page.locator("[name=code]").fill(codes[0])
    page.locator("[name=code]").press("Enter")
    expect(page).to_have_url(AT_HOME)
    assert len(codes) == 10
    assert said == []


def test_a_passkey_opens_the_door_alone(visit, said):
    agent = make_agent("manager", name="王主任")
    page = visit("/accounts/login/")
    device = page.context.new_cdp_session(page)
    device.send("WebAuthn.enable")
    authenticator = device.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})["authenticatorId"]

    knock(page, agent)
    page.goto("/accounts/2fa/keys/add/")
    confirm_password(page)
    page.locator("[name=name]").fill("公司电脑")
    page.locator("#mfa_webauthn_add").click()
    expect(page).to_have_url(re.compile("/recovery-codes/"))
    page.goto("/accounts/2fa/keys/")
    expect(page.locator("main table")).to_contain_text("公司电脑")
    expect(page.locator("main table")).to_contain_text("通行密钥")
    sign_out(page)

    page.goto(f"/accounts/login/?next={HOME}")
    page.locator("#passkey_login").click()
    expect(page).to_have_url(AT_HOME)
    sign_out(page)

    device.send("WebAuthn.setUserVerified", {"authenticatorId": authenticator, "isUserVerified": False})
    page.locator("#passkey_login").click()
    expect(page.locator("[data-says=refused]")).to_be_visible()

    knock(page, agent)
    device.send("WebAuthn.setUserVerified", {"authenticatorId": authenticator, "isUserVerified": True})
    page.locator("#mfa_webauthn_authenticate").click()
    expect(page).to_have_url(AT_HOME)
    assert said == []


def test_under_a_number_the_page_says_that_passkeys_need_a_name(page: Page, site: Site):
    agent = make_agent()
    page.goto("/accounts/login/")
    knock(page, agent)
    page.goto("/accounts/2fa/keys/add/")
    confirm_password(page)

    expect(page.locator("[data-says=numeric]")).to_be_visible()
    expect(page.locator("[data-named]")).to_have_attribute("href", re.compile("//localhost:"))


def test_the_demo_buttons_work_without_a_script(browser: Browser, site: Site):
    agent = make_agent()
    context = browser.new_context(base_url=site.url, java_script_enabled=False)
    page = context.new_page()

    knock(page, agent)
    expect(page).to_have_url(AT_HOME)
    page.locator("#availability button[value=busy]").click()

    expect(page.locator("#availability button[value=busy]")).to_have_attribute("aria-pressed", "true")
    agent.refresh_from_db()
    assert agent.availability == "busy"
    context.close()


def test_the_bell_rings_and_the_state_changes_in_place(visit, said):
    agent = make_agent()
    notify([agent], key="x", kind="test.told", is_urgent=True)
    page = visit("/accounts/login/")

    knock(page, agent)
    expect(page.locator("#pager.pager")).to_be_visible()
    expect(page.locator("#bell .rail__dot")).to_be_visible()
    page.locator("#availability button[value=away]").click()
    expect(page.locator("#availability button[value=away]")).to_have_attribute("aria-pressed", "true")
    page.goto("/me/notifications/")
    page.locator(".told form button").click()

    expect(page.locator("#pager.pager")).to_have_count(0)
    assert said == []


@pytest.mark.slow
@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 390)])
def test_the_pages_of_the_account_are_accessible_fit_and_quiet(visit, said, language, scheme, width):
    page = visit("/accounts/login/", language=language, scheme=scheme, width=width)
    findings = []

    for path in PAGES:
        if path == HOME:
            knock(page, make_agent())
        page.goto(path)
        if "/reauthenticate/" in page.url:
            findings += serious(page)
            confirm_password(page)
        findings += serious(page)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path

    assert findings == []
    assert said == []


def serious(page: Page) -> list[str]:
    """What axe finds that keeps somebody out."""
    violations = Axe().run(page).response["violations"]
    return [
        f"{page.url}: {violation['id']} {[node['html'][:120] for node in violation['nodes'][:2]]}"
        for violation in violations
        if violation["impact"] in {"serious", "critical"}
    ]
