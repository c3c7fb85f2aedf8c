"""Waiting tickets go to people, fairly and once; who asks for the next one gets it."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.sessions.models import Session

from core import clock
from core.actions import people
from core.enums import Availability
from core.errors import NotAllowed
from core.models import Actor, Event, Group
from tests.factories.people import make_agent, make_game
from tests.factories.routing import kept_load, make_ready, true_load, wait_for_somebody
from tests.factories.tickets import make_ticket, open_one, relay_all
from tickets.actions import assignment, lifecycle, replies
from tickets.enums import Status
from tickets.models import RoutingPolicy, SkillNeed, Ticket

pytestmark = pytest.mark.django_db


def holder_of(ticket: Ticket) -> int | None:
    return Ticket.objects.values_list("assignee_id", flat=True).get(pk=ticket.pk)


def assignments_of(ticket: Ticket) -> list[Event]:
    return list(Event.objects.filter(name="ticket.assigned", subject_id=ticket.pk).order_by("pk"))


def test_a_waiting_ticket_goes_to_who_is_there_and_stays_new_and_says_why() -> None:
    agent = make_ready(name="林夏", capacity=8)
    ticket = wait_for_somebody(minutes=4, language="en")

    assert assignment.assign_waiting() == 1

    ticket.refresh_from_db()
    (event,) = assignments_of(ticket)
    assert (ticket.assignee, ticket.owner, ticket.status) == (agent, agent, Status.NEW)
    assert (event.actor_kind, event.data["agent"], event.data["how"]) == ("system", agent.pk, "auto")
    assert event.data["reasons"][0] == {"code": "group", "group": "FL"}
    assert event.data["reasons"][1:3] == [
        {"code": "language", "language": "en"},
        {"code": "load", "active": 1, "capacity": 8},
    ]
    assert 240 <= event.data["reasons"][3]["seconds"] < 300
    assert kept_load(agent) == 1


@pytest.mark.parametrize("state", [Availability.BUSY, Availability.AWAY, Availability.OFFLINE])
def test_nobody_who_is_not_available_is_given_anything(state: Availability) -> None:
    make_ready(availability=state)
    ticket = wait_for_somebody()

    assert assignment.assign_waiting() == 0
    assert holder_of(ticket) is None


def test_nobody_without_a_living_session_is_given_anything() -> None:
    agent = make_agent(availability=Availability.AVAILABLE)
    ended = make_ready()
    Session.objects.update(expire_date=clock.now() - timedelta(seconds=1))
    ticket = wait_for_somebody()

    assert assignment.assign_waiting() == 0
    assert holder_of(ticket) not in {agent.pk, ended.pk}


@pytest.mark.parametrize(
    "foreign",
    [
        {"groups": ("SEC",)},
        {"games": ["xinghai"]},
        {"role": "analyst"},
        {"languages": ["en"]},
        {"capacity": 0},
        {"is_active": False},
    ],
    ids=str,
)
def test_who_may_not_or_cannot_is_given_nothing(foreign: dict[str, Any]) -> None:
    if "games" in foreign:
        foreign = foreign | {"games": [make_game("xinghai", "moba")]}
    make_ready(**foreign)
    ticket = wait_for_somebody()

    assert assignment.assign_waiting() == 0
    assert holder_of(ticket) is None


def test_automatic_assignment_ends_at_the_capacity_the_most_urgent_first() -> None:
    agent = make_ready(capacity=2)
    calm, old, urgent = (
        wait_for_somebody(priority=4),
        wait_for_somebody(priority=3),
        wait_for_somebody(priority=1),
    )

    assert assignment.assign_waiting() == 2

    assert [holder_of(ticket) for ticket in (urgent, old, calm)] == [agent.pk, agent.pk, None]


def test_of_one_priority_what_is_due_first_goes_first_and_what_has_no_deadline_last() -> None:
    agent = make_ready(capacity=1)
    now = clock.now()
    wait_for_somebody()
    wait_for_somebody(next_due_at=now + timedelta(hours=2))
    soon = wait_for_somebody(next_due_at=now + timedelta(hours=1))

    assignment.assign_waiting()

    assert holder_of(soon) == agent.pk


def test_work_is_shared_by_capacity() -> None:
    small, large = make_ready(capacity=2), make_ready(capacity=6)
    for _ in range(8):
        wait_for_somebody()

    assert assignment.assign_waiting() == 8
    assert (true_load(small), true_load(large)) == (2, 6)


def test_what_cannot_be_given_does_not_stand_in_the_way_of_what_can() -> None:
    make_ready(languages=["zh-Hans"], capacity=1)
    for _ in range(3):
        wait_for_somebody(language="en", priority=1)
    chinese = wait_for_somebody(priority=4)

    assert assignment.assign_waiting(limit=1) == 1
    assert holder_of(chinese) is not None


def test_a_skill_is_asked_for_once_somebody_has_it() -> None:
    plain = make_ready()
    unskilled = wait_for_somebody(category="PY-01")
    assignment.assign_waiting()
    skilled = make_ready(skills={"payments": 1})
    ticket = wait_for_somebody(category="PY-01")

    assignment.assign_waiting()

    assert (holder_of(unskilled), holder_of(ticket)) == (plain.pk, skilled.pk)


@pytest.mark.parametrize(("minutes", "is_given"), [(4, False), (5, True)])
def test_a_difficult_ticket_asks_for_a_higher_level_until_it_is_waived(minutes: int, *, is_given: bool) -> None:
    make_ready(skills={"payments": 1})
    ticket = wait_for_somebody(category="PY-01", difficulty=3, minutes=minutes)

    assignment.assign_waiting()

    assert (holder_of(ticket) is not None) is is_given


@pytest.mark.parametrize(("minutes", "is_given"), [(29, False), (30, True)])
def test_the_language_is_waived_at_last(minutes: int, *, is_given: bool) -> None:
    make_ready(languages=["en"])
    ticket = wait_for_somebody(minutes=minutes)

    assignment.assign_waiting()

    assert (holder_of(ticket) is not None) is is_given
    if is_given:
        assert "language_waived" in [reason["code"] for reason in assignments_of(ticket)[0].data["reasons"]]


def test_the_top_tier_goes_to_the_expert_seat() -> None:
    make_ready(capacity=50)
    seat = make_ready(skills={"expert-seat": 3}, capacity=2, groups=("FL",))
    ticket = wait_for_somebody()
    ticket.player.tier = "T3"
    ticket.player.save()

    assignment.assign_waiting()

    assert holder_of(ticket) == seat.pk


def test_a_game_may_have_patience_of_its_own_and_no_machine_at_all() -> None:
    make_ready(languages=["en"])
    game = make_game("xinghai", "moba")
    RoutingPolicy.objects.create(game=game, language_after_minutes=1)
    ours, theirs = wait_for_somebody(minutes=2), wait_for_somebody(minutes=2)
    Ticket.objects.filter(pk=theirs.pk).update(game=game)

    assert assignment.assign_waiting() == 1
    assert (holder_of(ours), holder_of(theirs) is not None) == (None, True)

    RoutingPolicy.objects.filter(game=game).update(is_automatic=False)
    Ticket.objects.filter(pk=theirs.pk).update(assignee=None)
    assert assignment.assign_waiting() == 0
    RoutingPolicy.objects.filter(game=None).update(is_automatic=False, language_after_minutes=0)
    assert assignment.assign_waiting() == 0


def test_a_crisis_goes_to_the_crisis_group_and_to_nobody_else() -> None:
    make_ready()
    make_ready("admin", groups=("FL",))
    crisis = make_ready("crisis", groups=("CRI",))
    ticket = open_one(body="我不想活了，准备跳楼").ticket

    assignment.assign_waiting()

    ticket.refresh_from_db()
    assert (ticket.group.code, ticket.is_restricted, ticket.assignee_id) == ("CRI", True, crisis.pk)


def test_a_handed_over_ticket_goes_to_the_new_group() -> None:
    first, expert = make_agent(), make_ready("card_expert", groups=("CARD",))
    ticket = make_ticket(Status.OPEN, agent=first)
    lifecycle.hand_over(ticket, by=Actor.of_agent(first), group=Group.objects.get(code="CARD"), note="疑难牌局")

    relay_all()

    assert holder_of(ticket) == expert.pk


def test_a_new_ticket_is_given_as_soon_as_the_relay_has_read_it() -> None:
    agent = make_ready()
    ticket = open_one().ticket

    relay_all()

    assert holder_of(ticket) == agent.pk


def test_who_becomes_available_is_given_what_waits() -> None:
    agent = make_ready(availability=Availability.OFFLINE)
    ticket = wait_for_somebody()
    relay_all()
    assert holder_of(ticket) is None

    people.set_availability(agent, Availability.AVAILABLE, by=Actor.of_agent(agent))
    relay_all()

    assert holder_of(ticket) == agent.pk


@pytest.mark.parametrize("status", [Status.PENDING, Status.ON_HOLD, Status.RESOLVED, Status.CLOSED])
def test_what_waits_for_somebody_else_is_not_given(status: Status) -> None:
    ticket = make_ticket(status)
    Ticket.objects.filter(pk=ticket.pk).update(assignee=None)
    make_ready()

    assert assignment.assign_waiting() == 0


@pytest.mark.parametrize("many", [1, 3])
def test_a_pass_reads_the_same_for_one_and_three_people(many: int, django_assert_num_queries: Any) -> None:
    for _ in range(many):
        make_ready(skills={"payments": many})
    wait_for_somebody(group="SEC")

    with django_assert_num_queries(4):
        assignment.assign_waiting()


def test_with_nobody_there_a_pass_costs_one_statement(django_assert_num_queries: Any) -> None:
    wait_for_somebody()

    with django_assert_num_queries(1):
        assert assignment.assign_waiting() == 0


# --- The next one ------------------------------------------------------------------------------------------------


def test_the_next_ticket_is_the_most_urgent_that_fits() -> None:
    agent = make_agent(languages=["zh-Hans"], groups=("FL",))
    wait_for_somebody(priority=1, language="en")
    wait_for_somebody(priority=1, group="SEC")
    own = wait_for_somebody(priority=2)
    wait_for_somebody(priority=3)

    taken = assignment.take_next(by=Actor.of_agent(agent))

    own.refresh_from_db()
    (event,) = assignments_of(own)
    assert taken == own
    assert (own.assignee, own.status) == (agent, Status.OPEN)
    assert (event.actor_id, event.data["how"], event.data["reasons"][0]["code"]) == (agent.pk, "next", "group")


def test_nothing_fits_is_no_error() -> None:
    agent = make_agent(groups=())
    wait_for_somebody()

    assert assignment.take_next(by=Actor.of_agent(agent)) is None


def test_by_hand_more_can_be_taken_than_the_capacity() -> None:
    agent = make_agent(capacity=1)
    for _ in range(3):
        wait_for_somebody()

    taken = [assignment.take_next(by=Actor.of_agent(agent)) for _ in range(4)]

    assert [ticket is not None for ticket in taken] == [True, True, True, False]
    assert kept_load(agent) == 3


def test_the_next_one_is_never_of_a_foreign_game_or_behind_a_restriction() -> None:
    agent = make_agent(games=[make_game("xinghai", "moba")])
    wait_for_somebody()
    hidden = wait_for_somebody(is_restricted=True, group="CRI")
    Ticket.objects.filter(pk=hidden.pk).update(game=make_game("xinghai"))

    assert assignment.take_next(by=Actor.of_agent(agent)) is None


def test_who_may_not_take_is_refused() -> None:
    with pytest.raises(NotAllowed):
        assignment.take_next(by=Actor.of_agent(make_agent("analyst")))


# --- Load follows every change of hands --------------------------------------------------------------------------


def test_the_load_follows_a_ticket_through_its_whole_life() -> None:
    agent, colleague = make_agent("supervisor"), make_agent("supervisor")
    by, seen = Actor.of_agent(agent), []
    ticket = make_ticket(Status.NEW)

    def note() -> None:
        seen.append((kept_load(agent), kept_load(colleague)))
        assert seen[-1] == (true_load(agent), true_load(colleague))

    for step in (
        lambda: lifecycle.take(ticket, by=by),
        lambda: replies.ask_player(ticket, by=by, body="方便发一下截图吗？"),
        lambda: replies.receive_message(ticket, by=Actor.of_player(ticket.player_id), body="发了"),
        lambda: lifecycle.assign(ticket, by=by, agent=colleague),
        lambda: lifecycle.resolve(ticket, by=by, summary="好了", root_cause="缓存"),
        lambda: lifecycle.reopen(ticket, by=by, reason="没好"),
        lambda: lifecycle.hand_over(ticket, by=by, group=Group.objects.get(code="TEC"), note="看日志"),
        lambda: lifecycle.take(ticket, by=by),
        lambda: lifecycle.assign(ticket, by=by, agent=None),
    ):
        step()
        note()

    assert seen == [(1, 0), (0, 0), (1, 0), (0, 1), (0, 0), (0, 1), (0, 0), (1, 0), (0, 0)]


def test_since_when_a_ticket_is_where_it_is_changes_with_the_place_alone() -> None:
    agent = Actor.of_agent(make_agent("supervisor"))
    ticket = wait_for_somebody(minutes=9)
    waited = ticket.placed_at

    replies.add_note(ticket, by=agent, body="看一下")
    ticket.refresh_from_db()
    noted = ticket.placed_at
    lifecycle.take(ticket, by=agent)
    ticket.refresh_from_db()
    taken = ticket.placed_at
    lifecycle.assign(ticket, by=agent, agent=None)
    ticket.refresh_from_db()

    assert noted == waited
    assert waited is not None
    assert taken is not None
    assert ticket.placed_at is not None
    assert waited < taken < ticket.placed_at


def test_without_needed_skills_the_group_alone_decides() -> None:
    make_agent()
    make_ready(skills={"payments": 1}, groups=("SEC",))
    agent = make_ready()
    ticket = wait_for_somebody(category="PY-01")
    assert assignment.assign_waiting() == 0

    SkillNeed.objects.all().delete()
    assignment.assign_waiting()

    assert holder_of(ticket) == agent.pk
