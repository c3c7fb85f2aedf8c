"""A real web server and the timers, in processes of their own, on the database that the test fills; and the browser."""

import os
import signal
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, sync_playwright
from pytest_django import DjangoDbBlocker

from core.models import Agent
from helpdesk.supervisor import children, programs
from helpdesk.supervisor.paths import ROOT
from helpdesk.supervisor.run import is_ready
from tests.factories.people import PASSWORD
from tests.processes import free_port, until

AGAIN = 1  # times that a browser's test is run again: a shared machine may stop it for longer than it waits

# The browser's own loop runs in this thread; the tests themselves use the database in plain steps.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"


@dataclass(frozen=True)
class Site:
    """The running product: its address, its log, and the environment for more of its processes."""

    url: str
    log: Path
    environment: dict[str, str]

    def start(self, argv: list[str]) -> subprocess.Popen[bytes]:
        """Start a process of the product; it ends with this one at the latest."""
        with self.log.open("ab") as log:
            return children.spawn(argv, output=log, environment=self.environment, folder=ROOT)


class Pages:
    """Browsers of agents, each signed in, and what their pages complained of."""

    def __init__(self, site: Site, browser: Browser, arguments: dict[str, Any]) -> None:
        self.site, self.browser, self.arguments = site, browser, arguments
        self.contexts: list[BrowserContext] = []
        self.complaints: list[str] = []

    def __call__(self, agent: Agent, path: str, **options: Any) -> Page:
        context = self.browser.new_context(**(self.arguments | {"base_url": self.site.url} | options))
        self.contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: self.complaints.append(f"{message.type}: {message.text}"))
        page.on("pageerror", lambda error: self.complaints.append(f"error: {error}"))
        page.goto(f"/accounts/login/?next={path}")
        page.fill('input[name="login"]', agent.email)
        page.fill('input[name="password"]', PASSWORD)
        page.keyboard.press("Enter")
        page.wait_for_url(lambda url: "/accounts/" not in url)
        return page

    def close(self) -> None:
        """Close every browser."""
        for context in self.contexts:
            context.close()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Run a browser's test once more when it fails; pytest's closing line counts it as rerun, for somebody to look."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.flaky(reruns=AGAIN))


@pytest.fixture(scope="module")
def site(
    database_url: str, tmp_path_factory: pytest.TempPathFactory, django_db_blocker: DjangoDbBlocker
) -> Iterator[Site]:
    """Return the running product. It ends with the module: its timers would do the work of the tests that follow."""
    folder, port = tmp_path_factory.mktemp("site"), free_port()
    url = f"http://127.0.0.1:{port}"
    names = {"DATABASE_URL": database_url, "PUBLIC_URL": url, "PORT": str(port), "WUYOU_DATA_DIR": str(folder)}
    environment = {**os.environ, **names, "DJANGO_SETTINGS_MODULE": "tests.settings"}
    site = Site(url, folder / "log", environment)
    web = site.start(programs.web(port))
    timers = site.start(programs.manage("run_timers"))
    until(lambda: is_ready(port, url) or web.poll() is not None, seconds=60, what="the web server is ready")
    assert web.poll() is None, site.log.read_text()
    yield site
    for process in (web, timers):
        children.stop(process, signal.SIGTERM)
    with django_db_blocker.unblock():  # what they wrote after the last test had emptied its tables
        call_command("flush", verbosity=0, interactive=False)  # which names the content types again


@pytest.fixture(scope="module")
def playwright() -> Iterator[Playwright]:
    """The driver of the browser, for one module: its loop must not outlive the module, or the tests that follow in
    this process could not call what is asynchronous.
    """
    with sync_playwright() as driver:
        yield driver


@pytest.fixture(scope="module")
def browser(playwright: Playwright, browser_type_launch_args: dict[str, Any]) -> Iterator[Browser]:
    """The browser of the module."""
    browser = playwright.chromium.launch(**browser_type_launch_args)
    yield browser
    browser.close()


@pytest.fixture(scope="module")
def browser_context_args(site: Site) -> dict[str, Any]:
    """Be a Chinese browser in China unless a test asks for another."""
    return {"base_url": site.url, "locale": "zh-CN", "timezone_id": "Asia/Shanghai"}


@pytest.fixture(autouse=True)
def _committed_rows(transactional_db: None) -> None:
    """Let the server see what a test stores."""


@pytest.fixture
def pages(site: Site, browser: Browser, browser_context_args: dict[str, Any]) -> Iterator[Pages]:
    """Return a function that signs an agent in and opens a page; at the end every page must have been silent.

    `pages.complaints` are what the pages said; a test takes out what it has brought about itself.
    """
    opened = Pages(site, browser, browser_context_args)
    yield opened
    opened.close()
    assert "\n".join(opened.complaints) == ""
