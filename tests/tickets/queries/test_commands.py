"""What the palette offers: every label is found in both languages and by its pinyin, and nothing beyond the rights."""

import json

import pytest
from django.utils import translation

from core.models import Group
from tests.factories.people import make_agent, make_player
from tests.factories.tickets import make_ticket
from tests.tickets.browser import text_of, url_of
from tickets.enums import Status
from tickets.models import Macro, Tag
from tickets.queries.commands import commands_for
from tickets.queries.finds import found_by_number
from tickets.queries.keys import KEYS, words_of

pytestmark = pytest.mark.django_db


def has_han(text):
    return any("\u3400" <= char <= "\u9fff" for char in text)


def test_every_chinese_label_is_found_by_pinyin_and_by_its_initials(desk_rows):
    with translation.override("zh-hans"):
        commands = commands_for(make_agent("admin"))

    chinese = [command for command in commands if has_han(command["label"])]
    silent = [
        command["label"]
        for command in chinese
        if len([word for word in command["words"].split() if word.isascii() and word.isalnum()]) < 2
    ]
    assert len(chinese) > 30
    assert silent == []


@pytest.mark.parametrize(
    ("name", "typed"), [("unmerge", "qxhb"), ("go account_logout", "tcdl"), ("view unassigned", "wfp")]
)
def test_what_has_no_key_of_its_own_is_found_by_the_initials_of_its_chinese_name(desk_rows, name, typed):
    with translation.override("zh-hans"):
        command = next(command for command in commands_for(make_agent()) if command["id"] == name)

    assert typed in command["words"].split()


@pytest.mark.parametrize(
    ("usual", "typed"), [("r", "hf"), ("i", "lq"), ("e", "jj"), ("n", "bz"), ("m", "kjhf"), ("f", "shtx")]
)
def test_a_deed_is_found_by_the_initials_of_its_chinese_name(usual, typed):
    key = next(key for key in KEYS if key.usual == usual)

    assert any(word.startswith(typed) for word in words_of(key).split())


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("key Shift+m", "合并"),
        ("key Shift+m", "hebing"),
        ("key Shift+m", "merge"),
        ("key Shift+s", "拆分"),
        ("key Shift+s", "chaifen"),
        ("key Shift+l", "关联"),
        ("key z", "搁置"),
        ("key f", "提醒"),
        ("scheme dark", "dark"),
        ("scheme dark", "深色"),
        ("scheme dark", "夜间"),
        ("scheme dark", "night"),
        ("scheme dark", "mode"),
    ],
)
def test_a_deed_is_found_by_its_usual_words_whatever_the_language(desk_rows, language, name, typed):
    with translation.override(language):
        command = next(command for command in commands_for(make_agent()) if command["id"] == name)

    assert any(word.startswith(typed) for word in f"{command['label']} {command['words']}".lower().split())


def test_the_answer_is_kept_by_the_browser_until_something_changes(desk):
    first = desk.get("/desk/commands")
    again = desk.get("/desk/commands", headers={"If-None-Match": first["ETag"]})
    Macro.objects.all().delete()
    desk.post("/i18n/setlang", {"language": "zh-hans"})
    other = desk.get("/desk/commands", headers={"If-None-Match": first["ETag"]})

    assert (first.status_code, again.status_code, again.content, other.status_code) == (200, 304, b"", 200)
    assert "private" in first["Cache-Control"]


# --- Answers on a ticket -----------------------------------------------------------------------------------------


def choices(client, ticket):
    return json.loads(text_of(client.get(url_of(ticket, "choices"))))


def test_the_answers_are_those_that_the_agent_may_give(desk, agent, sign_in):
    ticket = make_ticket(Status.OPEN, agent=agent)
    colleague = make_agent("agent", name="周屿")

    mine = choices(desk, ticket)
    theirs = choices(sign_in(make_agent("analyst")), ticket)

    assert "zy" in next(c for c in mine["assign"] if c["id"] == f"assign {colleague.pk}")["words"].split()
    assert str(agent.pk) not in {choice["values"]["agent_id"] for choice in mine["assign"]}
    assert {"SEC"} <= {choice["hint"] for choice in mine["hand_over"]}
    assert ticket.group.code not in {choice["hint"] for choice in mine["hand_over"]}
    assert ticket.category_id not in {choice["values"]["category"] for choice in mine["category"]}
    assert not {"assign", "hand_over", "category", "priority"} & theirs.keys()


def test_the_answers_of_a_hidden_ticket_are_not_there(desk):
    ticket = make_ticket()
    ticket.is_restricted, ticket.group = True, Group.objects.get(code="SEC")
    ticket.save()

    assert desk.get(url_of(ticket, "choices")).status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_the_answers_cost_the_same_for_one_and_three(desk, agent, count, django_assert_num_queries):
    ticket = make_ticket(Status.OPEN, agent=agent)
    for _ in range(count):
        make_agent("agent")
    desk.get(url_of(ticket, "choices"))

    with django_assert_num_queries(8):
        desk.get(url_of(ticket, "choices"))


# --- Numbers -----------------------------------------------------------------------------------------------------


def test_a_ticket_is_found_by_its_number_and_by_its_last_digits(agent, django_assert_num_queries):
    ticket, other = make_ticket(), make_ticket()
    last = str(ticket.number)[-2:]
    found_by_number(agent, last)

    with django_assert_num_queries(3):
        ending = [line["url"] for line in found_by_number(agent, last)]

    assert url_of(ticket) in ending
    assert (url_of(other) in ending) == str(other.number).endswith(last)
    assert found_by_number(agent, f"#{ticket.number}")[0]["url"] == url_of(ticket)


def test_a_player_is_found_by_the_id_and_nobody_finds_what_is_not_theirs(agent):
    player = make_player(uid="880012345")
    ticket = make_ticket(player=player)
    hidden = make_agent()
    hidden.grants.all().delete()

    assert f"player {player.pk}" in {line["id"] for line in found_by_number(agent, "880012345")}
    assert found_by_number(hidden, "880012345") == []
    assert found_by_number(hidden, str(ticket.number).zfill(2)) == []


@pytest.mark.parametrize("text", ["", "1", "abc", "12a", "９９", "-12", "1" * 40, "# 12", "0x10"])
def test_what_is_no_number_finds_nothing(desk, text):
    answer = desk.get("/desk/finds", {"q": text})

    assert (answer.status_code, json.loads(text_of(answer))) == (200, [])


# --- Tags --------------------------------------------------------------------------------------------------------


def test_only_tags_in_use_are_offered(desk):
    Tag.objects.create(code="refund", name_zh="退款", name_en="Refund")
    Tag.objects.create(code="old", state="retired")

    offered = json.loads(text_of(desk.get("/desk/tags")))

    assert [tag["code"] for tag in offered] == ["refund"]
    assert "tk" in offered[0]["words"].split()
