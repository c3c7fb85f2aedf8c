"""The survey on the player's page: answered by the link's holder, changed for seven days, never losing a word."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from core import clock
from core.actions.time_shift import shifted
from core.models import Actor
from qa.actions.surveys import expire_surveys
from qa.models import Survey
from tests.factories.people import make_agent
from tests.factories.tickets import make_ticket, relay_all
from tickets.actions import lifecycle
from tickets.actions.tracking import live_link, make_link, token_for
from tickets.enums import Status
from tickets.models import Ticket

pytestmark = pytest.mark.django_db
ENGLISH = {"Accept-Language": "en"}
HOSTILE = "</textarea><img src=x onerror=1>{{ ticket.internal_note }}\u202e"


@pytest.fixture
def ticket() -> Ticket:
    """A closed ticket whose survey is open."""
    ticket = make_ticket(Status.CLOSED)
    relay_all()
    return ticket


def token_of(ticket: Ticket) -> str:
    link = live_link(ticket)
    assert link is not None
    return token_for(link)


def answer(client: Client, token: str, **data: Any) -> Any:
    return client.post(f"/support/t/{token}/survey", data, headers=ENGLISH)


def shown_to(client: Client, ticket: Ticket) -> str:
    return client.get(f"/support/t/{token_of(ticket)}", headers=ENGLISH).content.decode()


def test_an_answer_is_kept_and_the_page_thanks(client, ticket):
    answer(client, token_of(ticket), score=5, comment="很耐心")

    assert (Survey.objects.get().score, Survey.objects.get().comment) == (5, "很耐心")
    assert "Thank you, noted" in shown_to(client, ticket)


def test_the_answer_leads_back_to_the_card(client, ticket):
    sent = answer(client, token_of(ticket), score=1)

    assert (sent.status_code, sent["Location"]) == (302, f"/support/t/{token_of(ticket)}#survey")
    assert Survey.objects.get().score == 1


def test_a_second_answer_replaces_the_first(client, ticket):
    answer(client, token_of(ticket), score=1, comment="no")

    answer(client, token_of(ticket), score=4, comment="")

    assert Survey.objects.values_list("score", "comment").get() == (4, "")


@pytest.mark.parametrize("score", ["", "0", "6", "x", "５", "-1"])
def test_a_score_that_is_none_is_refused_and_the_words_stay(client, ticket, score):
    refused = answer(client, token_of(ticket), score=score, comment="my words")

    assert refused.status_code == 422
    assert 'id="thread"' in refused.content.decode()
    assert "Please choose one of the five faces." in refused.content.decode()
    assert ">my words</textarea>" in refused.content.decode()
    assert Survey.objects.get().score is None


@pytest.mark.parametrize("comment", ["长" * 2001, "长" * 100_000])
def test_words_that_are_too_many_are_refused_and_nothing_is_lost(client, ticket, comment):
    refused = answer(client, token_of(ticket), score=2, comment=comment)

    page = refused.content.decode()
    assert refused.status_code == 422
    assert 'class="field__error"' in page
    assert f">{comment}</textarea>" in page
    assert 'value="2" required checked' in " ".join(page.split())


@pytest.mark.parametrize("comment", ["\u200b\u200d", " \n "])
def test_words_that_nobody_sees_are_none(client, ticket, comment):
    answer(client, token_of(ticket), score=3, comment=comment)

    assert Survey.objects.values_list("score", "comment").get() == (3, "")


def test_bytes_that_cannot_be_stored_are_refused(client, ticket):
    assert answer(client, token_of(ticket), score=3, comment="a\x00b").status_code == 400


def test_a_comment_is_shown_as_words(client, ticket):
    answer(client, token_of(ticket), score=3, comment=HOSTILE)

    shown = shown_to(client, ticket)

    assert "<img src=x" not in shown
    assert "&lt;/textarea&gt;&lt;img src=x onerror=1&gt;{{ ticket.internal_note }}" in shown


def test_after_seven_days_no_answer_is_taken(client, ticket):
    token = token_of(ticket)
    with shifted(clock.now() + timedelta(days=8)):
        expire_surveys()

        refused = answer(client, token, score=5)

    assert refused.status_code == 409
    assert Survey.objects.get().score is None


def test_no_other_link_answers(client, ticket):
    old = token_of(ticket)
    make_link(ticket, by=Actor.system())

    statuses = [answer(client, token, score=5).status_code for token in (old, "A" * 32, "é", "x" * 5000)]

    assert statuses == [404, 404, 404, 404]
    assert Survey.objects.get().score is None


def test_an_unresolved_ticket_has_no_survey(client):
    ticket = make_ticket(Status.OPEN)

    assert answer(client, token_of(ticket), score=5).status_code == 409
    assert 'id="survey"' not in client.get(f"/support/t/{token_of(ticket)}").content.decode()


def resolved(**fields: Any) -> Ticket:
    ticket = make_ticket(Status.RESOLVED, **fields)
    relay_all()
    return ticket


def test_one_thing_is_asked_at_a_time(client):
    assert 'id="survey"' not in shown_to(client, resolved())


def test_who_says_no_is_not_asked_how_it_was(client):
    ticket = resolved()

    client.post(f"/support/t/{token_of(ticket)}/solved", {"solved": "no"})
    relay_all()

    assert 'id="survey"' not in shown_to(client, ticket)


def test_who_says_yes_is_asked_how_it_was(client):
    ticket = resolved()

    client.post(f"/support/t/{token_of(ticket)}/solved", {"solved": "yes"})

    assert "How was our service?" in shown_to(client, ticket)


def test_a_ticket_that_closes_by_itself_is_rated_for_seven_days_more(client):
    ticket = resolved()
    with shifted(clock.now() + timedelta(days=8)):
        expire_surveys()
        lifecycle.close(ticket, by=Actor.system(), reason="unanswered")
        relay_all()

        answer(client, token_of(ticket), score=4)

    assert Survey.objects.get().score == 4


def test_a_rating_of_an_earlier_end_is_shown_as_such_and_gives_way_to_a_new_one(client, ticket):
    answer(client, token_of(ticket), score=2, comment="还没到账")
    agent = make_agent("supervisor")
    lifecycle.reopen(ticket, by=Actor.of_agent(agent), reason="again")
    with shifted(clock.now() + timedelta(days=8)):
        lifecycle.resolve(ticket, by=Actor.of_agent(agent), summary="补发", root_cause="渠道")
        lifecycle.close(ticket, by=Actor.system(), reason="unanswered")
        relay_all()
        before = shown_to(client, ticket)

        answer(client, token_of(ticket), score=5)
        after = shown_to(client, ticket)

    assert "How was our service this time?" in before
    assert "Before it was opened again you answered" in before
    assert "checked" not in before.partition('id="survey"')[2].partition("</section>")[0]
    assert ("Thank you, noted" in after, "Very satisfied" in after) == (True, True)


def test_the_rating_is_told_on_the_tickets_timeline(client, ticket):
    desk = Client()
    desk.force_login(make_agent(language="en"))
    answer(client, token_of(ticket), score=5)

    page = desk.get(f"/desk/tickets/{ticket.number}?card=timeline").content.decode()

    assert "rated our service: Very satisfied" in page
    assert "survey.answered" not in page
