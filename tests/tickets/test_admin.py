"""Spans, prepared texts and categories in the administration."""

from typing import Any

import pytest
from django.test import Client

from knowledge.models import Category
from tests.factories.people import load_reference, make_agent
from tickets.models import LifecyclePolicy, Macro

pytestmark = pytest.mark.django_db

MACRO = {"code": "sorry", "title_zh": "致歉", "title_en": "Sorry", "body_en": "Sorry", "is_active": "on"}


@pytest.fixture
def office(settings: Any) -> Client:
    settings.DEMO = True
    load_reference()
    client = Client()
    client.force_login(make_agent("admin"))
    return client


@pytest.mark.parametrize(
    "path",
    ["tickets/macro/", "tickets/macro/add/", "tickets/lifecyclepolicy/", "tickets/lifecyclepolicy/add/",
     "knowledge/category/", "knowledge/category/AC-02/change/"],
)  # fmt: skip
def test_each_page_opens_for_administrators_alone(office: Client, path: str) -> None:
    supervisor = Client()
    supervisor.force_login(make_agent("supervisor"))

    assert office.get(f"/admin/{path}").status_code == 200
    assert supervisor.get(f"/admin/{path}", follow=True).status_code == 403


def test_a_macro_with_known_placeholders_is_kept(office: Client) -> None:
    answer = office.post(
        "/admin/tickets/macro/add/", MACRO | {"body_zh": "{{ player.name }}您好，{{game.name}}客服为您服务"}
    )

    assert answer.status_code == 302
    assert Macro.objects.get(code="sorry").title_zh == "致歉"


def test_a_macro_is_for_categories_that_there_are_and_keeps_those_that_are_gone(office: Client) -> None:
    kept = Macro.objects.create(code="old", title_zh="旧", title_en="Old", categories=["XX-99"])
    path, texts = f"/admin/tickets/macro/{kept.pk}/change/", MACRO | {"code": "old", "body_zh": "您好"}

    refused = office.post(path, texts | {"categories": ["YY-01"]})
    taken = office.post(path, texts | {"categories": ["AC-02", "XX-99"]})

    kept.refresh_from_db()
    assert (refused.status_code, taken.status_code, kept.categories) == (200, 302, ["AC-02", "XX-99"])


@pytest.mark.parametrize(
    "body",
    ["{{ ticket.internal_note }}", "{{ settings.SECRET_KEY }}", "{% load x %}", "{{}}", "{{ player.name|upper }}"],
)
def test_a_macro_with_another_placeholder_is_refused(office: Client, body: str) -> None:
    answer = office.post("/admin/tickets/macro/add/", MACRO | {"body_zh": f"您好 {body}"})

    assert (answer.status_code, Macro.objects.filter(code="sorry").exists()) == (200, False)


def test_spans_beyond_all_use_are_refused(office: Client) -> None:
    usual = {"close_after_days": "7", "reopen_within_days": "14", "archive_after_days": "30", "undo_send_seconds": "8"}

    refused = office.post("/admin/tickets/lifecyclepolicy/add/", usual | {"undo_send_seconds": "600"})
    kept = office.post("/admin/tickets/lifecyclepolicy/add/", usual | {"close_after_days": "5"})

    assert (refused.status_code, kept.status_code) == (200, 302)
    assert LifecyclePolicy.objects.get(close_after_days=5).undo_send_seconds == 8


def test_a_category_may_be_renamed_but_not_recoded(office: Client) -> None:
    row = Category.objects.get(pk="AC-02")
    form = {
        "code": "XX-99",
        "name_zh": "号被盗了",
        "name_en": row.name_en,
        "group": row.group_id,
        "urgency": 1,
        "impact": 2,
    }

    answer = office.post("/admin/knowledge/category/AC-02/change/", form | {"is_active": "on"})

    row.refresh_from_db()
    assert (answer.status_code, row.name_zh, Category.objects.filter(pk="XX-99").exists()) == (302, "号被盗了", False)
