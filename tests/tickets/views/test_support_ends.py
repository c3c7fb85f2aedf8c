"""The end of a ticket and what comes after it, as its player sees it: "no", closed, opened again, a new matter."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from core import clock
from core.models import Actor, Agent, Group
from tests.factories.people import make_agent
from tests.factories.tickets import make_ticket
from tests.tickets.views.test_support_tracking import page_of, read, say
from tickets.actions import lifecycle, replies
from tickets.enums import Status
from tickets.models import Message, Ticket

pytestmark = pytest.mark.django_db


@pytest.fixture
def agent() -> Agent:
    return make_agent("supervisor", name="林夏")


def answer(client: Client, ticket: Ticket, solved: str, comment: str = "") -> Any:
    return client.post(f"{page_of(ticket)}/solved", {"solved": solved, "comment": comment})


def words(html: str) -> str:
    """What a reader sees, without the marks."""
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", ["Sorry that it is not solved yet", "林夏 goes on with it.", "What is still missing?"]),
        ("zh-hans", ["抱歉，还没给您解决好", "林夏会接着为您处理。", "还差什么没解决？"]),
    ],
)
def test_a_no_is_met_with_sorry_and_the_question_what_is_missing(
    client: Client, agent: Agent, language: str, said: list[str]
) -> None:
    ticket = make_ticket(Status.RESOLVED, agent=agent)

    answer(client, ticket, "no")

    html = read(client, ticket, language)
    assert f"<h1>{said[0]}</h1>" in html
    assert [sentence in html for sentence in said] == [True, True, True]


def test_what_was_said_with_a_no_is_seen_and_not_asked_for_again(client: Client, agent: Agent) -> None:
    ticket = make_ticket(Status.RESOLVED, agent=agent)

    answer(client, ticket, "no", "坐骑还没回来")

    html = read(client, ticket)
    assert "坐骑还没回来" in html.partition('id="thread"')[2].partition('id="ask"')[0]
    assert "What is still missing?" not in html


def test_after_our_next_word_the_page_goes_on_as_ever(client: Client, agent: Agent) -> None:
    ticket = make_ticket(Status.RESOLVED, agent=agent)
    answer(client, ticket, "no")

    replies.send_reply(ticket, by=Actor.of_agent(agent), body="我再查")

    html = read(client, ticket)
    assert "<h1>林夏 is looking after it</h1>" in html
    assert "What is still missing?" not in html


def test_a_ticket_that_goes_back_to_the_first_line_is_not_told_as_going_to_a_specialist(client: Client) -> None:
    agent = make_agent("supervisor", name="林夏")
    ticket = make_ticket(Status.OPEN, agent=agent)
    lifecycle.hand_over(ticket, by=Actor.of_agent(agent), group=Group.objects.get(code="PAY"), note="查订单")
    lifecycle.hand_over(ticket, by=Actor.of_agent(agent), group=Group.objects.get(code="FL"), note="查好了")

    html = read(client, ticket)

    assert html.count("Passed on to") == 1
    assert "Back with your support team" in html


def test_a_ticket_that_only_came_to_the_first_line_was_with_no_specialist(client: Client) -> None:
    agent = make_agent("supervisor", name="林夏")
    ticket = make_ticket(Status.OPEN, agent=agent)
    Ticket.objects.filter(pk=ticket.pk).update(group=Group.objects.get(code="PAY"))
    lifecycle.hand_over(ticket, by=Actor.of_agent(agent), group=Group.objects.get(code="FL"), note="不是支付")

    now = read(client, ticket).partition('aria-current="step"')[2].partition("</li>")[0]

    assert "<span>Reply</span>" in now


def test_a_closed_page_has_one_place_to_write_and_says_what_will_happen(client: Client, agent: Agent) -> None:
    html = read(client, make_ticket(Status.CLOSED, agent=agent))

    assert html.count("<textarea") == 1
    assert "Reply to 林夏" not in html
    assert "opens it again: it is not solved" in html
    assert "becomes a new ticket: it is something else" in html
    assert "just write below" not in words(html)


def test_words_on_the_same_matter_open_the_closed_ticket_again(client: Client) -> None:
    ticket = make_ticket(Status.CLOSED)

    for _ in range(2):
        response = say(client, ticket, "又丢了", way="reopen")

    ticket.refresh_from_db()
    assert (response.status_code, response["Location"]) == (303, f"{page_of(ticket)}#last")
    assert (ticket.status, ticket.reopen_count, Ticket.objects.count()) == (Status.OPEN, 1, 1)
    assert Message.objects.filter(ticket=ticket, body="又丢了").count() == 1


def test_words_on_another_matter_open_a_new_ticket(client: Client) -> None:
    ticket = make_ticket(Status.CLOSED)

    say(client, ticket, "另一件事", way="new")

    ticket.refresh_from_db()
    assert (ticket.status, Ticket.objects.count()) == (Status.CLOSED, 2)


def test_when_the_days_are_over_only_a_new_ticket_is_offered_and_nothing_is_lost(client: Client) -> None:
    ticket = make_ticket(Status.CLOSED)

    with clock.frozen(clock.now() + timedelta(days=15)):
        html = read(client, ticket)
        late = say(client, ticket, "还是不行", way="reopen")

    shown = late.content.decode()
    assert 'name="way"' not in html
    assert "What you write opens a new one that is linked to it." in html
    assert (late.status_code, "还是不行" in shown, "The time for reopening is over" in shown) == (422, True, True)


def test_what_is_missing_is_not_asked_for_once_it_was_said(client: Client, agent: Agent) -> None:
    ticket = make_ticket(Status.RESOLVED, agent=agent)
    answer(client, ticket, "no")

    say(client, ticket, "坐骑还是没有")

    html = read(client, ticket)
    assert "What is still missing?" not in html
    assert "坐骑还是没有" in html


def test_who_opens_a_closed_ticket_by_a_message_is_not_asked_what_is_missing(client: Client, agent: Agent) -> None:
    ticket = make_ticket(Status.CLOSED, agent=agent)

    say(client, ticket, "又不见了", way="reopen")

    ticket.refresh_from_db()
    assert ticket.status == Status.OPEN
    assert "What is still missing?" not in read(client, ticket)


def test_words_that_come_with_an_answer_that_is_too_late_stand_on_the_page(client: Client, agent: Agent) -> None:
    ticket = make_ticket(Status.RESOLVED, agent=agent)
    lifecycle.reopen(ticket, by=Actor.of_agent(agent), reason="客服自己重开")

    late = answer(client, ticket, "no", "坐骑没回来，而且坐骑装备也没了")
    silent = answer(client, ticket, "no")

    assert late.status_code == 409
    assert "坐骑没回来，而且坐骑装备也没了</textarea>" in late.content.decode()
    assert silent.status_code == 303
