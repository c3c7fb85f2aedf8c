"""What a deed on many tickets leaves alone: own texts, merged tickets, other orders, and everybody else's time."""

from datetime import timedelta
from threading import Event as Flag
from threading import Thread
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection, transaction

from core import clock
from core.errors import KeyReused
from core.models import Actor, Agent, Group
from tests.factories.joins import again, colleague, two_of_one
from tests.factories.people import make_agent, make_player
from tests.factories.tickets import make_ticket
from tickets.actions import drafts, merging
from tickets.actions.bulk import FORGOTTEN_AFTER, forget_old, run_due, run_job, start_bulk, undo_bulk
from tickets.enums import BulkState, RowState, Status, Visibility
from tickets.errors import TicketMerged
from tickets.models import BulkJob, BulkRow, Draft, Ticket
from tickets.policies.bulk import DEMANDS
from tickets.queries.bulk import Named, preview

pytestmark = pytest.mark.django_db


def named(*tickets: Ticket) -> list[Named]:
    return [Named(str(ticket.pk), ticket.pk, ticket.version) for ticket in tickets]


def start(who: Agent, deed: str, *tickets: Ticket, **answers: Any) -> BulkJob:
    return start_bulk(deed, answers, named(*tickets), by=Actor.of_agent(who), key=uuid4())


def states(job: BulkJob) -> list[tuple[str, str]]:
    return list(BulkRow.objects.filter(job=job).values_list("state", "code"))


@pytest.mark.parametrize(("deed", "visibility"), [("reply", Visibility.PUBLIC), ("note", Visibility.INTERNAL)])
def test_the_same_words_typed_on_the_ticket_are_not_adopted_and_not_withdrawn(agent, deed, visibility):
    own, other = make_ticket(Status.OPEN, agent=agent), make_ticket(player=make_player())
    by = Actor.of_agent(agent)
    typed = drafts.queue_send(own.pk, by=by, visibility=visibility, body="您好，已处理", seen=own.version)

    job = start(agent, deed, own, other, body="您好，已处理")
    run_job(job.pk)
    assert states(job) == [(RowState.SKIPPED, "bulk.no_change"), (RowState.DONE, "")]
    undo_bulk(job.pk, by=by)
    run_job(job.pk)

    assert list(Draft.objects.values_list("pk", flat=True)) == [typed.pk]
    assert drafts.release(typed.pk)


ANSWERS: dict[str, dict[str, Any]] = {
    "assign": {"agent": None}, "priority": {"priority": 0, "reason": "x"},
    "category": {"category": "PY-01", "reason": ""}, "tags": {"add": ["x"], "remove": []}, "reply": {"body": "x"},
    "note": {"body": "x"}, "follow_up": {"at": None, "note": ""},
    "resolve": {"summary": "x", "root_cause": "x", "body": ""},
}  # fmt: skip


@pytest.mark.parametrize("deed", sorted(DEMANDS))
def test_a_merged_ticket_is_skipped_by_every_deed_as_the_preview_says(desk_rows, deed):
    agent = make_agent("supervisor")
    by = Actor.of_agent(agent)
    source, target = two_of_one()
    merging.merge(source.pk, by=by, into=target.pk)
    group = Group.objects.exclude(pk=source.group_id).latest("pk")
    answers = {**ANSWERS, "hand_over": {"group": group.pk, "note": "x"}}.get(deed, {})

    [plan] = preview(agent, deed, named(again(source)), answers).rows
    job = start(agent, deed, again(source), **answers)
    run_job(job.pk)

    assert states(job) == [(RowState.SKIPPED, "ticket.move_not_allowed")]
    assert plan.code == "ticket.move_not_allowed"
    assert str(target.number) in plan.reason


def test_a_note_on_a_merged_ticket_is_refused_while_its_agent_looks(desk_rows):
    by = colleague()
    source, target = two_of_one()
    merging.merge(source.pk, by=by, into=target.pk)
    seen = again(source).version

    with pytest.raises(TicketMerged):
        drafts.queue_send(source.pk, by=by, visibility=Visibility.INTERNAL, body="看", seen=seen)


def test_a_key_stands_for_one_deed_with_its_answers_and_tickets(supervisor):
    ticket, other, key, by = make_ticket(), make_ticket(player=make_player()), uuid4(), Actor.of_agent(supervisor)
    first = start_bulk("priority", {"priority": 1, "reason": "x"}, named(ticket), by=by, key=key)

    others: list[tuple[str, dict[str, Any], list[Ticket]]] = [
        ("tags", {"add": ["新"], "remove": []}, [ticket]),
        ("priority", {"priority": 0, "reason": "x"}, [ticket]),
        ("priority", {"priority": 1, "reason": "x"}, [ticket, other]),
        ("priority", {"priority": 1, "reason": "x"}, [other]),
    ]
    for deed, answers, tickets in others:
        with pytest.raises(KeyReused):
            start_bulk(deed, answers, named(*tickets), by=by, key=key)

    assert start_bulk("priority", {"priority": 1, "reason": "x"}, named(ticket), by=by, key=key) == first
    assert BulkJob.objects.count() == 1


def test_a_deed_that_this_release_does_not_know_ends_and_blocks_nobody(agent):
    gone, known = start(agent, "take", make_ticket()), start(agent, "take", make_ticket(player=make_player()))
    BulkJob.objects.filter(pk=gone.pk).update(deed="moonwalk")

    run_due(seconds=30)

    assert [state for state, _code in states(gone) + states(known)] == [RowState.SKIPPED, RowState.DONE]
    assert set(BulkJob.objects.values_list("state", flat=True)) == {BulkState.DONE}


def test_jobs_are_forgotten_after_their_time_and_not_while_they_run(agent):
    jobs = [start(agent, "take", make_ticket(player=make_player())) for _ in range(3)]
    for job in jobs[:2]:
        run_job(job.pk)
    old = clock.now() - FORGOTTEN_AFTER
    BulkJob.objects.exclude(pk=jobs[1].pk).update(created_at=old - timedelta(seconds=1))
    BulkJob.objects.filter(pk=jobs[1].pk).update(created_at=old + timedelta(minutes=1))

    assert (forget_old(), forget_old()) == (1, 0)

    assert set(BulkJob.objects.values_list("pk", flat=True)) == {job.pk for job in jobs[1:]}
    assert BulkRow.objects.count() == 2


def test_jobs_take_turns(agent, monkeypatch):
    monkeypatch.setattr("tickets.actions.bulk.SLICE_ROWS", 1)
    monkeypatch.setattr("tickets.actions.bulk.time.monotonic", iter(range(9)).__next__)
    jobs = [start(agent, "take", *(make_ticket(player=make_player()) for _ in range(3))) for _ in range(2)]

    run_due(seconds=4)

    assert [sum(state == RowState.DONE for state, _ in states(job)) for job in jobs] == [2, 2]


@pytest.mark.django_db(transaction=True)
def test_a_ticket_that_somebody_holds_waits_for_the_next_pass_and_stops_no_other_job(desk_rows):
    agent = make_agent("supervisor")
    busy, free = make_ticket(), make_ticket(player=make_player())
    waits, goes = start(agent, "take", busy), start(agent, "take", free)
    held, let_go = Flag(), Flag()

    def hold() -> None:
        with transaction.atomic():
            Ticket.objects.select_for_update().get(pk=busy.pk)
            held.set()
            let_go.wait(20)
        connection.close()

    holder = Thread(target=hold)
    holder.start()
    held.wait(10)
    try:
        run_due(seconds=30)
        assert [state for state, _code in states(waits) + states(goes)] == [RowState.WAITING, RowState.DONE]
    finally:
        let_go.set()
        holder.join()

    run_due(seconds=30)
    assert states(waits) == [(RowState.DONE, "")]
