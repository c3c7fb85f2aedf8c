"""Alarms go off exactly once, never early, and everything that belongs to an alert is written with it."""

from datetime import timedelta

import pytest

from core.actions.time_shift import shifted
from core.models import Event, OutboxEntry
from escalation.actions.promises import make_promise
from escalation.actions.sweep import sweep_clocks
from escalation.enums import AlarmState, ClockState, Level, PromiseState
from escalation.models import Alarm, Alert, Clock
from tests.factories.escalation import HOUR, MINUTE, MONDAY, clock_of, make_timed, supervisor, sweep_at
from tests.factories.tickets import relay_all
from tickets.actions import replies
from tickets.enums import Status

pytestmark = pytest.mark.django_db
SECOND = timedelta(seconds=1)


def test_nothing_goes_off_before_its_moment() -> None:
    ticket = make_timed(priority=2)

    assert sweep_at(MONDAY + 45 * MINUTE - SECOND) == 0
    assert sweep_at(MONDAY + 45 * MINUTE) == 1

    event = Event.objects.get(name="sla.warned")
    assert (event.subject_id, event.data["kind"], event.at) == (ticket.pk, "first_response", MONDAY + 45 * MINUTE)
    assert clock_of(ticket, "first_response").state == ClockState.RUNNING


def test_a_breach_is_told_once_with_all_that_belongs_to_it() -> None:
    ticket = make_timed(priority=2)

    assert sweep_at(MONDAY + HOUR) == 2
    assert sweep_at(MONDAY + HOUR) == 0

    clock = clock_of(ticket, "first_response")
    alarm = clock.alarms.get(level=Level.BREACH)
    alert = Alert.objects.get(alarm=alarm)
    assert (clock.state, alarm.state) == (ClockState.BREACHED, AlarmState.FIRED)
    assert (alert.generation, alert.due_at, alert.late_by) == (alarm.generation, MONDAY + HOUR, timedelta())
    assert (alert.event.name, alert.event.data["alarm"]) == ("sla.breached", alarm.pk)
    assert alert.event.data["due_at"] == "2026-11-16T03:00:00.000000Z"


def test_the_outbox_row_is_there_when_the_alert_is() -> None:
    make_timed(priority=2)
    OutboxEntry.objects.all().delete()

    with shifted(MONDAY + HOUR):
        sweep_clocks()

    told = Alert.objects.values_list("event_id", flat=True)
    assert sorted(OutboxEntry.objects.values_list("event_id", flat=True)) == sorted(told)


def test_events_of_a_ticket_keep_their_numbers_without_a_gap() -> None:
    ticket = make_timed(priority=2)

    sweep_at(MONDAY + HOUR)

    events = Event.objects.filter(subject_type="ticket", subject_id=ticket.pk).order_by("pk")
    ticket.refresh_from_db()
    assert [event.seq for event in events] == list(range(1, ticket.event_seq + 1))
    assert [event.name for event in events][-2:] == ["sla.warned", "sla.breached"]


@pytest.mark.parametrize("late", [MINUTE, HOUR, 72 * HOUR])
def test_what_was_due_while_no_timer_ran_is_told_late_and_not_skipped(late: timedelta) -> None:
    make_timed(priority=2)

    sweep_at(MONDAY + HOUR + late)

    alert = Alert.objects.get(alarm__level=Level.BREACH, alarm__clock__kind="first_response")
    assert alert.late_by == late
    assert alert.event.data["late_by"] == late.total_seconds()


def test_alerts_of_a_gap_come_in_the_order_of_their_deadlines() -> None:
    for minutes in (30, 10, 20):
        make_timed(priority=2, opened=MONDAY - minutes * MINUTE)

    sweep_at(MONDAY + 72 * HOUR)

    events = Event.objects.filter(name__startswith="sla.").order_by("pk")
    assert [e.data["due_at"] for e in events] == sorted(e.data["due_at"] for e in events)
    assert len(events) == 12


def test_a_batch_holds_no_more_than_its_limit_and_the_sweep_goes_on_until_nothing_is_due() -> None:
    for _ in range(3):
        make_timed(priority=2)

    with shifted(MONDAY + HOUR):
        assert sweep_clocks(limit=2) == 6

    assert not Alarm.objects.filter(state=AlarmState.RUNNING, due_at__lte=MONDAY + HOUR).exists()
    assert Clock.objects.filter(state=ClockState.BREACHED).count() == 3


def test_an_answer_in_time_is_no_breach_though_the_relay_is_behind() -> None:
    ticket = make_timed(Status.OPEN, priority=2)
    with shifted(MONDAY + 40 * MINUTE):
        replies.send_reply(ticket, by=supervisor(), body="我来看看")

    with shifted(MONDAY + 2 * HOUR):
        assert sweep_clocks() == 0

    assert clock_of(ticket, "first_response").state == ClockState.MET


def test_a_promise_that_was_kept_in_time_is_not_broken_though_the_relay_is_behind() -> None:
    ticket, by = make_timed(Status.OPEN, priority=2), supervisor()
    with shifted(MONDAY + MINUTE):
        promise = make_promise(ticket, by=by, text="半小时内答复", due_at=MONDAY + 31 * MINUTE)
    with shifted(MONDAY + 20 * MINUTE):
        replies.send_reply(ticket, by=by, body="查到了")

    with shifted(MONDAY + 2 * HOUR):
        assert sweep_clocks() == 0

    promise.refresh_from_db()
    assert promise.state == PromiseState.KEPT


def test_a_late_answer_that_the_relay_has_not_told_yet_is_a_warning_and_a_breach_once() -> None:
    ticket = make_timed(Status.OPEN, priority=2)
    with shifted(MONDAY + 61 * MINUTE):
        replies.send_reply(ticket, by=supervisor(), body="抱歉久等")

    with shifted(MONDAY + 2 * HOUR):
        assert sweep_clocks() == 2
        assert sweep_clocks() == 0
        relay_all()

    clock = clock_of(ticket, "first_response")
    assert (clock.state, clock.ended_at) == (ClockState.BREACHED, MONDAY + 61 * MINUTE)
    alerts = Alert.objects.filter(alarm__clock=clock).order_by("due_at")
    assert [alert.alarm.level for alert in alerts] == [Level.WARN, Level.BREACH]
