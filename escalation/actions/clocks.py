"""Bring the clocks of a ticket up to date: read them anew, write what changed, set their alarms.

Everything that moves a deadline takes the ticket's row lock first, and the sweep locks it too. So a deadline is either
missed or moved, never both, and an alarm that was stopped cannot go off any more. `Clock.seen_seq` says how far the
ticket's history was read: while something newer stands there, the sweep has it read before it lets an alarm go off. So
an answer that was committed in time is never told as a breach, however far behind the relay is.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.db.models import DateTimeField, Func, Q

from core.actions import events
from core.models import Actor
from escalation.actions.fulfilment import fulfil
from escalation.clock import Reading
from escalation.enums import AlarmState, AlertCause, ClockState, Level, Why
from escalation.models import Alarm, Clock
from escalation.queries.histories import log_of
from escalation.queries.policies import policy_for
from escalation.queries.readings import Shown, readings_for, segment_rows, stamp
from tickets.actions.changing import locked
from tickets.actions.due import set_due
from tickets.models import Ticket

REAL_NOW = Func(function="clock_timestamp", output_field=DateTimeField())
CLOCK_COLUMNS = ["generation", "policy_version", "due_at", "warn_at", "ended_at", "state", "segments"]
ALARM_COLUMNS = ["generation", "due_at", "state", "cause", "changed_at"]


def database_now() -> datetime:
    """The moment by which deadlines are missed: the database's clock, moved only in demo and test mode."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT app_now()")
        (now,) = cursor.fetchone()
    return now  # type: ignore[no-any-return]


@transaction.atomic
def recompute(ticket: Ticket | int, *, is_edit: bool = False) -> int:
    """Make the ticket's clocks and alarms what its history and the policy say; return how many changed.

    Doing it twice is doing it once. A clock that has ended, or whose breach was told, stays as it is for ever.
    `is_edit` says that a person changed a target: a deadline that this moves into the past is marked, and pages nobody.
    Raises `NotThere` when the ticket is gone.
    """
    row = locked(ticket)
    loaded, log = policy_for(row.game_id), log_of(row)
    known = {(c.kind, c.number): c for c in Clock.objects.filter(ticket=row).prefetch_related("alarms")}
    moment = database_now()
    changed, found = 0, set()
    for shown in readings_for(row, loaded, log):
        key = (shown.reading.kind.value, shown.reading.number)
        found.add(key)
        if shown.promise is not None and shown.news is not None:
            fulfil(shown.promise, at=shown.news.at, by=shown.news.by)
        if key in known:
            changed += _follow(known[key], shown.reading, loaded.version, moment, is_edit=is_edit)
        else:
            known[key] = _start(row, shown, loaded.version, moment)
            changed += 1
    for key in known.keys() - found:
        changed += _drop(known[key], moment)
    _note_how_far(row, log.last_seq)
    _write_next_due(row, known)
    return changed


def _start(ticket: Ticket, shown: Shown, policy_version: str, moment: datetime) -> Clock:
    """A clock that was not there before, with its alarms; one that has ended in time needs none."""
    reading = shown.reading
    clock = Clock.objects.create(
        ticket=ticket,
        game_id=ticket.game_id,
        promise=shown.promise,
        kind=reading.kind,
        number=reading.number,
        policy_version=policy_version,
        started_at=reading.started_at,
        due_at=reading.due_at,
        warn_at=reading.warn_at,
        ended_at=reading.ended_at,
        state=reading.state,
        segments=segment_rows(reading.segments),
    )
    alarms = [Alarm(clock=clock, game_id=clock.game_id, level=level) for level in Level]
    for alarm in alarms:
        _set_alarm(alarm, clock, reading, moment)
    Alarm.objects.bulk_create(alarm for alarm in alarms if alarm.state != AlarmState.STOPPED)
    data = {"clock": clock.pk, "kind": clock.kind, "number": clock.number, "due_at": stamp(clock.due_at)}
    events.record("clock.started", subject=ticket, by=Actor.system(), data=data)
    return clock


def _follow(clock: Clock, reading: Reading, policy_version: str, moment: datetime, *, is_edit: bool) -> bool:
    """Take over what a living clock shows now; True when its deadline, its state or its end changed."""
    alarms = {Level(alarm.level): alarm for alarm in clock.alarms.all()}
    breach = alarms.get(Level.BREACH)
    if breach is not None and breach.state == AlarmState.FIRED:
        return _note_late_end(clock, reading)
    if clock.ended_at is not None:
        return False
    before = (clock.due_at, clock.warn_at, clock.state, clock.ended_at)
    changed = before != (reading.due_at, reading.warn_at, reading.state, reading.ended_at)
    if not changed and (clock.policy_version, clock.segments) == (policy_version, segment_rows(reading.segments)):
        return False
    _take_over(clock, reading, policy_version, raise_by=int(changed))
    if changed:
        for alarm in alarms.values():
            _set_alarm(alarm, clock, reading, moment, is_edit=is_edit)
        Alarm.objects.bulk_update(alarms.values(), ALARM_COLUMNS)
    return changed


def _take_over(clock: Clock, reading: Reading, policy_version: str, *, raise_by: int) -> None:
    clock.generation += raise_by
    clock.policy_version = policy_version
    clock.due_at, clock.warn_at = reading.due_at, reading.warn_at
    clock.ended_at, clock.state = reading.ended_at, reading.state.value
    clock.segments = segment_rows(reading.segments)
    clock.save(update_fields=CLOCK_COLUMNS)


def _note_late_end(clock: Clock, reading: Reading) -> bool:
    """The breach was told and stands; what remains to be written down is how late the end came."""
    if clock.ended_at is not None or reading.ended_at is None:
        return False
    clock.ended_at = reading.ended_at
    overdue = {"from": stamp(clock.due_at), "to": stamp(reading.ended_at), "counts": False, "why": Why.OVERDUE.value}
    clock.segments = [*clock.segments, overdue]
    clock.save(update_fields=["ended_at", "segments"])
    return True


def _set_alarm(alarm: Alarm, clock: Clock, reading: Reading, moment: datetime, *, is_edit: bool = False) -> None:
    """Arm, rest or stop one alarm by what its clock shows.

    A warning is given once; only a deadline that moved so far away that its warning lies ahead again gets another. None
    is made for a deadline that has passed already; one whose moment came while nobody could tell it is still owed. A
    late end is still told as a breach.
    """
    due = reading.warn_at if alarm.level == Level.WARN else reading.due_at
    state = (
        AlarmState.RUNNING if _is_owed(alarm, reading, moment) else _alarm_state(Level(alarm.level), reading, moment)
    )
    if alarm.state == AlarmState.FIRED and (state != AlarmState.RUNNING or due <= moment):
        return
    was_ahead = is_edit and (alarm.due_at > moment or alarm.state == AlarmState.PAUSED)
    alarm.cause = AlertCause.EDIT if was_ahead and due <= moment else AlertCause.TIME
    alarm.state, alarm.due_at, alarm.generation = state, due, clock.generation
    alarm.changed_at = REAL_NOW


def _is_owed(alarm: Alarm, reading: Reading, moment: datetime) -> bool:
    """Whether this warning was due before now, has not gone off, and its deadline was or will be missed or runs."""
    was_due = alarm.state == AlarmState.RUNNING and alarm.due_at <= moment and reading.warn_at <= moment
    return alarm.level == Level.WARN and was_due and reading.state in {ClockState.RUNNING, ClockState.BREACHED}


def _alarm_state(level: Level, reading: Reading, moment: datetime) -> AlarmState:
    if reading.state == ClockState.PAUSED:
        return AlarmState.PAUSED
    if reading.state == ClockState.RUNNING:
        return AlarmState.STOPPED if level == Level.WARN and reading.due_at <= moment else AlarmState.RUNNING
    is_late_end = reading.state == ClockState.BREACHED and level == Level.BREACH
    return AlarmState.RUNNING if is_late_end else AlarmState.STOPPED


def _drop(clock: Clock, moment: datetime) -> bool:
    """The policy has no target of this kind any more: a clock that still runs is cancelled."""
    breach = next((alarm for alarm in clock.alarms.all() if alarm.level == Level.BREACH), None)
    if clock.ended_at is not None or (breach is not None and breach.state == AlarmState.FIRED):
        return False
    clock.generation += 1
    clock.state, clock.ended_at = ClockState.CANCELLED, max(moment, clock.started_at)
    clock.save(update_fields=CLOCK_COLUMNS)
    clock.alarms.exclude(state=AlarmState.FIRED).update(
        state=AlarmState.STOPPED, generation=clock.generation, changed_at=REAL_NOW
    )
    return True


def _note_how_far(ticket: Ticket, last_seq: int) -> None:
    """Every clock that may still be told of knows the history up to here."""
    may_be_told = Q(ended_at=None) | Q(state=ClockState.BREACHED, alarms__state=AlarmState.RUNNING)
    Clock.objects.filter(may_be_told, ticket=ticket, seen_seq__lt=last_seq).update(seen_seq=last_seq)


def _write_next_due(ticket: Ticket, clocks: Mapping[Any, Clock]) -> None:
    """The nearest deadline that asks for something, a missed one that nobody has answered included."""
    asking = [c for c in clocks.values() if c.ended_at is None and c.state != ClockState.PAUSED]
    nearest = min(asking, key=lambda clock: (clock.due_at, clock.pk), default=None)
    due, kind = (nearest.due_at, nearest.kind) if nearest else (None, "")
    if (ticket.next_due_at, ticket.next_due_kind) != (due, kind):
        set_due(ticket.pk, due, kind)
