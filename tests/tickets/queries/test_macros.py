"""Prepared texts with their gaps filled."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core import clock
from core.models import Group
from tests.factories.people import make_agent, make_player
from tests.factories.tickets import make_ticket
from tickets.models import Macro
from tickets.queries.macros import filled, fits, gaps_of, macros_for, player_reads_english

GAPS = {"player.name": "{{agent.name}}", "agent.name": "林夏", "ticket.number": "#1"}


@pytest.mark.parametrize(
    ("text", "result"),
    [
        ("{{agent.name}}", "林夏"),
        ("{{ agent.name }}！", "林夏！"),
        ("{{player.name}}", "{{agent.name}}"),  # what is filled in is never read again
        ("{{player.password}}", "{{player.password}}"),
        ("{{agent.name.__class__}}", "{{agent.name.__class__}}"),
        ("{% load x %}{{ 7*7 }}{agent.name}", "{% load x %}{{ 7*7 }}{agent.name}"),
    ],
)
def test_gaps_are_filled_once_and_from_the_list_alone(text, result):
    assert filled(text, GAPS) == result


@given(st.text())
def test_any_text_without_known_gaps_stays_as_it_is(text):
    assert filled(text, {}) == text


def test_a_macro_fits_its_categories_or_all():
    assert fits(Macro(categories=[]), "AC-02")
    assert fits(Macro(categories=["AC"]), "AC-02")
    assert fits(Macro(categories=["AC-02"]), "AC-02")
    assert not fits(Macro(categories=["A", "AC-01"]), "AC-02")


@pytest.mark.django_db
def test_those_for_the_category_come_first_and_foreign_groups_are_left_out(agent, django_assert_num_queries):
    Macro.objects.all().delete()
    texts = {"title_zh": "题", "title_en": "title", "body_zh": "{{promise.due}}前", "body_en": "by {{promise.due}}"}
    Macro.objects.create(code="a-all", **texts)
    Macro.objects.create(code="b-fits", categories=["OT"], **texts)
    Macro.objects.create(code="c-other", categories=["PY"], **texts)
    Macro.objects.create(code="d-group", group=Group.objects.get(code="FL"), **texts)
    Macro.objects.create(code="e-foreign", group=Group.objects.get(code="SEC"), **texts)
    Macro.objects.create(code="f-off", is_active=False, **texts)
    ticket = make_ticket()
    ticket.category_id = "OT-09"
    macros_for(ticket, agent, promise_due=clock.now())

    with django_assert_num_queries(1):
        lines = macros_for(ticket, agent, promise_due=clock.now())

    assert [line.code for line in lines] == ["b-fits", "a-all", "c-other", "d-group"]
    assert [line.is_suggested for line in lines] == [True, False, False, False]
    assert all(line.needs_promise for line in lines)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("language", "locale", "english"),
    [("en", "", True), ("zh-Hans", "en", False), ("und", "en-US", True), ("und", "", False)],
)
def test_the_text_speaks_the_players_language(agent, language, locale, english):
    ticket = make_ticket(player=make_player(nickname="", locale=locale))
    ticket.language = language

    gaps = gaps_of(ticket, agent, promise_due=clock.now() + timedelta(days=3), english=player_reads_english(ticket))

    assert player_reads_english(ticket) is english
    assert gaps["player.name"] == ("there" if english else "玩家")
    assert gaps["game.name"] == ("Huanle" if english else "欢乐牌局")
    assert gaps["agent.name"] == "林夏"


@pytest.mark.django_db
def test_every_shipped_macro_has_only_known_gaps(agent):
    ticket = make_ticket()

    texts = [
        line.text
        for line in macros_for(ticket, make_agent(groups=("FL", "SEC", "CARD", "PAY")), promise_due=clock.now())
    ]

    assert texts
    assert not [text for text in texts if "{{" in text]


@pytest.mark.django_db
@pytest.mark.parametrize(("language", "needs"), [("en", True), ("zh", False)])
def test_a_promise_is_asked_for_where_the_text_that_is_read_names_one(agent, language, needs):
    Macro.objects.create(
        code="en-only", title_zh="题", title_en="t", body_zh="您好", body_en="By {{ promise.due }} we answer"
    )
    ticket = make_ticket()
    ticket.language = language

    line = next(one for one in macros_for(ticket, agent, promise_due=clock.now()) if one.code == "en-only")

    assert line.needs_promise is needs
