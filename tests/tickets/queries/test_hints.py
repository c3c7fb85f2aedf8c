"""Who hears of what, and what was missed."""

from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.db import transaction

from core import clock
from core.actions import events
from core.actions.notifications import notify
from core.models import Actor, Agent, Event, Grant, Group, Role
from tests.factories.people import make_agent, make_game, make_player
from tests.factories.tickets import make_ticket
from tickets.actions import changes, lifecycle, replies
from tickets.models import Ticket
from tickets.queries import hints
from tickets.queries.hints import channels_for, hints_of, missed_hints, standings_of

pytestmark = pytest.mark.django_db


def last_event() -> Event:
    return Event.objects.latest("pk")


def hears(agent: Agent, event: Event) -> set[str]:
    own = channels_for(agent)
    return {hint.kind for channel, hint in hints_of(event) if channel in own}


def test_a_ticket_is_heard_by_those_who_may_see_it(desk_rows):
    own, foreign = make_game("huanle"), make_game("xinghai", "moba")
    make_ticket(player=make_player(own))
    event = last_event()

    assert hears(make_agent(), event) == {"ticket.link_made"}
    assert hears(make_agent(games=[own]), event) == {"ticket.link_made"}
    assert hears(make_agent(games=[foreign]), event) == set()
    assert hears(make_agent("integrator"), event) == {"ticket.link_made"}


def test_a_restricted_ticket_is_heard_by_its_group_and_crisis_staff_alone(desk_rows):
    own, foreign = make_game("huanle"), make_game("xinghai", "moba")
    ticket = make_ticket(player=make_player(own))
    Ticket.objects.filter(pk=ticket.pk).update(is_restricted=True, group=Group.objects.get(code="CRI"))
    event = last_event()

    assert hears(make_agent(), event) == set()
    assert hears(make_agent("supervisor"), event) == set()
    assert hears(make_agent(groups=("CRI",)), event) == {"ticket.link_made"}
    assert hears(make_agent(groups=("CRI",), games=[own]), event) == {"ticket.link_made"}
    assert hears(make_agent(groups=("CRI",), games=[foreign]), event) == set()
    assert hears(make_agent("crisis", groups=()), event) == {"ticket.link_made"}
    assert hears(make_agent("crisis", groups=(), games=[own]), event) == {"ticket.link_made"}
    assert hears(make_agent("crisis", groups=(), games=[foreign]), event) == set()


def test_a_ticket_that_becomes_restricted_goes_away_for_the_others(desk_rows, supervisor):
    ticket = make_ticket()
    lifecycle.hand_over(ticket, by=Actor.of_agent(supervisor), group=Group.objects.get(code="CRI"), note="urgent")
    event = last_event()

    assert event.name == "ticket.handed_over"
    assert hears(make_agent(), event) == {"ticket.gone"}
    assert hears(make_agent(groups=("CRI",)), event) == {"ticket.handed_over", "ticket.gone"}


def test_a_ticket_that_is_born_restricted_is_never_named_to_others(desk_rows):
    make_ticket(body="我不想活了，想自杀")

    heard = {kind for event in Event.objects.filter(subject_type="ticket") for kind in hears(make_agent(), event)}

    assert heard == set()


def test_a_hint_is_kind_id_and_seq(desk_rows):
    ticket = make_ticket()
    (_channel, hint), *_rest = hints_of(last_event())

    assert hint.as_json() == {"kind": "ticket.link_made", "id": str(ticket.pk), "seq": last_event().pk}


def test_other_subjects_and_tickets_that_are_gone_say_nothing(agent):
    with transaction.atomic():
        events.record("agent.painted", subject=agent, by=Actor.system())
        other = last_event()

    assert hints_of(other) == []
    assert hints_of(Event(name="ticket.changed", subject_type="ticket", subject_id=999_999_999, pk=1)) == []


def test_an_agent_hears_of_the_own_notices(agent, supervisor):
    notify([agent], key="x", kind="draft.refused")
    event = last_event()

    assert event.name == "agent.notified"
    assert hears(agent, event) == {"notification"}
    assert hears(supervisor, event) == set()


def test_missed_hints_name_each_visible_ticket_once_by_its_newest_event(desk_rows, supervisor):
    own, foreign = make_game("huanle"), make_game("xinghai", "moba")
    ticket = make_ticket(player=make_player(own))
    make_ticket(player=make_player(foreign))
    visitor = make_agent(games=[own])
    start = last_event().pk
    replies.add_note(ticket, by=Actor.of_agent(supervisor), body="a")
    replies.add_note(ticket, by=Actor.of_agent(supervisor), body="b")

    found, last = missed_hints(visitor, start)

    assert [hint.as_json() for hint in found] == [
        {"kind": "message.noted", "id": str(ticket.pk), "seq": last_event().pk}
    ]
    assert last == last_event().pk


def test_a_number_that_was_committed_late_is_named_again(agent):
    ticket = make_ticket()
    newest = last_event().pk

    found, _last = missed_hints(agent, newest)

    assert [hint.id for hint in found] == [str(ticket.pk)]
    with clock.frozen(clock.now() + timedelta(minutes=5)):
        assert missed_hints(agent, newest)[0] == []


def test_after_too_much_the_page_fetches_everything(agent, monkeypatch):
    monkeypatch.setattr(hints, "MISSED_MAX", 3)
    make_ticket()
    make_ticket()

    found, last = missed_hints(agent, 0)

    assert [hint.kind for hint in found] == ["resync"]
    assert last == last_event().pk


def test_a_fresh_notice_is_missed_too(agent):
    notify([agent], key="x", kind="draft.refused")

    assert [hint.kind for hint in missed_hints(agent, last_event().pk)[0]] == ["notification"]


def test_without_any_event_there_is_nothing_to_miss(agent):
    assert missed_hints(agent, 0) == ([], 0)


def _session(key: str, *, hours: int = 1) -> str:
    Session.objects.create(session_key=key, session_data="x", expire_date=clock.now() + timedelta(hours=hours))
    return key


def test_a_standing_changes_with_everything_that_a_socket_rests_on(agent, django_assert_num_queries):
    pairs = [
        (_session("a"), agent.pk),
        (_session("b"), agent.pk),
        (_session("old", hours=-1), agent.pk),
        ("none", agent.pk),
    ]

    with django_assert_num_queries(2):
        before = standings_of(pairs)["a"]

    assert set(standings_of(pairs)) == {"a", "b"}
    assert standings_of(pairs)["a"] == before
    for change in (
        lambda: Grant.objects.create(agent=agent, role=Role.objects.get(code="crisis")),
        lambda: agent.groups.add(Group.objects.get(code="CRI")),
        lambda: Role.objects.filter(code="agent").update(permissions=["desk.use"]),
        lambda: Agent.objects.filter(pk=agent.pk).update(password="!"),
        lambda: Agent.objects.filter(pk=agent.pk).update(is_active=False),
    ):
        change()
        after = standings_of(pairs)["a"]
        assert after != before
        before = after


def test_changes_of_a_category_by_a_person_are_hinted(agent):
    ticket = make_ticket()
    from knowledge.models import Category

    changes.change_ticket(ticket, by=Actor.of_agent(agent), category=Category.objects.get(code="AC-02"), reason="x")

    assert hears(agent, last_event()) == {last_event().name}


def test_catching_up_is_bounded_and_costs_the_same_for_one_ticket_and_for_three(
    agent, django_assert_num_queries, monkeypatch
):
    for rows in (1, 3):
        while Ticket.objects.count() < rows:
            make_ticket()
        hints.tickets_for(agent)  # rights are read once
        with django_assert_num_queries(3):
            found, _last = missed_hints(agent, 0)
        assert len(found) == rows
    monkeypatch.setattr(hints, "MISSED_MAX", 5)

    assert len(missed_hints(agent, 0)[0]) == 1


def test_a_page_that_asks_from_a_number_of_the_future_hears_nothing_old(agent):
    with clock.frozen(clock.now() - timedelta(hours=1)):
        make_ticket()

    found, last = missed_hints(agent, last_event().pk + 10_000)

    assert (found, last) == ([], last_event().pk)
