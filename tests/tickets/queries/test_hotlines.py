"""Whom somebody in danger can call is chosen by where they are, and said in their language."""

import re
from typing import Any

import pytest
from django.utils import translation

from tests.factories.people import make_player
from tests.factories.tickets import make_ticket
from tickets.classifiers.lexicons import load_hotlines
from tickets.models import Ticket
from tickets.queries.hotlines import hotlines_for, place_of, words_for_player

pytestmark = pytest.mark.django_db


def ticket_of(language: str = "zh-Hans", **player: Any) -> Ticket:
    ticket = make_ticket(player=make_player(**player))
    ticket.language = language
    return ticket


@pytest.mark.parametrize(
    ("player", "language", "place"),
    [
        ({"jurisdiction": "CN"}, "en", "zh-CN"),
        ({"jurisdiction": "US"}, "zh-Hans", "en-US"),
        ({"jurisdiction": "GB"}, "en", "en-GB"),
        ({"jurisdiction": "KR"}, "und", "ko-KR"),
        ({"jurisdiction": "DE"}, "en", "und"),
        ({"locale": "en-GB"}, "en", "en-GB"),
        ({}, "zh-Hans", "zh-CN"),
        ({}, "en", "en"),
        ({}, "und", "und"),
    ],
)
def test_the_place_of_the_player_comes_before_the_language(player: dict[str, Any], language: str, place: str) -> None:
    assert place_of(ticket_of(language, **player)) == place


@pytest.mark.parametrize(
    ("jurisdiction", "numbers"),
    [
        ("CN", ["12356", "12355", "120", "110"]),
        ("US", ["988", "911"]),
        ("GB", ["116 123", "999"]),
        ("KR", ["109", "112", "119"]),
        ("FR", ["", "112"]),
    ],
)
def test_somebody_who_listens_comes_first_and_rescue_after(jurisdiction: str, numbers: list[str]) -> None:
    lines = hotlines_for(ticket_of(jurisdiction=jurisdiction))

    assert [line.number for line in lines] == numbers
    assert "emergency" in {line.kind for line in lines}


def test_a_phone_is_called_without_spaces() -> None:
    assert hotlines_for(ticket_of(jurisdiction="GB"))[0].tel == "tel:116123"


def test_a_card_is_read_in_the_language_of_the_reader_and_the_words_go_out_in_that_of_the_player() -> None:
    english = ticket_of("en", jurisdiction="US")

    with translation.override("zh-hans"):
        assert hotlines_for(english)[0].name == "自杀与危机生命线，电话或短信"
        assert words_for_player(english) == (
            "If you are not safe right now, please call first, somebody answers:"
            " Suicide and Crisis Lifeline, call or text 988 (day and night); Emergency 911 (day and night)."
            " I stay here while you call."
        )
    with translation.override("en"):
        assert re.fullmatch(
            "如果您现在不安全，请先打电话，会有人接：全国统一心理援助热线 12356（.+）；青少年服务热线 12355；"
            "急救 120.+；报警 110.+。"
            "您打电话的时候，我在这里等您。",
            words_for_player(ticket_of("zh-Hans")),
        )


def test_every_number_says_where_it_was_read_and_none_promises_hours_that_nobody_keeps() -> None:
    rows = [row for rows in load_hotlines()["locales"].values() for row in rows]
    aid = next(row for row in rows if row["number"] == "12356")

    assert [row for row in rows if row["number"] and not row["source"]] == []
    assert all(re.fullmatch(r"|\d{4}-\d\d-\d\d", row["checked_on"]) for row in rows)
    assert (aid["zh_hours"], aid["checked_on"]) == ("每天至少 18 小时，多地 24 小时", "2026-12-01")
