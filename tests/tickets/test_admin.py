"""Spans, prepared texts and categories in the administration."""

from typing import Any

import pytest
from django.test import Client

from core.models import Skill
from knowledge.models import Category
from tests.factories.people import load_reference, make_agent
from tickets.models import LifecyclePolicy, Macro, RoutingPolicy, SkillNeed

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
     "tickets/routingpolicy/", "tickets/routingpolicy/add/", "tickets/skillneed/", "tickets/skillneed/add/",
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


@pytest.mark.parametrize("kind", ["lifecyclepolicy", "routingpolicy"])
def test_every_game_has_one_row(office: Client, kind: str) -> None:
    spans = {"close_after_days": "7", "reopen_within_days": "14", "archive_after_days": "30", "undo_send_seconds": "8"}
    given = spans | ROUTING
    office.post(f"/admin/tickets/{kind}/add/", given)

    again = office.post(f"/admin/tickets/{kind}/add/", given)

    assert (again.status_code, "这一项已经有了" in again.content.decode()) == (200, True)
    assert {"lifecyclepolicy": LifecyclePolicy, "routingpolicy": RoutingPolicy}[kind].objects.count() == 1


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


ROUTING = {
    "game": "", "is_automatic": "on", "level_after_minutes": "1", "skill_after_minutes": "2",
    "language_after_minutes": "3", "give_back_after_minutes": "4",
}  # fmt: skip


@pytest.mark.parametrize(
    "wrong",
    [
        {"level_after_minutes": "3"},
        {"skill_after_minutes": "-1"},
        {"language_after_minutes": "10081"},
        {"give_back_after_minutes": "bald"},
        {"level_after_minutes": ""},
        {"game": "9999999"},
    ],
    ids=str,
)
def test_spans_of_routing_that_cannot_be_meant_are_refused(office: Client, wrong: dict[str, str]) -> None:
    policy = RoutingPolicy.objects.get(game=None)
    path = f"/admin/tickets/routingpolicy/{policy.pk}/change/"

    refused = office.post(path, ROUTING | wrong)
    kept = office.post(path, ROUTING)

    policy.refresh_from_db()
    assert (refused.status_code, kept.status_code) == (200, 302)
    assert (policy.level_after_minutes, policy.give_back_after_minutes) == (1, 4)


def test_a_need_is_of_a_category_or_a_tier_and_can_be_taken_away(office: Client) -> None:
    skill = Skill.objects.get(code="calming")
    given = {"category": "", "tier": "", "skill": skill.pk, "level": "2"}

    nothing = office.post("/admin/tickets/skillneed/add/", given)
    made = office.post("/admin/tickets/skillneed/add/", given | {"category": "CP-01"})
    twice = office.post("/admin/tickets/skillneed/add/", given | {"category": "CP-01"})
    (need,) = SkillNeed.objects.filter(skill=skill)
    assert nothing.content.decode().count("请选择分类或玩家层级") == 1
    gone = office.post(f"/admin/tickets/skillneed/{need.pk}/delete/", {"post": "yes"})

    assert (nothing.status_code, made.status_code, twice.status_code, gone.status_code) == (200, 302, 200, 302)
    assert not SkillNeed.objects.filter(skill=skill).exists()
