"""Tickets that lie open, tickets asked for ahead, and a list in which nothing is left."""

import pytest

from core.models import Actor
from tests.factories.people import make_player
from tests.factories.tickets import make_ticket
from tests.tickets.browser import by_htmx, text_of, url_of
from tickets.actions import lifecycle
from tickets.actions.tabs import TABS_MOST
from tickets.enums import Status
from tickets.models import DeskSetup, ReadMark

pytestmark = pytest.mark.django_db


def test_the_last_eight_lie_open_in_order_and_one_is_closed(agent, desk):
    tickets = [make_ticket(player=make_player()) for _ in range(TABS_MOST + 1)]
    for ticket in (*tickets, tickets[-1]):
        desk.get(url_of(ticket), headers=by_htmx())
    assert DeskSetup.objects.get().tabs == [ticket.pk for ticket in tickets[1:]]

    desk.post("/desk/tabs/close", {"ticket": tickets[3].pk})
    page = text_of(desk.get(url_of(tickets[4])))

    assert tickets[3].pk not in DeskSetup.objects.get().tabs
    assert f'class="tab is-open" data-tab-id="{tickets[4].pk}"' in page
    assert page.count("data-tab-id=") == TABS_MOST - 1


def test_what_is_asked_for_ahead_counts_as_opened_only_when_it_is(agent, desk):
    ticket = make_ticket()

    ahead = desk.get(url_of(ticket), headers=by_htmx() | {"X-Preload": "1"})
    assert (ahead["X-Preloaded"], ahead["Cache-Control"]) == ("1", "private, max-age=10")
    assert not ReadMark.objects.exists()
    assert not DeskSetup.objects.exists()
    opened = desk.post(url_of(ticket, "opened"))

    assert opened.json() == {"version": ticket.version}
    assert ReadMark.objects.get().version == ticket.version
    assert DeskSetup.objects.get().tabs == [ticket.pk]


def test_where_nothing_is_left_the_day_is_told(agent, desk):
    ticket = make_ticket(Status.OPEN, agent=agent)
    lifecycle.resolve(ticket, by=Actor.of_agent(agent), summary="a", root_cause="b")

    page = text_of(desk.get("/desk/views/mine"))

    assert "You solved 1 today" in page
    assert "Solved today" in page
    assert "Days in a row" not in page
