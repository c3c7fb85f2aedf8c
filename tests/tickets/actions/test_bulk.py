"""One deed on many tickets: row by row, nothing twice, put back where nobody went on."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from core import clock
from core.errors import InvalidInput
from core.models import Actor, Agent, Event, Group
from tests.factories.people import make_agent, make_game, make_player
from tests.factories.tickets import make_ticket
from tickets.actions import drafts, lifecycle, replies
from tickets.actions.bulk import UndoOver, run_due, run_job, start_bulk, undo_bulk
from tickets.enums import BulkState, DraftState, RowState, Status
from tickets.models import BulkJob, BulkRow, Draft, Message, Ticket
from tickets.policies.bulk import IDS_MOST
from tickets.queries.bulk import Named, named_from, preview

pytestmark = pytest.mark.django_db


def named(*tickets: Ticket) -> list[Named]:
    return [Named(str(ticket.pk), ticket.pk, ticket.version) for ticket in tickets]


def do(who: Agent, deed: str, *tickets: Ticket, **answers: Any) -> BulkJob:
    job = start_bulk(deed, answers, named(*tickets), by=Actor.of_agent(who), key=uuid4())
    run_job(job.pk)
    job.refresh_from_db()
    return job


def states(job: BulkJob) -> list[tuple[str, str]]:
    return list(BulkRow.objects.filter(job=job).values_list("state", "code"))


def undo(agent: Agent, job: BulkJob) -> list[tuple[str, str]]:
    undo_bulk(job.pk, by=Actor.of_agent(agent))
    run_job(job.pk)
    return states(job)


def value(ticket: Ticket, name: str) -> Any:
    return getattr(Ticket.objects.get(pk=ticket.pk), name)


def test_each_row_is_done_by_its_action_and_its_events_name_the_job(agent):
    tickets = [make_ticket(player=make_player()) for _ in range(3)]

    job = do(agent, "take", *tickets)

    assert states(job) == [(RowState.DONE, "")] * 3
    assert job.state == BulkState.DONE
    assert {value(ticket, "assignee_id") for ticket in tickets} == {agent.pk}
    told = Event.objects.filter(name="ticket.assigned", data__bulk=str(job.pk))
    assert set(told.values_list("subject_id", flat=True)) == {ticket.pk for ticket in tickets}
    assert not Event.objects.filter(name="ticket.opened", data__has_key="bulk").exists()


def test_a_forbidden_id_is_not_there_and_the_others_proceed(desk_rows):
    home, abroad = make_game("huanle"), make_game("xinghai", "moba")
    agent = make_agent(games=[home])
    mine, hidden, foreign = (make_ticket(player=make_player(game)) for game in (home, home, abroad))
    Ticket.objects.filter(pk=hidden.pk).update(is_restricted=True, group=Group.objects.get(code="CRI"))

    job = do(agent, "priority", foreign, mine, hidden, priority=0, reason="重要")

    assert states(job) == [
        (RowState.SKIPPED, "not_found"), (RowState.DONE, ""), (RowState.SKIPPED, "not_found"),
    ]  # fmt: skip
    assert list(BulkRow.objects.filter(job=job).values_list("ticket_id", flat=True)) == [None, mine.pk, None]
    assert (value(mine, "priority"), Event.objects.filter(data__bulk=str(job.pk)).count()) == (0, 1)


def test_what_is_not_possible_is_skipped_with_its_reason_as_the_preview_said(agent):
    colleague = make_agent(name="陈默")
    free, theirs, solved = make_ticket(), make_ticket(Status.OPEN, agent=colleague), make_ticket(Status.RESOLVED)
    stale = make_ticket()
    before = named(free, theirs, solved, stale)
    replies.add_note(stale, by=Actor.of_agent(colleague), body="看我")

    plan = preview(agent, "take", before, {})
    job = start_bulk("take", {}, before, by=Actor.of_agent(agent), key=uuid4())
    run_job(job.pk)

    expected = ["", "ticket.taken", "ticket.move_not_allowed", "ticket.stale"]
    assert [row.code for row in plan.rows] == [code for _state, code in states(job)] == expected
    assert (len(plan.going), sorted(n for _reason, n in plan.reasons)) == (1, [1, 1, 1])
    assert value(stale, "assignee_id") is None


def test_rights_decide_for_each_game(desk_rows):
    home, abroad = make_game("huanle"), make_game("xinghai", "moba")
    reader = make_agent("quality_reviewer")
    tickets = [make_ticket(player=make_player(game)) for game in (home, abroad)]

    plan = preview(reader, "resolve", named(*tickets), {})
    job = do(reader, "resolve", *tickets, summary="a", root_cause="b", body="")

    assert [row.code for row in plan.rows] == ["permission.denied"] * 2
    assert states(job) == [(RowState.SKIPPED, "permission.denied")] * 2


def test_the_preview_is_one_statement(agent, django_assert_num_queries):
    one, *more = [make_ticket(player=make_player()) for _ in range(3)]
    preview(agent, "close", named(one), {})

    for tickets in ([one], [one, *more]):
        with django_assert_num_queries(1):
            assert len(preview(agent, "close", named(*tickets), {}).rows) == len(tickets)


def test_the_same_key_is_the_same_job(agent):
    ticket, key = make_ticket(), uuid4()

    jobs = {start_bulk("take", {}, named(ticket), by=Actor.of_agent(agent), key=key).pk for _ in range(2)}

    assert len(jobs) == BulkRow.objects.count() == 1


def test_a_job_that_was_left_in_the_middle_goes_on_and_does_nothing_twice(agent):
    tickets = [make_ticket(player=make_player()) for _ in range(4)]
    answers = {"body": "大家好"}
    job = start_bulk("note", answers, named(*tickets), by=Actor.of_agent(agent), key=uuid4(), is_at_desk=False)

    run_job(job.pk, rows=2)
    assert [state for state, _code in states(job)] == [RowState.DONE] * 2 + [RowState.WAITING] * 2
    run_due()
    run_due()

    assert states(job) == [(RowState.DONE, "")] * 4
    assert Message.objects.filter(body="大家好").count() == 4
    assert Event.objects.filter(name="bulk.finished", subject_id=job.pk).count() == 1


def test_a_fault_of_ours_costs_one_row_and_leaves_nothing_of_it(agent, monkeypatch):
    first, second = make_ticket(), make_ticket(player=make_player())
    real = lifecycle.take

    def breaks_once(ticket: Ticket, *, by: Actor) -> Ticket:
        done = real(ticket, by=by)
        if ticket.pk == first.pk:
            raise ValueError("broken")
        return done

    monkeypatch.setattr("tickets.actions.lifecycle.take", breaks_once)

    job = do(agent, "take", first, second)

    assert states(job) == [(RowState.SKIPPED, "error"), (RowState.DONE, "")]
    assert (value(first, "assignee_id"), value(second, "assignee_id")) == (None, agent.pk)


UNDONE = [
    ("take", {}, "assignee_id"),
    ("assign", {"agent": "colleague"}, "assignee_id"),
    ("hand_over", {"group": "SEC", "note": "看登录"}, "group_id"),
    ("priority", {"priority": 0, "reason": "大额"}, "priority"),
    ("category", {"category": "PY-01", "reason": ""}, "category_id"),
    ("tags", {"add": ["回访"], "remove": ["旧"]}, "tags"),
    ("follow_up", {"at": "tomorrow", "note": "问问"}, "follow_up_at"),
]


def _answers(given: dict[str, Any]) -> dict[str, Any]:
    words: dict[str, Any] = {
        "colleague": lambda: make_agent().pk,
        "SEC": lambda: Group.objects.get(code="SEC").pk,
        "tomorrow": (clock.now() + timedelta(days=1)).isoformat,
    }
    return {n: words[v]() if isinstance(v, str) and v in words else v for n, v in given.items()}


@pytest.mark.parametrize(("deed", "given", "column"), UNDONE)
def test_what_was_done_is_put_back_unless_somebody_went_on(supervisor, deed, given, column):
    first, second = make_ticket(), make_ticket(player=make_player())
    Ticket.objects.update(tags=["旧", "留"], assignee=None if deed == "take" else supervisor)
    tickets = list(Ticket.objects.order_by("pk"))
    before = value(first, column)

    job = do(supervisor, deed, *tickets, **_answers(given))
    assert states(job) == [(RowState.DONE, "")] * 2
    assert value(first, column) != before
    Ticket.objects.filter(pk=second.pk).update(follow_up_at=clock.now())
    replies.receive_message(second.pk, by=Actor.of_player(second.player_id, "x"), body="还有一件事")

    [(one, _), (other, code)] = undo(supervisor, job)

    assert (one, other) == (RowState.UNDONE, RowState.KEPT)
    assert code in {"ticket.stale", "bulk.no_way_back"}
    assert value(first, column) == before
    assert value(second, column) != before
    assert BulkJob.objects.get().state == BulkState.UNDONE


def test_a_resolved_one_is_opened_again(agent):
    ticket = make_ticket(Status.OPEN, agent=agent)

    job = do(agent, "resolve", ticket, summary="清理缓存", root_cause="缓存", body="")
    assert value(ticket, "status") == Status.RESOLVED

    assert undo(agent, job) == [(RowState.UNDONE, "")]
    assert value(ticket, "status") == Status.OPEN


def test_a_reply_waits_as_long_as_any_other_and_can_be_withdrawn_until_it_is_out(agent):
    first, second = make_ticket(), make_ticket(player=make_player(nickname="听雨客"))
    Draft.objects.create(ticket=first, agent=agent, body="我自己的半句", updated_at=clock.now())

    job = do(agent, "reply", first, second, body="{{ player.name }}您好")
    texts = Draft.objects.filter(state=DraftState.QUEUED).order_by("ticket_id")
    assert [draft.body for draft in texts] == ["青衫落拓您好", "听雨客您好"]
    assert drafts.release(texts[1].pk)

    assert undo(agent, job) == [(RowState.UNDONE, ""), (RowState.KEPT, "draft.sent")]
    assert [draft.body for draft in Draft.objects.filter(ticket=first)] == ["我自己的半句"]
    assert Message.objects.filter(body="听雨客您好").count() == 1


def test_a_program_sends_at_once(agent):
    ticket = make_ticket()

    job = start_bulk("reply", {"body": "您好"}, named(ticket), by=Actor.of_agent(agent), key=uuid4(), is_at_desk=False)
    run_due()

    assert Message.objects.filter(ticket=ticket, body="您好").exists()
    assert not Draft.objects.filter(state=DraftState.QUEUED).exists()
    assert undo(agent, job) == [(RowState.KEPT, "draft.sent")]


def test_a_job_is_stopped_in_the_middle(agent):
    tickets = [make_ticket(player=make_player()) for _ in range(3)]
    job = start_bulk("take", {}, named(*tickets), by=Actor.of_agent(agent), key=uuid4())
    run_job(job.pk, rows=1)

    assert undo(agent, job) == [(RowState.UNDONE, ""), *[(RowState.SKIPPED, "bulk.stopped")] * 2]
    assert [value(ticket, "assignee_id") for ticket in tickets] == [None] * 3


def test_nothing_is_taken_back_when_its_time_is_over(agent):
    job = do(agent, "take", make_ticket())

    with clock.frozen(clock.now() + timedelta(seconds=31)), pytest.raises(UndoOver):
        undo_bulk(job.pk, by=Actor.of_agent(agent))


@pytest.mark.parametrize(
    ("deed", "answers", "field"),
    [
        ("moonwalk", {}, "action"),
        ("assign", {"agent": 999_999}, "agent"),
        ("hand_over", {"group": 999_999, "note": "x"}, "group"),
        ("hand_over", {"group": 1, "note": " "}, "note"),
        ("priority", {"priority": 1, "reason": ""}, "reason"),
        ("category", {"category": "AC", "reason": ""}, "category"),
        ("category", {"category": "XX-99", "reason": ""}, "category"),
        ("tags", {"add": [], "remove": []}, "add"),
        ("tags", {"add": ["x" * 41], "remove": []}, "add"),
        ("reply", {"macro": "nope"}, "macro"),
        ("reply", {"body": "{{ ticket.internal_note }}"}, "body"),
        ("reply", {"body": "{{ promise.due }}前回复"}, "body"),
        ("reply", {"body": "\u200b"}, "body"),
        ("note", {"body": ""}, "body"),
        ("follow_up", {"at": "2020-01-01T00:00:00+00:00", "note": ""}, "at"),
        ("resolve", {"summary": "", "root_cause": "x", "body": ""}, "summary"),
        ("resolve", {"summary": "x", "root_cause": "", "body": ""}, "root_cause"),
    ],
)
def test_bad_answers_are_refused_before_anything_is_done(agent, deed, answers, field):
    ticket = make_ticket()

    with pytest.raises(InvalidInput) as refusal:
        start_bulk(deed, answers, named(ticket), by=Actor.of_agent(agent), key=uuid4())

    assert field in refusal.value.fields
    assert not BulkJob.objects.exists()


@pytest.mark.parametrize("texts", [[], ["x"], ["-1"], ["1:x"], ["٣"], ["9" * 20], ["1", "2:3:4"], ["1\x00"]])
def test_ids_that_are_none_are_refused(texts):
    with pytest.raises(InvalidInput) as refusal:
        named_from(texts)

    assert "tickets" in refusal.value.fields


def test_ids_are_taken_once_and_up_to_the_limit():
    assert [one.given for one in named_from(["7", "007", "7:3", "8:2"])] == ["7", "8"]
    assert len(named_from(map(str, range(1, IDS_MOST + 1)))) == IDS_MOST
    with pytest.raises(InvalidInput):
        named_from(map(str, range(1, IDS_MOST + 2)))
