"""The administration speaks Chinese to whom reads Chinese and English to whom reads English, on every page."""

import re
from collections.abc import Callable
from typing import Any
from zoneinfo import available_timezones

import pytest
from django.contrib import admin
from django.db import models, transaction
from django.test import Client
from django.utils import translation

from core import clock
from core.actions.events import record
from core.actions.tokens import issue_token
from core.models import Actor, Grant, OutboxEntry, Region, Role
from escalation.models import CalendarDay, ServiceCalendar
from tests.factories.people import load_reference, make_agent, make_game, make_player
from tests.helpdesk.admin_pages import words_of
from tickets.models import LifecyclePolicy
from tickets.queries.filters import known_filters

pytestmark = pytest.mark.django_db

LATIN = re.compile(r"[A-Za-z]{2,}")
HAN = re.compile(r"[\u3400-\u9fff]")
# What is said in Latin letters in Chinese too: names of things, units, codes, examples of what to type.
ABBREVIATIONS = "API|SLA|UID|ID|JSON|IP|TOTP|URL|MOBA|RMT|VIP|Lucide|Control|Command|Mac"
CODES = re.compile(
    rf"\b(?:{ABBREVIATIONS})\b"
    r"|\b[A-Z]{2,3}(?:-[A-Z0-9]+)+\b"  # a rule of law
    r"|\b[A-Z]{2}(?:-\d\d)?\b"  # a category
    r"|\b\d*(?:bh|bd|m|h)\b"  # a span
    r"|\b[a-z_]+[.:@-][a-z0-9_.-]+\b"  # an event, a scope, an icon, an address
    r"|\bhd_live_[\w-]+"  # the beginning of a token
    r'|\{"status": \["open"\], "group": \["SEC"\]\}'  # an example of filters
    rf"|\b(?:{'|'.join(known_filters())})\b"  # a filter of a view, as it is written in JSON
)
NAMES_IN_THEIR_OWN_LANGUAGE = {"简体中文", "English"}


@pytest.fixture
def office(settings: Any) -> Callable[[str], Client]:
    """A house in which every page has a row, with names in one language; for an administrator who reads it."""
    settings.DEMO = True
    load_reference()

    def enter(language: str) -> Client:
        word = {"zh-hans": "甲", "en": "A"}[language]
        person = make_agent("admin", name=word, language=language)
        furnish(person, word)
        client = Client()
        client.force_login(person)
        return client

    return enter


def furnish(person: Any, word: str) -> None:
    game = make_game()
    Role.objects.create(code="clerk", name_zh="人事", name_en="Clerk")
    Region.objects.create(game=game, code="east", name_zh="华东", name_en="East")
    Grant.objects.create(agent=person, role=Role.objects.get(code="agent"), game=game)
    LifecyclePolicy.objects.create(game=game)
    calendar = ServiceCalendar.objects.get(code="service")
    CalendarDay.objects.create(calendar=calendar, on="2026-12-24", rule="special", windows=["10:00-16:00"])
    issue_token(person)
    with transaction.atomic():
        event = record("player.changed", subject=make_player(nickname=word), by=Actor.of_agent(person))
    OutboxEntry.objects.filter(pk=event.pk).update(parked_at=clock.now(), attempts=12)


def pages(model: type[models.Model]) -> list[str]:
    """The list, the form for a new one, and each kind of row once."""
    base = f"/admin/{model._meta.app_label}/{model._meta.model_name}/"
    keys = [model._default_manager.order_by(order).values_list("pk", flat=True).first() for order in ("pk", "-pk")]
    return [base, f"{base}add/", *(f"{base}{key}/change/" for key in dict.fromkeys(keys) if key is not None)]


def foreign(text: str, language: str) -> bool:
    if text in NAMES_IN_THEIR_OWN_LANGUAGE | available_timezones():
        return False
    return bool(HAN.search(text) if language == "en" else LATIN.search(CODES.sub("", text)))


def said(client: Client, path: str) -> list[str]:
    answer = client.get(path)
    assert answer.status_code in {200, 403}, path
    return words_of(answer.content.decode()) if answer.status_code == 200 else []


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("model", list(admin.site._registry), ids=lambda model: model._meta.label)
def test_every_page_speaks_the_language_of_its_reader(
    office: Callable[[str], Client], model: type[models.Model], language: str
) -> None:
    client = office(language)

    wrong = {path: [text for text in said(client, path) if foreign(text, language)] for path in pages(model)}

    assert {path: texts for path, texts in wrong.items() if texts} == {}


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_entrance_names_every_app_and_model(office: Callable[[str], Client], language: str) -> None:
    client = office(language)
    texts = said(client, "/admin/")

    with translation.override(language):
        names = {str(model._meta.verbose_name_plural) for model in admin.site._registry}
    assert [text for text in texts if foreign(text, language)] == []
    assert {name[0].upper() + name[1:] for name in names} <= set(texts)


@pytest.mark.parametrize("model", list(admin.site._registry), ids=lambda model: model._meta.label)
def test_every_field_that_is_shown_has_a_name_of_its_own(model: type[models.Model]) -> None:
    """Django makes one of the name of the field, such as "title zh", which is no phrase."""
    meta = model._meta
    page = admin.site._registry[model]
    shown = {str(name) for name in (*page.list_display, *(page.fields or ()), *getattr(page.form, "base_fields", ()))}

    made_up = [
        field.name
        for field in meta.fields
        if field.name in shown and isinstance(field.verbose_name, str) and field.name != meta.pk.name
    ]

    assert made_up == []
    assert not isinstance(meta.verbose_name, str)
    assert not isinstance(meta.verbose_name_plural, str)


@pytest.mark.parametrize(
    ("language", "words"), [("zh-hans", "还没有令牌"), ("en", "There is no token yet")]
)  # fmt: skip
def test_where_there_is_no_token_the_page_says_how_to_make_one(settings: Any, language: str, words: str) -> None:
    settings.DEMO = True
    person = make_agent("admin", language=language)
    client = Client()
    client.force_login(person)

    empty = client.get("/admin/core/apitoken/").content.decode()
    issue_token(person)
    full = client.get("/admin/core/apitoken/").content.decode()

    assert words in empty
    assert "manage.py api_token --user" in empty
    assert words not in full


@pytest.mark.parametrize(("language", "label"), [("zh-hans", "系统管理"), ("en", "Administration")])
def test_the_desk_leads_administrators_alone_to_the_administration(settings: Any, language: str, label: str) -> None:
    settings.DEMO = True
    menus = {}
    for role in ("admin", "manager", "agent"):
        client = Client()
        client.force_login(make_agent(role, language=language))
        menus[role] = client.get("/desk/", follow=True).content.decode()

    assert re.search(rf'<a href="/admin/">.*{label}</a>', menus["admin"])
    assert [role for role, menu in menus.items() if 'href="/admin/"' in menu] == ["admin"]


def test_the_scripts_speak_chinese_where_django_has_no_words_for_them(office: Callable[[str], Client]) -> None:
    texts = office("zh-hans").get("/admin/jsi18n/").content.decode()

    assert '"Choose all %s": "\\u5168\\u90e8\\u52a0\\u5165"' in texts
    assert '"Today": "\\u4eca\\u5929"' in texts
