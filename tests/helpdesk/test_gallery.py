"""The gallery: in demo mode only, in both languages, every component in it."""

from pathlib import Path
from typing import Any

import pytest
from django.test import Client

COMPONENTS = Path(__file__).resolve().parents[2] / "templates" / "components"
FRAMES = {  # parts of the layouts, seen on every page
    "copy", "demo_banner", "field_errors", "form_errors", "key_sheet", "lang_switch", "live_dot", "look_menu", "mark",
    "me_menu", "palette", "toast", "toasts", "undo_toast", "files",
}  # fmt: skip

pytestmark = pytest.mark.django_db


@pytest.fixture
def demo(settings: Any) -> None:
    settings.DEMO = True


def test_the_gallery_does_not_exist_outside_demo_mode(client: Client, settings: Any) -> None:
    settings.DEMO = False

    assert client.get("/_components/").status_code == 404


@pytest.mark.usefixtures("demo")
@pytest.mark.parametrize(("language", "word", "lang"), [("zh-hans", "组件", "zh-Hans"), ("en", "Components", "en")])
def test_the_gallery_speaks_both_languages(client: Client, language: str, word: str, lang: str) -> None:
    response = client.get("/_components/", headers={"Accept-Language": language})

    html = response.content.decode()
    assert response.status_code == 200
    assert f'<html lang="{lang}"' in html
    assert f"<h1>{word}</h1>" in html


@pytest.mark.usefixtures("demo")
def test_both_schemes_stand_side_by_side(client: Client) -> None:
    html = client.get("/_components/").content.decode()

    assert (html.count('data-scheme="light"'), html.count('data-scheme="dark"')) == (1, 1)


def test_every_component_is_in_the_gallery() -> None:
    shown = "".join(path.read_text() for path in (COMPONENTS.parent / "gallery").glob("*.html"))

    missing = {path.stem for path in COMPONENTS.glob("*.html") if f"components/{path.stem}.html" not in shown}
    assert missing <= FRAMES


@pytest.mark.usefixtures("demo")
@pytest.mark.parametrize(
    ("cookies", "attributes"),
    [
        ({}, ""),
        ({"scheme": "dark"}, ' data-scheme="dark"'),
        ({"scheme": "light", "density": "compact"}, ' data-scheme="light" data-density="compact"'),
        ({"scheme": '"><script>', "density": "huge"}, ""),
    ],
)
def test_the_page_takes_its_look_from_the_persons_cookies(
    client: Client, cookies: dict[str, str], attributes: str
) -> None:
    for name, value in cookies.items():
        client.cookies[name] = value

    html = client.get("/_components/", headers={"Accept-Language": "en"}).content.decode()

    assert f'<html lang="en"{attributes}>' in html
