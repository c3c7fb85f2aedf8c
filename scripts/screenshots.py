"""Take the pictures of README from a running demo: `.venv/bin/python scripts/screenshots.py [http://127.0.0.1:8000]`.

The demo must be played to its end, so that the desk looks like an ordinary day. Needs the development environment.
"""

import re
import sys
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

FOLDER = Path(__file__).resolve().parent.parent / "docs" / "img"
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
PHONE, SCREEN = {"width": 390, "height": 844}, {"width": 1440, "height": 900}
STORY = "怎么回事啊？刚打的比赛中断了，太影响我的发挥了。"


def page_of(browser: Browser, size: dict[str, int], scheme: str, locale: str) -> Page:
    context = browser.new_context(
        viewport=size,  # type: ignore[arg-type]
        color_scheme=scheme,  # type: ignore[arg-type]
        locale=locale,
        timezone_id="Asia/Shanghai",
        device_scale_factor=2 if size is PHONE else 1,
    )
    return context.new_page()


def keep(page: Page, name: str) -> None:
    page.wait_for_timeout(800)
    page.screenshot(path=FOLDER / f"{name}.png")


def player_pages(browser: Browser, base: str) -> None:
    page = page_of(browser, PHONE, "light", "zh-CN")
    page.goto(f"{base}/support/new?game=jingji&category=ES-02")
    keep(page, "form-zh-light")
    page.fill("textarea[name=body]", STORY)
    page.fill("input[name=uid]", "2207001")
    page.locator(".submit button.btn--primary").click()
    page.wait_for_url("**/support/t/**")
    page.goto(page.url.split("/thanks")[0])
    keep(page, "tracking-zh-light")


def desk_pages(browser: Browser, base: str, scheme: str, locale: str, name: str) -> None:
    page = page_of(browser, SCREEN, scheme, locale)
    page.goto(f"{base}/accounts/login/")
    page.fill("input[name=login]", "agent@demo.test")
    page.fill("input[name=password]", "wuyou-demo")
    page.keyboard.press("Enter")
    page.wait_for_url("**/desk/**")
    page.goto(f"{base}/desk/views/stolen-accounts")
    if page.locator("a.tk").count() == 0:
        page.goto(f"{base}/desk/")
    written = re.compile("[a-z]{3}" if locale.startswith("en") else "[\u4e00-\u9fff]{2}")
    page.locator("a.tk", has=page.locator(".tk__subj", has_text=written)).first.click()
    page.wait_for_selector("#conv-title")
    keep(page, name)


def main() -> None:
    base = (sys.argv[1] if len(sys.argv) > 1 else "http://127.0.0.1:8000").rstrip("/")
    FOLDER.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=FLAGS)
        player_pages(browser, base)
        desk_pages(browser, base, "light", "zh-CN", "desk-zh-light")
        desk_pages(browser, base, "dark", "zh-CN", "desk-zh-dark")
        desk_pages(browser, base, "light", "en-US", "desk-en-light")
        browser.close()


if __name__ == "__main__":
    main()
