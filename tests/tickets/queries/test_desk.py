"""The frame of the desk and the rows of its lists."""

from datetime import timedelta

import pytest

from core import clock
from core.errors import NotThere
from core.models import Actor, Agent, Group
from core.policies.permissions import forget_rights
from tests.factories.people import make_agent, make_game, make_player
from tests.factories.tickets import make_ticket
from tickets.actions import lifecycle
from tickets.enums import Status
from tickets.models import ReadMark, Ticket, View
from tickets.queries import desk
from tickets.queries.desk import ListPage, frame_for, list_page, rows_of_view
from tickets.queries.list_rows import Row, row_values, rows_of
from tickets.queries.saved_views import view_for

pytestmark = pytest.mark.django_db


def counts(agent: Agent) -> dict[str, int | None]:
    return {line.view.slug: line.count for line in frame_for(agent).lines}


def test_counts_are_of_what_the_agent_may_see(agent):
    own, foreign = make_game("huanle"), make_game("xinghai", "moba")
    visitor = make_agent(games=[own])
    for game in (own, own, foreign):
        make_ticket(player=make_player(game))

    assert counts(agent)["all"] == 3
    assert counts(visitor)["all"] == 2
    assert counts(make_agent("agent", games=[make_game("jingji", "tournament")]))["all"] == 0


def test_restricted_tickets_are_counted_for_their_group_alone(agent):
    ticket = make_ticket()
    group = Group.objects.get(code="CRI")
    Ticket.objects.filter(pk=ticket.pk).update(group=group, is_restricted=True)

    assert counts(agent)["all"] == 0
    assert counts(make_agent(groups=("CRI",)))["all"] == 1
    assert counts(make_agent("crisis", groups=()))["all"] == 1


def test_counts_follow_rights_that_change_between_two_pages(agent):
    ticket = make_ticket()
    group = Group.objects.get(code="CRI")
    Ticket.objects.filter(pk=ticket.pk).update(group=group, is_restricted=True)
    before = counts(agent)["all"]

    agent.groups.add(group)
    forget_rights(agent)

    assert (before, counts(agent)["all"]) == (0, 1)


def test_a_count_by_the_hour_is_not_that_of_the_page_before(agent):
    ticket = make_ticket()
    Ticket.objects.filter(pk=ticket.pk).update(next_due_at=clock.now() + timedelta(hours=1))
    before = counts(agent)["due-soon"]

    with clock.frozen(clock.now() + timedelta(minutes=50)):
        after = counts(agent)["due-soon"]

    assert (before, after) == (0, 1)


def test_a_count_stops_at_the_cap(agent, monkeypatch):
    monkeypatch.setattr(desk, "COUNT_CAP", 2)
    player = make_player()
    for _ in range(4):
        make_ticket(player=player)

    line = frame_for(agent).line("all")

    assert (line.count, line.count_text) == (3, "2+")


def test_lists_of_closed_tickets_are_not_counted(agent):
    make_ticket(Status.CLOSED)

    line = frame_for(agent).line("closed")

    assert (line.count, line.count_text) == (None, "")


@pytest.mark.parametrize("many", [1, 3])
def test_the_frame_takes_three_statements_and_a_list_one(agent, many, django_assert_num_queries):
    player = make_player()
    for _ in range(many):
        make_ticket(player=player)
    view = view_for(agent, "all")
    frame_for(agent)  # the agent's rights are read once a request

    with django_assert_num_queries(3):
        frame_for(agent)
    with django_assert_num_queries(1):
        page = list_page(agent, view)
        assert [(row.player, row.place, row.holder) for row in page.rows] == [("青衫落拓", "欢乐牌局", None)] * many


def test_due_soon_is_an_alarm_and_sections_keep_their_order(agent):
    make_ticket()
    Ticket.objects.update(next_due_at="2020-01-01T00:00:00Z")

    frame = frame_for(agent)

    assert frame.line("due-soon").is_alarm
    assert not frame.line("all").is_alarm
    assert [section for section, _lines in frame.sections] == ["mine", "team", "saved"]


def test_solved_today_counts_the_agents_own(agent, supervisor):
    for who in (agent, agent, supervisor):
        ticket = make_ticket(Status.OPEN, agent=who)
        lifecycle.resolve(ticket, by=Actor.of_agent(who), summary="done", root_cause="known")

    assert frame_for(agent).solved_today == 2


def test_an_unknown_view_is_not_there(agent):
    with pytest.raises(NotThere):
        view_for(agent, "nope")
    with pytest.raises(NotThere):
        frame_for(agent).line("nope")


def test_a_row_is_unread_until_its_agent_has_seen_it(agent):
    ticket = make_ticket()

    def row() -> Row:
        [found] = rows_of(row_values(Ticket.objects.filter(pk=ticket.pk), agent))
        return found

    assert row().is_unread
    ReadMark.objects.create(ticket=ticket, agent=agent, version=ticket.version)
    assert not row().is_unread
    Ticket.objects.filter(pk=ticket.pk).update(version=9)
    assert row().is_unread
    Ticket.objects.filter(pk=ticket.pk).update(waiting_since=None)
    assert not row().is_unread


def test_rows_of_a_view_are_those_that_it_still_holds(agent):
    stays, leaves = make_ticket(), make_ticket(Status.RESOLVED)

    held = rows_of_view(agent, view_for(agent, "all"), [stays.pk, leaves.pk, 999_999])

    assert [row.pk for row in held] == [stays.pk]


def test_the_state_of_a_list_is_as_short_as_can_be(desk_rows):
    every, mine = View.objects.get(slug="all"), View.objects.get(slug="mine")

    assert ListPage([], "due", view=every).state == ""
    assert ListPage([], "newest", view=every).state == "order=newest"
    assert ListPage([], "due", view=mine).state == "view=mine"
    assert ListPage([], "newest", asked="a&b 你").state == "q=a%26b+%E4%BD%A0"
    assert (ListPage([], "due", view=mine).title, ListPage([], "newest", asked="x").title) == (mine.name, "x")
