"""The words of the player's form: one voice, what may be left out says so, and nothing is said twice."""

import re
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.factories.people import make_game
from tests.tickets.views.test_support_form import KEY, NEW, send

DJANGOS = ("必填项", "输入一个", "输入整数", "确保", "选择一个有效的", "确认总共", "Email 地址")

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def installation(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path
    make_game()


def form(client: Client, category: str) -> str:
    page = client.get(f"{NEW}?game=huanle&category={category}", headers={"Accept-Language": "zh-hans"})
    return page.content.decode()


@pytest.mark.parametrize("category", ["PY-01", "AC-02", "CD-06"])
def test_every_field_that_may_be_left_out_says_so(client: Client, category: str) -> None:
    html = form(client, category)

    labels = re.findall(r'<label class="field__label" for="id_(\w+)">(.*?)</label>', html, re.DOTALL)
    unmarked = {name for name, label in labels if "（选填）" not in label}
    assert unmarked == {"body"}


def test_the_word_about_pictures_is_a_sentence_and_stands_at_the_upload(client: Client) -> None:
    html = form(client, "PY-01")

    place = html.partition('id="up"')[2].partition("<upload-list")[0]
    assert "能说明情况的截图或录屏最有帮助" in place
    assert html.count("能说明情况的截图或录屏") == 1
    assert "在下面上传就好" not in html


def test_the_button_of_readers_without_scripts_says_what_it_does(client: Client) -> None:
    button = form(client, "").partition('value="facts"')[2].partition("</button>")[0]

    assert "显示这类问题要填的内容" in button


@pytest.mark.parametrize(
    "fields",
    [
        {"category": "PY-01", "fact_amount": "很多"},
        {"category": "PY-01", "fact_amount": "1.234"},
        {"category": "PY-01", "fact_order_no": "长" * 2001},
        {"category": "AC-02", "fact_last_normal_login": "昨天"},
        {"category": "CD-06", "fact_network": "信鸽"},
        {"email": "不是邮箱"},
        {"email": "a@" + "b" * 300 + ".example"},
    ],
    ids=" ".join,
)
def test_a_refusal_speaks_with_the_houses_voice(client: Client, fields: dict[str, Any]) -> None:
    response = send(client, **fields)

    html = response.content.decode()
    assert response.status_code == 422
    assert [word for word in DJANGOS if word in html] == []


def test_a_link_that_was_not_pasted_is_asked_for_in_the_houses_voice(client: Client) -> None:
    html = client.post("/support/mine", {"link": ""}, headers={"Accept-Language": "zh-hans"}).content.decode()

    assert "请把链接粘贴到这里。" in html


def test_the_name_of_a_refused_file_is_said_once(client: Client) -> None:
    sent = client.post(f"/support/uploads?key={KEY}", {"file": SimpleUploadedFile("bad.exe", b"MZ\x00")})
    page = send(client, files=[SimpleUploadedFile("bad.exe", b"MZ\x00")]).content.decode()

    assert "bad.exe" not in sent.json()["detail"]
    assert page.partition('class="errors"')[2].partition("</ul>")[0].count("bad.exe") == 1
