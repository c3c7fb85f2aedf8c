"""What players are told about time: on the form before they send, and on their page after."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from core import clock
from core.models import Actor
from escalation.actions.promises import make_promise
from escalation.models import SlaPolicy
from tests.factories.escalation import load_policy
from tests.factories.people import make_agent, make_game
from tests.factories.tickets import make_ticket, relay_all
from tickets.actions.tracking import live_link, token_for
from tickets.enums import Status
from tickets.models import Ticket

NOW = datetime(2026, 11, 20, 12, 8, tzinfo=UTC)  # Friday, 20:08 in Shanghai

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _policies() -> None:
    load_policy()


def page(client: Client, ticket: Ticket) -> str:
    link = live_link(ticket)
    assert link is not None
    return client.get(f"/support/t/{token_for(link)}", headers={"Accept-Language": "en"}).content.decode()


def form(client: Client, category: str) -> str:
    make_game()
    path = f"/support/new?game=huanle&category={category}"
    return client.get(path, headers={"Accept-Language": "en"}).content.decode()


@pytest.mark.parametrize(
    ("category", "minute"),
    [
        ("AC-02", "20:23"),
        ("CD-06", "21:08"),
        ("CN-01", "24 Nov 12:08"),
    ],  # P1 in 15 minutes, P2 in an hour, P4 in 16 working hours
)
def test_the_form_says_when_the_answer_comes(client: Client, category: str, minute: str) -> None:
    with clock.frozen(NOW):
        html = form(client, category)

    told = html.partition('class="submit__when"')[2].partition("</p>")[0]
    assert minute in told


def test_without_a_category_or_a_policy_nothing_is_promised(client: Client) -> None:
    unchosen = form(client, "")
    SlaPolicy.objects.all().delete()
    unset = form(client, "AC-02")

    assert ("submit__when" in unchosen, "submit__when" in unset) == (False, False)


def test_the_page_says_until_when_there_is_an_answer(client: Client) -> None:
    with clock.frozen(NOW):
        ticket = make_ticket(category="AC-02")
        relay_all()
        html = page(client, ticket)

    assert 'We answer by <span class="hero__t"><time datetime="2026-11-20T12:23:00Z"' in html


def test_our_own_word_comes_before_every_clock(client: Client) -> None:
    with clock.frozen(NOW):
        agent = make_agent("supervisor")
        ticket = make_ticket(Status.OPEN, agent=agent, category="AC-02")
        make_promise(ticket, by=Actor.of_agent(agent), text="第一份进展", due_at=NOW + timedelta(hours=2))
        relay_all()
        html = page(client, ticket)

    assert 'datetime="2026-11-20T14:08:00Z"' in html


def test_a_word_that_was_not_kept_in_time_is_owned_up_to(client: Client) -> None:
    with clock.frozen(NOW):
        ticket = make_ticket(category="AC-02")
        relay_all()
    with clock.frozen(NOW + timedelta(minutes=16)):
        html = page(client, ticket)

    assert "and are late. We are on it." in html


@pytest.mark.parametrize("at", [Status.PENDING, Status.RESOLVED, Status.CLOSED])
def test_nothing_is_owed_while_it_is_the_players_turn(client: Client, at: Status) -> None:
    with clock.frozen(NOW):
        ticket = make_ticket(at, category="AC-02")
        relay_all()
        html = page(client, ticket)

    assert ("We answer by" in html, "are late" in html) == (False, False)


def test_our_word_costs_one_statement(client: Client, django_assert_num_queries: Any) -> None:
    ticket = make_ticket(Status.OPEN, category="AC-02")
    relay_all()
    link = live_link(ticket)
    assert link is not None

    with django_assert_num_queries(7):
        client.get(f"/support/t/{token_for(link)}")
