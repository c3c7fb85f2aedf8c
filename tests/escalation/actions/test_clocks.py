"""The clocks of real tickets: started, paused, met, moved and missed by the real actions."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.actions.time_shift import shifted
from core.models import Actor, Event
from escalation.actions.clocks import recompute
from escalation.enums import AlarmState, AlertCause, ClockState, Level, Why
from escalation.models import Alarm, Alert, Clock
from escalation.subscriptions import count_anew
from tests.factories.escalation import (
    DAY,
    HOUR,
    MINUTE,
    MONDAY,
    clock_of,
    clocks_of,
    make_timed,
    supervisor,
    sweep_at,
    taken_by,
)
from tests.factories.people import make_agent
from tests.factories.tickets import relay_all
from tickets.actions import changes, lifecycle, replies
from tickets.enums import Channel, Priority, Status
from tickets.models import Ticket

pytestmark = pytest.mark.django_db


def snapshot() -> list[tuple[object, ...]]:
    """Every column of clocks and alarms."""
    return [*Clock.objects.order_by("pk").values_list(), *Alarm.objects.order_by("pk").values_list()]


def test_an_opened_ticket_has_a_first_response_and_a_resolution_clock() -> None:
    ticket = make_timed(priority=2)

    first, resolution = clock_of(ticket, "first_response"), clock_of(ticket, "resolution")
    assert (first.due_at, first.warn_at, first.state) == (MONDAY + HOUR, MONDAY + 45 * MINUTE, ClockState.RUNNING)
    assert resolution.due_at == MONDAY + DAY
    assert first.segments == [
        {"from": "2026-11-16T02:00:00Z", "to": "2026-11-16T03:00:00Z", "counts": True, "why": Why.RUNNING}
    ]
    assert (ticket.next_due_at, ticket.next_due_kind) == (first.due_at, "first_response")
    assert first.policy_version.startswith("standard/1 always/1 service/1 tzdata")
    started = Event.objects.filter(name="clock.started").order_by("pk")
    assert [event.data["kind"] for event in started] == ["first_response", "resolution"]


@pytest.mark.parametrize(("channel", "due"), [(Channel.CHAT, MINUTE), (Channel.IN_GAME, MINUTE), (Channel.EMAIL, HOUR)])
def test_who_waits_in_front_of_the_screen_is_answered_sooner(channel: Channel, due: timedelta) -> None:
    ticket = make_timed(priority=2, channel=channel)

    assert clock_of(ticket, "first_response").due_at == MONDAY + due


def test_an_answer_meets_the_clock_and_the_next_deadline_takes_its_place() -> None:
    ticket = make_timed(priority=2)
    by = taken_by(make_agent("supervisor"), ticket)

    with shifted(MONDAY + 10 * MINUTE):
        replies.send_reply(ticket, by=by, body="我来看看")
        relay_all()

    first = clock_of(ticket, "first_response")
    ticket.refresh_from_db()
    assert (first.state, first.ended_at) == (ClockState.MET, MONDAY + 10 * MINUTE)
    assert set(first.alarms.values_list("state", flat=True)) == {AlarmState.STOPPED}
    assert (ticket.next_due_at, ticket.next_due_kind) == (MONDAY + DAY, "resolution")
    assert sweep_at(MONDAY + 2 * HOUR) == 0


def test_each_turn_of_the_player_has_its_own_clock() -> None:
    ticket = make_timed(priority=2)
    by = taken_by(make_agent("supervisor"), ticket)
    player = Actor.of_player(ticket.player_id, "")

    for minute in (10, 30):
        with shifted(MONDAY + minute * MINUTE):
            replies.send_reply(ticket, by=by, body="我来看看")
        with shifted(MONDAY + (minute + 5) * MINUTE):
            replies.receive_message(ticket, by=player, body="好的")
            relay_all()

    turns = clocks_of(ticket, "next_response")
    assert [(clock.number, clock.state, clock.started_at) for clock in turns] == [
        (1, ClockState.MET, MONDAY + 15 * MINUTE),
        (2, ClockState.RUNNING, MONDAY + 35 * MINUTE),
    ]


def test_the_resolution_clock_rests_while_we_wait_for_the_player() -> None:
    ticket = make_timed(priority=2)
    by = taken_by(make_agent("supervisor"), ticket)

    with shifted(MONDAY + HOUR):
        replies.ask_player(ticket, by=by, body="请发一下截图")
        relay_all()
    paused = clock_of(ticket, "resolution")
    ticket.refresh_from_db()
    assert (paused.state, paused.due_at, paused.generation) == (ClockState.PAUSED, MONDAY + DAY, 2)
    assert set(paused.alarms.values_list("state", flat=True)) == {AlarmState.PAUSED}
    assert paused.segments[-1] == {
        "from": "2026-11-16T03:00:00Z",
        "to": None,
        "counts": False,
        "why": "waiting_for_player",
    }
    assert ticket.next_due_at is None
    assert sweep_at(MONDAY + 3 * DAY) == 0

    with shifted(MONDAY + 5 * HOUR):
        replies.receive_message(ticket, by=Actor.of_player(ticket.player_id, ""), body="给你")
        relay_all()

    resumed = clock_of(ticket, "resolution")
    assert (resumed.state, resumed.due_at, resumed.generation) == (ClockState.RUNNING, MONDAY + DAY + 4 * HOUR, 3)
    assert set(resumed.alarms.values_list("generation", "state")) == {(3, AlarmState.RUNNING)}


def test_reading_twice_changes_nothing() -> None:
    ticket = make_timed(Status.PENDING, priority=3)
    before = snapshot()

    with shifted(MONDAY + HOUR):
        assert recompute(ticket.pk) == 0

    assert snapshot() == before


def test_a_higher_priority_moves_the_deadline_and_raises_the_generation() -> None:
    ticket = make_timed(priority=2)
    by = supervisor()

    with shifted(MONDAY + 5 * MINUTE):
        changes.change_ticket(ticket, by=by, priority=Priority.P1, reason="比赛中")
        relay_all()

    first = clock_of(ticket, "first_response")
    assert (first.due_at, first.generation) == (MONDAY + 15 * MINUTE, 2)
    assert set(first.alarms.values_list("generation", flat=True)) == {2}
    sweep_at(MONDAY + 15 * MINUTE)
    assert Alert.objects.get(alarm__level=Level.BREACH).cause == AlertCause.TIME


def test_a_change_that_moves_the_deadline_into_the_past_is_told_once_and_marked() -> None:
    ticket = make_timed(priority=2)
    by = supervisor()

    with shifted(MONDAY + 30 * MINUTE):
        changes.change_ticket(ticket, by=by, priority=Priority.P1, reason="比赛中")
        relay_all()
    sweep_at(MONDAY + 31 * MINUTE)
    sweep_at(MONDAY + 32 * MINUTE)

    alert = Alert.objects.get(alarm__level=Level.BREACH)
    assert (alert.cause, alert.due_at, alert.event.data["cause"]) == (AlertCause.EDIT, MONDAY + 15 * MINUTE, "edit")
    assert not Alert.objects.filter(alarm__level=Level.WARN).exists()


def test_a_told_breach_stands_whatever_changes_afterwards() -> None:
    ticket = make_timed(priority=1)
    sweep_at(MONDAY + 20 * MINUTE)
    before = clock_of(ticket, "first_response")
    by = supervisor()

    with shifted(MONDAY + 30 * MINUTE):
        changes.change_ticket(ticket, by=by, priority=Priority.P3, reason="误报")
        replies.send_reply(ticket, by=by, body="抱歉久等")
        relay_all()

    after = clock_of(ticket, "first_response")
    assert (after.state, after.due_at, after.generation) == (ClockState.BREACHED, before.due_at, before.generation)
    assert after.ended_at == MONDAY + 30 * MINUTE
    assert after.segments[-1]["why"] == "overdue"
    assert sweep_at(MONDAY + 40 * MINUTE) == 0


def test_an_answer_that_came_too_late_is_a_breach_even_when_no_timer_ran() -> None:
    ticket = make_timed(priority=1)
    by = supervisor()

    with shifted(MONDAY + 20 * MINUTE):
        replies.send_reply(ticket, by=by, body="抱歉久等")
        relay_all()
    assert clock_of(ticket, "first_response").state == ClockState.BREACHED
    sweep_at(MONDAY + HOUR)

    warning, breach = Alert.objects.order_by("due_at")
    assert (warning.alarm.level, breach.alarm.level) == (Level.WARN, Level.BREACH)
    assert (breach.due_at, breach.late_by) == (MONDAY + 15 * MINUTE, 45 * MINUTE)


def test_a_warning_is_given_again_only_when_the_deadline_moved_far_away() -> None:
    ticket = make_timed(priority=2)
    by = taken_by(make_agent("supervisor"), ticket)
    with shifted(MONDAY + MINUTE):
        replies.send_reply(ticket, by=by, body="我来看看")
        relay_all()
    sweep_at(MONDAY + 18 * HOUR)
    assert Alert.objects.count() == 1

    with shifted(MONDAY + 19 * HOUR):  # an hour of rest moves the deadline, the warning stays behind
        replies.ask_player(ticket, by=by, body="请发一下截图")
        relay_all()
    with shifted(MONDAY + 20 * HOUR):
        replies.receive_message(ticket, by=Actor.of_player(ticket.player_id, ""), body="给你")
        replies.send_reply(ticket, by=by, body="收到")
        relay_all()
    assert sweep_at(MONDAY + 21 * HOUR) == 0

    with shifted(MONDAY + 21 * HOUR):  # the lower priority has days left
        changes.change_ticket(ticket, by=by, priority=Priority.P4, reason="不急")
        relay_all()
    sweep_at(MONDAY + 9 * DAY)

    assert list(Alert.objects.filter(alarm__level=Level.WARN).values_list("generation", flat=True).order_by("pk")) == [
        1,
        4,
    ]


def test_what_is_resolved_and_reopened_runs_anew() -> None:
    ticket = make_timed(Status.RESOLVED, priority=2)
    assert clock_of(ticket, "resolution").state == ClockState.MET
    ticket.refresh_from_db()
    assert ticket.next_due_at is None

    with shifted(MONDAY + HOUR):
        lifecycle.confirm(ticket, by=Actor.of_player(ticket.player_id, ""), solved=False)
        relay_all()

    assert (clock_of(ticket, "resolution").number, clock_of(ticket, "resolution").due_at) == (2, MONDAY + HOUR + DAY)
    assert clock_of(ticket, "next_response").started_at == MONDAY + HOUR


def test_a_missed_clock_keeps_the_ticket_on_top_until_somebody_answers() -> None:
    ticket = make_timed(priority=2)
    sweep_at(MONDAY + 2 * HOUR)
    ticket.refresh_from_db()
    assert (ticket.next_due_at, ticket.next_due_kind) == (MONDAY + HOUR, "first_response")

    with shifted(MONDAY + 2 * HOUR):
        replies.send_reply(ticket, by=supervisor(), body="抱歉久等")
        relay_all()

    ticket.refresh_from_db()
    assert ticket.next_due_kind == "resolution"


def test_clocks_never_raise_the_version_that_people_compare() -> None:
    ticket = make_timed(priority=2)
    version = ticket.version

    sweep_at(MONDAY + 2 * HOUR)

    ticket.refresh_from_db()
    assert ticket.version == version


def test_a_ticket_that_is_gone_is_no_error_for_the_relay() -> None:
    ticket = make_timed(priority=2)
    event = Event.objects.filter(name="ticket.opened").get()
    event.subject_id = ticket.pk + 1_000_000

    count_anew(event)


def test_an_event_costs_a_fixed_number_of_statements() -> None:
    short, long = make_timed(priority=2), make_timed(priority=2)
    by = taken_by(make_agent("supervisor"), long)
    for minute in range(1, 6):
        with shifted(MONDAY + minute * MINUTE):
            replies.send_reply(long, by=by, body="我来看看")
            replies.receive_message(long, by=Actor.of_player(long.player_id, ""), body="好")
            relay_all()

    costs = []
    for ticket in (short, long):
        with (
            shifted(MONDAY + 10 * MINUTE),
            CaptureQueriesContext(
                connection,
            ) as queries,
        ):
            recompute(ticket.pk)
        costs.append(len(queries))

    assert costs == [10, 10]
    assert Ticket.objects.count() == 2
