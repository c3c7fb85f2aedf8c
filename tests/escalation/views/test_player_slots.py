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
from tickets.actions import lifecycle, replies
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


MONDAY = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)  # 10:00 in Shanghai
LATE = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)  # Friday, 23:00 in Shanghai: the service hours are over till Monday


def unpaid(at: Status = Status.NEW, **fields: Any) -> Ticket:
    """A top-up that did not arrive, as urgent as its category: an answer in eight service hours, solved in four."""
    ticket = make_ticket(at, category="PY-01", **fields)
    Ticket.objects.filter(pk=ticket.pk).update(priority=3)
    ticket.refresh_from_db()
    return ticket


def test_the_form_promises_no_answer_after_the_matter_is_to_be_solved(client: Client) -> None:
    with clock.frozen(LATE):
        html = form(client, "PY-01")

    told = html.partition('class="submit__when"')[2].partition("</p>")[0]
    assert 'datetime="2026-11-20T19:00:00Z"' in told  # solved within 4 hours, day and night


@pytest.mark.parametrize("at", [Status.NEW, Status.OPEN])
def test_the_page_promises_no_answer_after_the_matter_is_to_be_solved(client: Client, at: Status) -> None:
    with clock.frozen(LATE):
        ticket = unpaid(at)
        relay_all()
        html = page(client, ticket)

    assert '<span class="hero__t"><time datetime="2026-11-20T19:00:00Z"' in html


def test_a_solution_that_is_late_already_moves_no_later_answer_into_the_past(client: Client) -> None:
    with clock.frozen(LATE):
        agent = make_agent("supervisor")
        ticket = unpaid(Status.OPEN, agent=agent)
        replies.send_reply(ticket, by=Actor.of_agent(agent), body="在查了")
    with clock.frozen(MONDAY):
        replies.receive_message(ticket, by=Actor.of_player(ticket.player_id, "青衫"), body="还没到账")
        relay_all()
        html = page(client, ticket)

    assert ("We answer by" in html, "are late" in html) == (True, False)


def test_the_page_after_sending_promises_what_the_form_promised(client: Client) -> None:
    with clock.frozen(LATE):
        ticket = unpaid()
        token = token_for(live_link(ticket))  # type: ignore[arg-type]
        html = client.get(f"/support/t/{token}/thanks", headers={"Accept-Language": "en"}).content.decode()
        relay_all()
        after = page(client, ticket)

    promised = '<span class="hero__t"><time datetime="2026-11-20T19:00:00Z"'
    assert (promised in html, promised in after) == (True, True)


def test_a_players_no_has_its_moment_at_once(client: Client) -> None:
    with clock.frozen(NOW):
        agent = make_agent("supervisor")
        ticket = make_ticket(Status.OPEN, agent=agent, category="AC-02")
        replies.send_reply(ticket, by=Actor.of_agent(agent), body="好了")
        lifecycle.resolve(ticket, by=Actor.of_agent(agent), summary="好了", root_cause="缓存")
        relay_all()
        lifecycle.confirm(ticket, by=Actor.of_player(ticket.player_id, "青衫"), solved=False)
        ticket.refresh_from_db()
        before = page(client, ticket)
        relay_all()
        after = page(client, ticket)

    told = [html.partition('class="hero__t">')[2].partition("</time>")[0] for html in (before, after)]
    assert told[0]
    assert told[0] == told[1]


def test_without_a_policy_the_page_promises_nothing(client: Client) -> None:
    SlaPolicy.objects.all().delete()

    assert "We answer by" not in page(client, make_ticket(category="AC-02"))


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
