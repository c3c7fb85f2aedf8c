"""Requests about personal data at the desk: from the first word to the copy or the erasure."""

import io
import zipfile

import pytest
from django.test import Client

from core.models import Agent
from players.models import Player, PrivacyRequest
from tests.factories.people import make_agent, make_player

pytestmark = pytest.mark.django_db


def signed_in(agent: Agent) -> Client:
    client = Client(headers={"Accept-Language": "zh-hans"})
    client.force_login(agent)
    return client


@pytest.fixture
def player() -> Player:
    return make_player(nickname="小鱼儿")


@pytest.fixture
def officer() -> Client:
    return signed_in(make_agent("risk_officer"))


def received(client: Client, player: Player, kind: str) -> PrivacyRequest:
    assert client.post(f"/players/{player.pk}/privacy", {"kind": kind, "note": "来信"}).status_code == 302
    return PrivacyRequest.objects.latest("pk")


def test_a_request_is_written_down_and_waits_in_the_list(officer: Client, player: Player) -> None:
    row = received(officer, player, "access")
    page = officer.get("/privacy/").content.decode()
    assert f'href="/privacy/{row.pk}"' in page
    assert "查阅、复制" in page


def test_the_players_page_leads_to_a_new_request_for_who_handles_them(officer: Client, player: Player) -> None:
    address = f'href="/players/{player.pk}/privacy"'
    assert address in officer.get(f"/players/{player.pk}").content.decode()
    assert address not in signed_in(make_agent("security")).get(f"/players/{player.pk}").content.decode()


def test_the_copy_comes_after_the_check(officer: Client, player: Player) -> None:
    row = received(officer, player, "access")

    early = officer.post(f"/privacy/{row.pk}/export", follow=True)
    officer.post(f"/privacy/{row.pk}/accept")
    copy = officer.post(f"/privacy/{row.pk}/export")

    assert "请先核实请求人的身份" in early.content.decode()
    assert copy["Content-Type"] == "application/zip"
    with zipfile.ZipFile(io.BytesIO(copy.content)) as archive:
        assert "小鱼儿" in archive.read("index.html").decode()


def test_the_one_who_checked_is_not_offered_the_erasure_and_a_colleague_is(officer: Client, player: Player) -> None:
    row = received(officer, player, "delete")
    officer.post(f"/privacy/{row.pk}/accept")
    colleague = signed_in(make_agent("risk_officer"))

    own, others = (client.get(f"/privacy/{row.pk}").content.decode() for client in (officer, colleague))
    colleague.post(f"/privacy/{row.pk}/erase")

    assert ("删除此人信息" in own, "删除此人信息" in others) == (False, True)
    player.refresh_from_db()
    assert player.nickname == ""


def test_a_refusal_needs_its_reason(officer: Client, player: Player) -> None:
    row = received(officer, player, "explain")
    silent = officer.post(f"/privacy/{row.pk}/refuse", {"answer": " "}, follow=True)
    officer.post(f"/privacy/{row.pk}/refuse", {"answer": "没有自动化决定"})
    row.refresh_from_db()
    assert "这里请填一下" in silent.content.decode()
    assert (row.state, row.answer) == ("refused", "没有自动化决定")


def test_others_have_no_such_page(player: Player, officer: Client) -> None:
    row = received(officer, player, "access")
    agent = signed_in(make_agent("security"))
    assert agent.get("/privacy/").status_code in {403, 404}
    assert agent.post(f"/privacy/{row.pk}/accept").status_code in {403, 404}
    assert officer.post(f"/privacy/{row.pk}/nothing").status_code == 404
