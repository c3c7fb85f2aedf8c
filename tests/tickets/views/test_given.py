"""What comes by itself is told: behind the bell with its grounds, and on the open desk as one line."""

from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings as live_settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from core import clock
from core.models import Actor, Agent, Group, Notification
from core.queries.inbox import waiting_for
from tests.factories.people import make_agent
from tests.factories.routing import make_ready, wait_for_somebody
from tests.factories.tickets import relay_all
from tests.tickets.browser import text_of
from tickets.actions import assignment, lifecycle
from tickets.models import Ticket

pytestmark = pytest.mark.django_db
GIVEN = "/desk/given"


def give(many: int, **fields: Any) -> tuple[Agent, list[Ticket]]:
    """Somebody who is there was given so many tickets by one pass."""
    relay_all()  # before anybody is there
    agent = make_ready(name="林夏")
    tickets = [wait_for_somebody(minutes=4.5, **fields) for _ in range(many)]
    assert assignment.assign_waiting() == many
    relay_all()
    return agent, tickets


def line_of(client: Client, after: int = 0) -> str:
    return text_of(client.get(GIVEN, {"after": after})).strip()


def test_the_bell_counts_each_and_its_line_says_why(sign_in: Any) -> None:
    agent, (ticket, _other) = give(2)
    mine = sign_in(agent)
    mine.cookies[live_settings.LANGUAGE_COOKIE_NAME] = "zh-hans"

    assert waiting_for(agent)["unread"] == 2
    page = text_of(mine.get("/me/notifications/"))
    assert f"分给您：#{ticket.number} " in page
    assert "（属于一线客服、" in page


@pytest.mark.parametrize(("many", "said"), [(1, "1 ticket was given to you"), (3, "3 tickets were given to you")])
def test_however_many_come_at_once_it_is_one_line_for_two_statements(sign_in: Any, many: int, said: str) -> None:
    agent, tickets = give(many)
    mine = sign_in(agent)
    mine.cookies[live_settings.LANGUAGE_COOKIE_NAME] = "en"
    mine.get(GIVEN)

    with CaptureQueriesContext(connection) as asked:
        line = line_of(mine)

    assert line.count('class="toast"') == 1
    assert said in line
    assert all(f"#{ticket.number}" in line for ticket in tickets)
    assert ("group Front line" in line) is (many == 1)
    assert sum("core_notification" in query["sql"] for query in asked.captured_queries) == 1


def test_the_line_does_not_say_the_same_twice_nor_what_is_old_or_read(sign_in: Any) -> None:
    agent, _tickets = give(1)
    mine, told = sign_in(agent), Notification.objects.filter(agent=agent)
    last = told.get().pk

    assert f'data-last="{last}"' in line_of(mine)
    assert line_of(mine, last) == ""
    told.update(created_at=clock.now() - timedelta(minutes=3))
    assert line_of(mine) == ""
    told.update(created_at=clock.now(), read_at=clock.now())
    assert line_of(mine) == ""


def test_what_went_out_of_sight_is_not_named(sign_in: Any) -> None:
    agent, (ticket,) = give(1)
    crisis = Group.objects.get(code="CRI")
    Ticket.objects.filter(pk=ticket.pk).update(is_restricted=True, group=crisis, assignee=None)

    assert line_of(sign_in(agent)) == ""


def test_what_a_person_decided_is_no_news(agent: Agent, sign_in: Any) -> None:
    lifecycle.assign(wait_for_somebody(), by=Actor.of_agent(make_agent("supervisor")), agent=agent)
    lifecycle.take(wait_for_somebody(), by=Actor.of_agent(agent))
    relay_all()

    assert not Notification.objects.filter(kind="ticket.given").exists()


@pytest.mark.parametrize("after", ["", "x", "-1", "9" * 30])
def test_a_bad_number_is_none(sign_in: Any, after: str) -> None:
    assert sign_in(make_agent()).get(GIVEN, {"after": after}).status_code == 200
