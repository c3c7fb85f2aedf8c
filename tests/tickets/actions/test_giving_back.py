"""Unanswered tickets do not leave with who leaves."""

from datetime import timedelta
from typing import Any

import pytest

from core import clock
from core.actions import people
from core.actions.time_shift import shifted
from core.enums import Availability
from core.models import Actor, Agent, Event, Group, Notification
from tests.factories.people import make_agent
from tests.factories.routing import kept_load, make_ready, wait_for_somebody
from tests.factories.tickets import make_ticket, open_one, relay_all
from tickets.actions import lifecycle, replies
from tickets.actions.giving_back import give_back_absent
from tickets.actions.workload import repair_loads
from tickets.enums import Status
from tickets.models import RoutingPolicy, Ticket

pytestmark = pytest.mark.django_db
HOUSE = Actor.system()


def taken_by(agent: Agent) -> Ticket:
    ticket = wait_for_somebody()
    return lifecycle.take(ticket, by=Actor.of_agent(agent))


def leave(agent: Agent, to: Availability = Availability.OFFLINE, **more: Any) -> None:
    people.set_availability(agent, to, by=Actor.of_agent(agent), **more)


def holder_of(ticket: Ticket) -> int | None:
    return Ticket.objects.values_list("assignee_id", flat=True).get(pk=ticket.pk)


@pytest.mark.parametrize("state", [Availability.AWAY, Availability.OFFLINE])
@pytest.mark.parametrize(("minutes", "is_back"), [(9.9, False), (10.1, True)])
def test_what_was_not_answered_goes_back_after_the_span(state: Availability, minutes: float, *, is_back: bool) -> None:
    agent = make_ready(name="林夏")
    ticket = taken_by(agent)
    leave(agent, state)

    with shifted(clock.now() + timedelta(minutes=minutes)):
        done = give_back_absent()

    assert (done, holder_of(ticket) is None) == (int(is_back), is_back)
    if is_back:
        event = Event.objects.get(name="ticket.given_back", subject_id=ticket.pk)
        ticket.refresh_from_db()
        assert event.data == {"agent": agent.pk, "name": "林夏", "why": state.value, "version": ticket.version}
        assert (ticket.owner, ticket.status, kept_load(agent)) == (None, Status.OPEN, 0)


def test_what_was_answered_stays() -> None:
    agent = make_ready()
    ticket = taken_by(agent)
    replies.send_reply(ticket, by=Actor.of_agent(agent), body="我来看")
    leave(agent)

    with shifted(clock.now() + timedelta(days=1)):
        assert give_back_absent() == 0

    assert holder_of(ticket) == agent.pk


def test_who_is_busy_or_comes_back_in_time_keeps_everything() -> None:
    busy, back = make_ready(), make_ready()
    tickets = [taken_by(busy), taken_by(back)]
    leave(busy, Availability.BUSY)
    leave(back, Availability.AWAY)
    leave(back, Availability.AVAILABLE)

    with shifted(clock.now() + timedelta(days=1)):
        assert give_back_absent() == 0

    assert [holder_of(ticket) for ticket in tickets] == [busy.pk, back.pk]


def test_what_a_lead_gives_to_somebody_who_is_not_there_stays_there() -> None:
    agent = make_ready()
    leave(agent)
    ticket = wait_for_somebody()
    lifecycle.assign(ticket, by=Actor.of_agent(make_agent("supervisor")), agent=agent)

    with shifted(clock.now() + timedelta(days=1)):
        assert give_back_absent() == 0

    assert holder_of(ticket) == agent.pk


def test_the_span_is_the_games_own() -> None:
    agent = make_ready()
    ticket = taken_by(agent)
    RoutingPolicy.objects.create(game=ticket.game, give_back_after_minutes=60)
    leave(agent)

    with shifted(clock.now() + timedelta(minutes=59)):
        assert give_back_absent() == 0
    with shifted(clock.now() + timedelta(minutes=61)):
        assert give_back_absent() == 1


def test_who_agrees_leaves_unanswered_work_at_once() -> None:
    agent, colleague = make_ready(), make_agent()
    mine, foreign = [taken_by(agent) for _ in range(3)], taken_by(colleague)
    replies.send_reply(mine[0], by=Actor.of_agent(agent), body="我来看")

    leave(agent, leaves_work=True)
    relay_all()

    assert [holder_of(ticket) for ticket in [*mine, foreign]] == [agent.pk, None, None, colleague.pk]


def test_given_back_work_goes_to_who_is_there() -> None:
    agent, colleague = make_ready(), make_ready(availability=Availability.BUSY)
    ticket = taken_by(agent)
    people.set_availability(colleague, Availability.AVAILABLE, by=HOUSE)
    relay_all()

    leave(agent, leaves_work=True)
    relay_all()

    assert holder_of(ticket) == colleague.pk


def test_a_shut_account_leaves_its_unanswered_work_at_once_and_the_lead_hears_of_the_rest() -> None:
    lead, agent = make_agent("supervisor"), make_agent(name="吴桐")
    Group.objects.filter(code="FL").update(lead=lead)
    new, answered = taken_by(agent), taken_by(agent)
    replies.send_reply(answered, by=Actor.of_agent(agent), body="我来看")

    people.deactivate_agent(agent, by=HOUSE)
    relay_all()

    (told,) = Notification.objects.filter(kind="tickets.left")
    assert (holder_of(new), holder_of(answered)) == (None, agent.pk)
    assert (told.agent, told.params) == (lead, {"name": "吴桐", "count": 1})


def test_an_unanswered_crisis_goes_back_and_pages_again() -> None:
    agent, other = make_agent("crisis", groups=("CRI",)), make_agent("crisis", groups=("CRI",))
    ticket = open_one(body="我不想活了，准备跳楼").ticket
    lifecycle.take(ticket, by=Actor.of_agent(agent))
    leave(agent, Availability.AWAY)
    leave(agent)
    Notification.objects.all().delete()

    with shifted(clock.now() + timedelta(minutes=11)):
        give_back_absent()
        give_back_absent()

    told = Notification.objects.filter(kind="ticket.crisis_alone")
    assert holder_of(ticket) is None
    assert sorted(told.values_list("agent", flat=True)) == sorted([agent.pk, other.pk])
    assert all(told.values_list("is_urgent", flat=True))


def test_a_crisis_talk_in_progress_stays_with_its_agent_and_pages_once() -> None:
    agent, other = make_agent("crisis", groups=("CRI",)), make_agent("crisis", groups=("CRI",))
    ticket = open_one(body="我不想活了，准备跳楼").ticket
    lifecycle.take(ticket, by=Actor.of_agent(agent))
    replies.send_reply(ticket, by=Actor.of_agent(agent), body="我在这里，您现在安全吗？")
    Agent.objects.filter(pk=agent.pk).update(availability=Availability.AVAILABLE)
    agent.refresh_from_db()
    leave(agent)
    Notification.objects.all().delete()

    with shifted(clock.now() + timedelta(minutes=11)):
        done = [give_back_absent() for _ in range(3)]

    assert holder_of(ticket) == agent.pk
    assert done == [2, 0, 0]
    assert Notification.objects.filter(kind="ticket.crisis_alone", agent=other).count() == 1


@pytest.mark.parametrize("many", [1, 3])
def test_a_pass_with_nothing_to_give_back_costs_the_same(many: int, django_assert_num_queries: Any) -> None:
    for _ in range(many):
        make_ticket(Status.OPEN)

    with django_assert_num_queries(6):
        assert give_back_absent() == 0


def test_loads_that_somebody_wrote_past_the_actions_are_mended() -> None:
    agent, idle = make_agent(), make_agent()
    ticket = wait_for_somebody()
    Ticket.objects.filter(pk=ticket.pk).update(assignee=agent)
    lifecycle.take(wait_for_somebody(), by=Actor.of_agent(idle))
    Ticket.objects.filter(assignee=idle).update(assignee=None)

    assert repair_loads() == 2
    assert repair_loads() == 0
    assert (kept_load(agent), kept_load(idle)) == (1, 0)
