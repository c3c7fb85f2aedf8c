"""What happened since somebody looked, and what the palette and the lists make of it."""

import pytest

from core import clock
from core.models import Actor
from tests.factories.people import make_agent
from tests.factories.tickets import make_ticket
from tickets.actions import changes, lifecycle, replies
from tickets.enums import Priority, Status
from tickets.forms.desk_reply import promise_choices
from tickets.queries.commands import commands_for
from tickets.queries.news import news_since

pytestmark = pytest.mark.django_db


def test_news_are_the_changes_above_the_version_in_their_order(agent):
    ticket = make_ticket(Status.OPEN, agent=agent)
    seen, by = ticket.version, Actor.of_agent(agent)
    replies.receive_message(ticket, by=Actor.of_player(ticket.player_id, "青衫落拓"), body="补充")
    replies.add_note(ticket, by=by, body="note")
    changes.change_ticket(ticket, by=by, priority=Priority.P0)

    news = news_since(ticket, seen)

    assert [(item["kind"], item.get("body"), item.get("visibility")) for item in news] == [
        ("message.received", "补充", "public"),
        ("message.noted", "note", "internal"),
        ("ticket.changed", None, None),
    ]
    assert [item["version"] for item in news] == [seen + 1, seen + 2, seen + 3]
    assert all(not {"version", "message_seq"} & item["data"].keys() for item in news)


def test_nothing_is_new_to_who_has_seen_the_newest(agent):
    ticket = make_ticket(Status.OPEN, agent=agent)

    assert news_since(ticket, ticket.version) == []


def test_what_raises_no_version_is_no_news(agent):
    ticket = make_ticket(Status.OPEN, agent=agent)

    lifecycle.follow_up(ticket, by=Actor.of_agent(agent), at=None)

    assert news_since(ticket, ticket.version) == []


@pytest.mark.parametrize("many", [1, 3])
def test_news_cost_the_same_for_one_and_three(agent, many, django_assert_num_queries):
    ticket = make_ticket(Status.OPEN, agent=agent)
    seen = ticket.version
    for number in range(many):
        replies.add_note(ticket, by=Actor.of_agent(agent), body=f"note {number}")

    with django_assert_num_queries(2):
        news = news_since(ticket, seen)

    assert len(news) == many


def test_news_end_at_their_limit(agent):
    ticket = make_ticket(Status.OPEN, agent=agent)
    for number in range(3):
        replies.add_note(ticket, by=Actor.of_agent(agent), body=f"note {number}")

    assert [item["body"] for item in news_since(ticket, ticket.version, limit=2)] == ["note 0", "note 1"]


def test_news_of_another_ticket_are_not_told(agent):
    ticket, other = (make_ticket(Status.OPEN, agent=agent) for _ in range(2))
    replies.add_note(other, by=Actor.of_agent(agent), body="elsewhere")

    assert news_since(ticket, ticket.version) == []


def test_the_palette_costs_two_statements_and_is_found_in_both_languages(django_assert_num_queries):
    agent = make_agent()

    with django_assert_num_queries(2):
        commands = commands_for(agent)

    mine = next(command for command in commands if command.get("url") == "/desk/views/mine")
    assert all({"id", "label", "group", "words"} <= command.keys() for command in commands)
    assert "mine" in mine["words"]
    assert len(mine["words"].split()) >= 3


def test_late_at_night_the_next_morning_is_offered():
    with clock.frozen(clock.parse_iso("2026-11-20T21:59:00+08:00")):
        evening = promise_choices()[-1]
    with clock.frozen(clock.parse_iso("2026-11-20T22:00:00+08:00")):
        night = promise_choices()[-1]

    assert [f"{choice.at:%d %H:%M}" for choice in (evening, night)] == ["20 23:00", "21 10:00"]
