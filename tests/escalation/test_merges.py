"""Deadlines of merged tickets: the source's stop, the target owes the answer, and what is taken apart goes on."""

from datetime import timedelta

import pytest

from core.actions.time_shift import shifted
from core.models import Actor, Group
from escalation.actions import cases
from escalation.actions.promises import cancel_promise, make_promise
from escalation.enums import ClockState
from escalation.models import Clock
from tests.factories.escalation import HOUR, MINUTE, MONDAY, clock_of, clocks_of, make_timed, supervisor, sweep_at
from tests.factories.joins import again, hear
from tests.factories.people import make_player
from tests.factories.tickets import relay_all
from tickets.actions.changes import change_ticket
from tickets.actions.merging import merge, unmerge
from tickets.actions.replies import send_reply
from tickets.actions.splitting import move_messages
from tickets.enums import Priority, Status
from tickets.errors import MoveNotAllowed
from tickets.models import Ticket

pytestmark = pytest.mark.django_db


def pair(at: Status = Status.NEW, into: Status = Status.NEW) -> tuple[Ticket, Ticket]:
    player = make_player()
    return make_timed(at, player=player), make_timed(into, player=player)


def merged_at(source: Ticket, target: Ticket, by: Actor, after: timedelta) -> None:
    with shifted(MONDAY + after):
        merge(source.pk, by=by, into=target.pk)
        relay_all()


def apart_at(source: Ticket, target: Ticket, by: Actor, after: timedelta) -> None:
    with shifted(MONDAY + after):
        unmerge(target.pk, by=by, source=source.pk)
        relay_all()


def test_the_clocks_of_the_source_are_cancelled_and_nothing_goes_off_any_more() -> None:
    by, (source, target) = supervisor(), pair()

    merged_at(source, target, by, 5 * MINUTE)

    assert {clock.state for clock in Clock.objects.filter(ticket=source)} == {ClockState.CANCELLED}
    assert again(source).next_due_at is None
    sweep_at(MONDAY + 200 * HOUR)
    assert not Clock.objects.filter(ticket=source, state=ClockState.BREACHED).exists()


def test_taken_apart_the_first_response_goes_on_where_it_stopped() -> None:
    by, (source, target) = supervisor(), pair()
    due = clock_of(source, "first_response").due_at
    merged_at(source, target, by, 5 * MINUTE)

    apart_at(source, target, by, 65 * MINUTE)

    old, new = clocks_of(source, "first_response")
    assert (old.state, new.state, new.number, new.started_at) == (
        ClockState.CANCELLED, ClockState.RUNNING, 2, again(source).created_at,
    )  # fmt: skip
    assert new.due_at == due + HOUR
    assert [segment["why"] for segment in new.segments if not segment["counts"]] == ["merged"]
    assert again(source).next_due_at == new.due_at
    assert [clock.state for clock in clocks_of(source, "resolution")] == [ClockState.CANCELLED, ClockState.RUNNING]


def test_the_target_owes_the_answer_since_the_player_waits_and_no_longer_than_the_source_is_part_of_it() -> None:
    by, (source, target) = supervisor(), pair(into=Status.OPEN)
    with shifted(MONDAY + MINUTE):
        send_reply(target.pk, by=by, body="在看了")
        relay_all()

    merged_at(source, target, by, 5 * MINUTE)

    owed = clock_of(target, "next_response")
    assert (owed.state, owed.started_at) == (ClockState.RUNNING, source.created_at)
    apart_at(source, target, by, 6 * MINUTE)
    assert clock_of(target, "next_response").state == ClockState.CANCELLED


def test_a_merge_into_a_less_urgent_ticket_moves_no_deadline_back() -> None:
    by, (source, target) = supervisor(), pair()
    with shifted(MONDAY + MINUTE):
        change_ticket(source.pk, by=by, priority=Priority.P1)
        change_ticket(target.pk, by=by, priority=Priority.P4)
        relay_all()
    due, own_due = again(source).next_due_at, again(target).next_due_at
    assert due is not None
    assert own_due is not None
    assert due < own_due

    merged_at(source, target, by, 2 * MINUTE)

    assert again(target).next_due_at == due
    apart_at(source, target, by, 3 * MINUTE)
    assert again(target).next_due_at == own_due


def test_a_merge_into_a_newer_ticket_moves_no_deadline_back() -> None:
    by, player = supervisor(), make_player()
    source = make_timed(Status.NEW, player=player)
    target = make_timed(opened=MONDAY + 8 * MINUTE, player=player)
    due, own_due = again(source).next_due_at, again(target).next_due_at
    assert due is not None
    assert own_due is not None
    assert due < own_due

    merged_at(source, target, by, 9 * MINUTE)

    owed = clock_of(target, "next_response")
    assert (again(target).next_due_at, owed.started_at) == (due, source.created_at)
    apart_at(source, target, by, 10 * MINUTE)
    assert again(target).next_due_at == own_due
    merged_at(source, target, by, 11 * MINUTE)
    with shifted(MONDAY + 12 * MINUTE):
        send_reply(target.pk, by=by, body="在看了")
        relay_all()
    assert [c.state for c in clocks_of(target, "next_response")] == [ClockState.CANCELLED, ClockState.MET]
    assert clock_of(target, "first_response").state == ClockState.MET


def test_an_answer_in_the_target_meets_what_it_owes_and_leaves_the_source_waiting() -> None:
    by, (source, target) = supervisor(), pair(into=Status.OPEN)
    with shifted(MONDAY + MINUTE):
        send_reply(target.pk, by=by, body="在看了")
    merged_at(source, target, by, 5 * MINUTE)
    with shifted(MONDAY + 7 * MINUTE):
        send_reply(target.pk, by=by, body="两件事一起回")
        relay_all()

    apart_at(source, target, by, 10 * MINUTE)

    assert clock_of(target, "next_response").state == ClockState.MET
    assert clock_of(source, "first_response").state == ClockState.RUNNING


def test_moved_words_take_their_deadline_along() -> None:
    by, (origin, target) = supervisor(), pair(Status.OPEN, Status.OPEN)
    with shifted(MONDAY + MINUTE):
        send_reply(origin.pk, by=by, body="在看了")
        send_reply(target.pk, by=by, body="在看了")
    with shifted(MONDAY + 2 * MINUTE):
        said = hear(origin)
        relay_all()
    with shifted(MONDAY + 4 * MINUTE):
        move_messages(origin.pk, by=by, messages=[said.pk], into=target.pk)
        relay_all()

    assert clock_of(origin, "next_response").state == ClockState.CANCELLED
    owed = clock_of(target, "next_response")
    assert (owed.state, owed.started_at) == (ClockState.RUNNING, said.created_at)


def test_while_the_player_has_our_word_or_a_specialist_works_the_ticket_is_not_merged_away() -> None:
    by, (source, target) = supervisor(), pair(Status.OPEN, Status.OPEN)
    with shifted(MONDAY + MINUTE):
        promise = make_promise(source.pk, by=by, text="今天内答复", due_at=MONDAY + HOUR)
        with pytest.raises(MoveNotAllowed):
            merge(source.pk, by=by, into=target.pk)
        cancel_promise(promise, by=by, reason="改期")
        cases.escalate(source.pk, by=by, group=Group.objects.get(code="TEC"), note="看日志")
        with pytest.raises(MoveNotAllowed):
            merge(source.pk, by=by, into=target.pk)

        merge(target.pk, by=by, into=source.pk)

    assert again(source).status == Status.ON_HOLD
