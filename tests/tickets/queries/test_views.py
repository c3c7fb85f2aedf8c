"""Which tickets a view holds, and in which order they are paged."""

from datetime import timedelta

import pytest
from django.db.models import Q

from core import clock
from core.models import Agent
from tests.factories.people import make_agent, make_player
from tests.factories.tickets import make_ticket
from tickets.enums import Status
from tickets.models import Ticket, View
from tickets.queries import filters, views
from tickets.queries.desk import PAGE_ROWS, list_page

pytestmark = pytest.mark.django_db


def held(agent: Agent, **filters: object) -> set[int]:
    view = View(slug="x", filters=filters, section="saved")
    return set(Ticket.objects.filter(views.view_condition(view, agent)).values_list("pk", flat=True))


def test_a_view_without_a_status_holds_what_is_not_resolved(agent):
    alive = [make_ticket(at).pk for at in (Status.NEW, Status.OPEN, Status.PENDING, Status.ON_HOLD)]
    make_ticket(Status.RESOLVED)
    make_ticket(Status.CLOSED)

    assert held(agent) == set(alive)


def test_each_filter_holds_what_it_names(agent):
    mine = make_ticket(Status.OPEN, agent=agent)
    other = make_ticket(player=make_player(tier="T3"), body="I was charged twice, please refund me")
    Ticket.objects.filter(pk=other.pk).update(
        priority=0, category_id="PY-02", next_due_at=clock.now() + timedelta(seconds=30), next_due_kind="promise",
        language="en", signals=["minor"], tags=["vip"], in_game_now=True, follow_up_at=clock.now(),
    )  # fmt: skip
    Ticket.objects.filter(pk=mine.pk).update(priority=3, category_id="OT-09", language="zh-Hans", in_game_now=False)

    assert held(agent, assigned_to_me=True) == {mine.pk}
    assert held(agent, assigned_to_me=False) == {other.pk}  # also what nobody has
    assert held(agent, owned_by_me=True) == {mine.pk}
    assert held(agent, mine=True) == {mine.pk}
    for asked in (
        {"unassigned": True},
        {"priority_at_least": 1},
        {"category": ["PY"]},
        {"category": ["PY-02", "AC"]},
        {"due_within_seconds": 60},
        {"next_due_kind": ["promise"]},
        {"tier": ["T2", "T3"]},
        {"language": ["en"]},
        {"signal": ["minor", "guardian"]},
        {"tag": ["vip"]},
        {"in_game_now": True},
        {"follow_up": True},
    ):
        assert held(agent, **asked) == {other.pk}, asked


def test_own_groups_are_the_agents_and_group_names_others(desk_rows):
    ticket = make_ticket()
    inside, outside = make_agent(groups=("FL",)), make_agent(groups=())

    assert held(inside, own_groups=True) == {ticket.pk}
    assert held(outside, own_groups=True) == set()
    assert held(outside, group=["FL"]) == {ticket.pk}


def test_a_filter_that_nobody_knows_holds_nothing(agent):
    make_ticket()

    assert held(agent, moon_phase="full") == set()


def test_an_upper_app_adds_a_filter(agent):
    ticket = make_ticket()
    filters.add_filter("test_number", lambda _agent, value: Q(number=value))

    assert held(agent, test_number=ticket.number) == {ticket.pk}
    assert "test_number" in filters.known_filters()
    filters._rules.pop("test_number")


def test_every_shipped_view_uses_known_filters(desk_rows):
    used = {name for view in View.objects.all() for name in view.filters}

    assert used <= filters.known_filters()


@pytest.mark.parametrize("order", ["due", "waiting", "newest"])
def test_pages_walk_through_everything_once_and_in_order(agent, order, monkeypatch):
    monkeypatch.setattr("tickets.queries.desk.PAGE_ROWS", 3)
    player, now = make_player(), clock.now()
    for number in range(8):
        ticket = make_ticket(player=player)
        moment = None if number in {2, 5} else now + timedelta(minutes=(number * 7) % 5)  # ties and empty ones
        Ticket.objects.filter(pk=ticket.pk).update(next_due_at=moment, waiting_since=moment)
    view = View(slug="x", filters={}, section="saved")

    seen, cursor = [], ""
    for _ in range(10):
        page = list_page(agent, view, order=order, cursor=cursor)
        seen += page.rows
        cursor = page.next_cursor
        if not cursor:
            break

    rule = views.ORDERS[order]
    assert [row.pk for row in seen] == [row.pk for row in rule.sort(Ticket.objects.all())]
    assert PAGE_ROWS == 50


@pytest.mark.parametrize(
    "cursor",
    ["x", "!!!", "bnVsbA", "W251bGwsMF0", "WyJ4IiwxXQ", "W251bGwsMWUzMDBd", "é", "W251bGwsIjEiXQ", "e30", "Wzdd"],
)
def test_a_cursor_that_cannot_be_read_begins_from_the_start(agent, cursor):
    ticket = make_ticket()
    view = View(slug="x", filters={}, section="saved")

    page = list_page(agent, view, cursor=cursor)

    assert [row.pk for row in page.rows] == [ticket.pk]


def test_an_unknown_order_is_the_views_own(agent):
    view = View(slug="x", filters={}, section="saved", order="newest")

    assert list_page(agent, view, order='"><script>').order == "newest"
    assert list_page(agent, View(slug="y", filters={}, order="zzz"), order="").order == "due"
