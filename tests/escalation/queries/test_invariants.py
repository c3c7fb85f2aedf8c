"""The auditor sees every way in which alarms and alerts could lie, and nothing where all is well."""

from datetime import UTC, datetime, timedelta

import pytest

from core import clock
from core.actions.audit import is_suspect, run_audit
from core.actions.health import beat
from core.models import AuditRun, EventReceipt, OutboxEntry
from core.queries.invariants import count_broken, registered
from escalation.enums import AlarmState
from escalation.models import Alarm, Alert
from tests.factories.escalation import HOUR, MINUTE, MONDAY, make_timed, sweep_at

pytestmark = pytest.mark.django_db
EVER = datetime(2000, 1, 1, tzinfo=UTC)


def broken() -> dict[str, int]:
    """What the invariants of the clocks find."""
    counts = {i.code: count_broken(i, EVER) for i in registered() if i.code.startswith("sla.")}
    return {code: count for code, count in counts.items() if count}


@pytest.fixture
def breached() -> Alarm:
    """A ticket whose first response was missed and told."""
    make_timed(priority=2)
    sweep_at(MONDAY + HOUR)
    assert broken() == {}
    return Alarm.objects.get(level="breach", state=AlarmState.FIRED)


def test_s01_a_fired_alarm_without_its_alert(breached: Alarm) -> None:
    Alert.objects.filter(alarm=breached).update(generation=7)

    assert broken()["sla.S01"] == 1


def test_s01_an_alert_of_an_alarm_that_did_not_fire(breached: Alarm) -> None:
    Alarm.objects.filter(pk=breached.pk).update(state=AlarmState.STOPPED)

    assert broken() == {"sla.S01": 1}


def test_s02_an_alarm_that_nobody_sweeps_while_timers_are_up() -> None:
    long_ago = clock.now() - timedelta(minutes=5)
    make_timed(priority=2, opened=clock.now())
    Alarm.objects.filter(level="breach").update(due_at=long_ago, changed_at=long_ago)
    assert broken() == {}

    beat("timers")

    assert broken() == {"sla.S02": 2}


def test_s03_an_event_that_nobody_will_hear_of(breached: Alarm) -> None:
    event = Alert.objects.get(alarm=breached).event_id
    EventReceipt.objects.filter(event_id=event).delete()

    assert broken() == {"sla.S03": 1}


def test_s03_an_event_without_its_alert(breached: Alarm) -> None:
    Alert.objects.filter(alarm=breached).delete()

    assert broken()["sla.S03"] == 1


def test_s04_an_alert_whose_lateness_is_not_true(breached: Alarm) -> None:
    Alert.objects.filter(alarm=breached).update(late_by=timedelta(seconds=-1))

    assert broken() == {"sla.S04": 1}


def test_s05_an_alarm_that_is_armed_again_in_the_same_generation(breached: Alarm) -> None:
    Alarm.objects.filter(pk=breached.pk).update(state=AlarmState.RUNNING, due_at=clock.now() + HOUR)

    assert broken()["sla.S05"] == 1


def test_s06_an_alert_of_a_generation_that_had_been_stopped(breached: Alarm) -> None:
    Alarm.objects.filter(pk=breached.pk).update(generation=2, changed_at=clock.now() - HOUR)

    assert broken()["sla.S06"] == 1


def test_the_auditor_writes_down_what_it_saw(breached: Alarm) -> None:
    OutboxEntry.objects.all().delete()
    clean = run_audit()
    Alert.objects.filter(alarm=breached).update(late_by=timedelta(0), created_at=breached.due_at, generation=7)

    dirty = run_audit()

    assert (clean.is_clean, clean.findings) == (True, {})
    assert not dirty.is_clean
    assert dirty.findings["sla.S01"] == 1


def test_the_auditor_forgets_after_a_fortnight() -> None:
    AuditRun.objects.create(at=clock.now() - timedelta(days=15), is_clean=True)

    run_audit()

    assert AuditRun.objects.count() == 1


def test_the_auditor_tells_an_outbox_that_stands_still(breached: Alarm) -> None:
    OutboxEntry.objects.all().delete()
    event = Alert.objects.get(alarm=breached).event
    OutboxEntry.objects.create(event=event, lane="x", next_try_at=clock.now() - 6 * MINUTE)

    assert run_audit().findings == {"outbox.behind": 1}


@pytest.mark.parametrize(("minutes", "suspect"), [(0, False), (5, False), (-5, False), (6, True), (-6, True)])
def test_clocks_that_are_far_apart_are_suspect(minutes: int, suspect: bool) -> None:
    assert is_suspect(MONDAY, MONDAY + minutes * MINUTE) == suspect
