"""What is taken back is exactly what was before: the whole row, what is learned, the clocks, who came between."""

from collections.abc import Callable
from datetime import timedelta
from threading import Thread
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.utils import translation

from core import clock
from core.models import Actor, Agent, AgentLoad, Event, Group
from escalation.actions.promises import make_promise
from escalation.enums import ClockKind
from escalation.models import Clock
from tests.factories.joins import again, hear, told
from tests.factories.people import make_agent
from tests.factories.tickets import make_ticket, relay_all
from tickets.actions import bulk, bulk_deeds, changes, lifecycle, replies
from tickets.actions.bulk import run_job, start_bulk, undo_bulk
from tickets.actions.learning import lesson_now
from tickets.actions.snoozes import snooze
from tickets.enums import Priority, RowState, Status
from tickets.models import BulkJob, BulkRow, Classification, Correction, Ticket
from tickets.queries.bulk import Named
from tickets.queries.player_page import player_page
from tickets.queries.search import search_tickets
from tickets.queries.waiting import waits_of
from tickets.workflow import UNOFFERED, allowed_moves

pytestmark = pytest.mark.django_db
MOVES_ON = {"version", "updated_at", "event_seq"}
"""What every change raises, this one too; everything else is compared."""
RESOLVE = {"summary": "清理缓存", "root_cause": "缓存", "body": ""}


def do(who: Agent, deed: str, *tickets: Ticket, **answers: Any) -> BulkJob:
    named = [Named(str(ticket.pk), ticket.pk, ticket.version) for ticket in tickets]
    job = start_bulk(deed, answers, named, by=Actor.of_agent(who), key=uuid4())
    run_job(job.pk)
    return job


def undo(who: Agent, job: BulkJob) -> list[tuple[str, str]]:
    undo_bulk(job.pk, by=Actor.of_agent(who))
    run_job(job.pk)
    return list(BulkRow.objects.filter(job=job).values_list("state", "code"))


def whole(ticket: Ticket) -> dict[str, Any]:
    row = again(ticket)
    return {f.attname: getattr(row, f.attname) for f in Ticket._meta.concrete_fields if f.attname not in MOVES_ON}


def group(code: str) -> Group:
    return Group.objects.get(code=code)


def plain(status: Status) -> Callable[[Agent], Ticket]:
    def make(who: Agent) -> Ticket:
        return make_ticket(status, agent=who)

    return make


def waiting(who: Agent) -> Ticket:
    """In progress with everything that a resolve would end: a date, an open question, an assignee since yesterday."""
    with clock.frozen(clock.now() - timedelta(days=1)):
        ticket = make_ticket(Status.OPEN, agent=who)
        lifecycle.follow_up(ticket, by=Actor.of_agent(who), at=clock.now() + timedelta(days=3), note="问问")
        hear(ticket)
    return again(ticket)


def colleagues(_who: Agent) -> Ticket:
    return make_ticket(Status.PENDING, agent=make_agent("agent"))


def once_reopened(who: Agent) -> Ticket:
    ticket = make_ticket(Status.RESOLVED, agent=who)
    lifecycle.confirm(ticket, by=Actor.of_player(ticket.player_id, "x"), solved=False)
    return again(ticket)


def set_by_hand(who: Agent) -> Ticket:
    ticket, by = make_ticket(Status.OPEN, agent=who), Actor.of_agent(who)
    changes.change_ticket(ticket, by=by, priority=Priority.P1, tags=["留"], reason="大额")
    return again(ticket)


def tomorrow() -> str:
    return (clock.now() + timedelta(days=1)).isoformat()


CASES: list[tuple[str, Callable[[], dict[str, Any]], Callable[[Agent], Ticket]]] = [
    ("take", dict, plain(Status.NEW)),
    ("assign", lambda: {"agent": make_agent("agent").pk}, plain(Status.NEW)),
    ("assign", lambda: {"agent": make_agent("agent").pk}, colleagues),
    ("assign", lambda: {"agent": None}, waiting),
    ("hand_over", lambda: {"group": group("SEC").pk, "note": "看登录"}, plain(Status.NEW)),
    ("hand_over", lambda: {"group": group("CRI").pk, "note": "看"}, waiting),
    ("priority", lambda: {"priority": 0, "reason": "大额"}, plain(Status.NEW)),
    ("category", lambda: {"category": "PY-01", "reason": ""}, plain(Status.NEW)),
    ("category", lambda: {"category": "PY-01", "reason": ""}, set_by_hand),
    ("category", lambda: {"category": "SF-01", "reason": ""}, waiting),
    ("tags", lambda: {"add": ["回访"], "remove": ["留"]}, set_by_hand),
    ("follow_up", lambda: {"at": tomorrow(), "note": "x"}, plain(Status.NEW)),
    ("follow_up", lambda: {"at": None, "note": ""}, waiting),
    ("resolve", RESOLVE.copy, plain(Status.OPEN)),
    ("resolve", RESOLVE.copy, plain(Status.PENDING)),
    ("resolve", RESOLVE.copy, plain(Status.ON_HOLD)),
    ("resolve", RESOLVE.copy, waiting),
    ("resolve", RESOLVE.copy, once_reopened),
    ("resolve", lambda: RESOLVE | {"body": "好了"}, waiting),
    ("close", dict, plain(Status.RESOLVED)),
    ("reply", lambda: {"body": "您好"}, waiting),
    ("note", lambda: {"body": "大家注意"}, waiting),
]


def test_every_deed_stands_among_the_cases():
    assert {deed for deed, _answers, _make in CASES} == set(bulk_deeds.DEEDS)


@pytest.mark.parametrize(("deed", "answers", "make"), CASES)
def test_the_whole_row_is_what_it_was(desk_rows, deed, answers, make):
    admin = make_agent("admin", groups=("CRI",))
    ticket = make(admin)
    before, facts, corrections = whole(ticket), answers(), list(Correction.objects.values())
    verdicts = Classification.objects.count()
    loads_before = dict(AgentLoad.objects.values_list("agent_id", "active"))

    job = do(admin, deed, ticket, **facts)
    assert BulkRow.objects.get(job=job).state == RowState.DONE
    changed = whole(ticket)
    waits_for_its_text = deed in {"reply", "note"} or bool(facts.get("body"))
    assert (changed == before) == waits_for_its_text

    assert undo(admin, job) == [(RowState.UNDONE, "")]
    assert whole(ticket) == before
    assert (list(Correction.objects.values()), Classification.objects.count()) == (corrections, verdicts)
    after = {pk: n for pk, n in AgentLoad.objects.values_list("agent_id", "active") if n or pk in loads_before}
    assert after == loads_before
    assert not Event.objects.filter(name="ticket.reopened", data__has_key="bulk").exists()


def test_a_verdict_that_is_taken_back_teaches_nothing(supervisor):
    ticket = make_ticket()

    undo(supervisor, do(supervisor, "category", ticket, category="PY-01", reason=""))

    assert lesson_now().corrections == 0


def test_what_a_person_said_before_is_still_learned(supervisor):
    ticket = make_ticket()
    do(supervisor, "category", ticket, category="PY-01", reason="")

    undo(supervisor, do(supervisor, "category", again(ticket), category="AC-02", reason=""))

    assert (again(ticket).category_id, lesson_now().corrections) == ("PY-01", 1)
    assert list(Correction.objects.values_list("after", flat=True)) == ["PY-01"]


@pytest.mark.parametrize(
    ("deed", "answers", "make", "names"),
    [
        ("take", {}, plain(Status.NEW), ["ticket.moved", "ticket.assigned"]),
        ("priority", {"priority": 0, "reason": "大额"}, plain(Status.NEW), ["ticket.changed"]),
        ("category", {"category": "PY-01", "reason": ""}, plain(Status.NEW), ["ticket.classified"]),
        ("resolve", RESOLVE, plain(Status.OPEN), ["ticket.moved", "ticket.changed"]),
        ("close", {}, plain(Status.RESOLVED), ["ticket.moved", "ticket.changed"]),
    ],
)
def test_it_is_told_once_and_as_taken_back(supervisor, deed, answers, make, names):
    ticket = make(supervisor)
    job = do(supervisor, deed, ticket, **answers)
    before = Event.objects.filter(subject_type="ticket", subject_id=ticket.pk).latest("seq").seq

    undo(supervisor, job)

    since = Event.objects.filter(subject_type="ticket", subject_id=ticket.pk, seq__gt=before).order_by("seq")
    assert list(since.values_list("name", flat=True)) == names
    assert all((event.data["bulk"], event.data["undo"]) == (str(job.pk), True) for event in since)
    assert {event.data["move"] for event in since if event.name == "ticket.moved"} <= {"take_back"}


def test_what_waited_for_an_answer_waits_on_and_its_clock_with_it(supervisor):
    ticket = make_ticket(Status.OPEN, agent=supervisor)
    replies.send_reply(ticket, by=Actor.of_agent(supervisor), body="我们在看")
    asked = hear(ticket)
    relay_all()
    waits, clocks = waits_of(ticket), Clock.objects.filter(ticket=ticket, kind=ClockKind.NEXT_RESPONSE)
    wholes = Clock.objects.filter(ticket=ticket, kind=ClockKind.RESOLUTION)
    due, whole_due = clocks.get().due_at, wholes.get().due_at

    job = do(supervisor, "resolve", again(ticket), **RESOLVE)
    relay_all()
    assert not clocks.filter(ended_at=None).exists()
    undo(supervisor, job)
    relay_all()

    assert (waits_of(ticket), again(ticket).waiting_since) == (waits, asked.created_at)
    assert clocks.get(ended_at=None).due_at == due
    assert wholes.get(ended_at=None).due_at == whole_due


def test_nobody_can_ask_for_it_as_a_move():
    for status in Status:
        assert not UNOFFERED & set(allowed_moves(status)) | UNOFFERED & set(allowed_moves(status, is_merged=True))


def test_what_a_resolve_has_ended_elsewhere_is_not_taken_back(supervisor):
    ticket = make_ticket(Status.OPEN, agent=supervisor)
    make_promise(ticket, by=Actor.of_agent(supervisor), text="明天答复", due_at=clock.now() + timedelta(days=1))

    job = do(supervisor, "resolve", again(ticket), **RESOLVE)

    assert undo(supervisor, job) == [(RowState.KEPT, "bulk.no_way_back")]
    assert again(ticket).status == Status.RESOLVED


def test_words_of_a_taken_back_summary_are_not_found_any_more(supervisor):
    ticket = make_ticket(Status.OPEN, agent=supervisor)
    job = do(supervisor, "resolve", ticket, **RESOLVE | {"summary": "玄武岩"})
    assert search_tickets(supervisor, "玄武岩").rows

    undo(supervisor, job)

    assert not search_tickets(supervisor, "玄武岩").rows


def test_the_player_reads_that_it_goes_on(supervisor):
    ticket = make_ticket(Status.OPEN, agent=supervisor)

    undo(supervisor, do(supervisor, "resolve", ticket, **RESOLVE))

    with translation.override("en"):
        texts = [line.text for line in player_page(again(ticket)).lines if line.side == "event"]
    assert texts == ["We have finished our part", "Opened again"]


def test_it_is_not_given_back_to_somebody_who_has_left(supervisor):
    former = make_agent("agent")
    ticket = make_ticket(Status.OPEN, agent=former)
    job = do(supervisor, "assign", ticket, agent=make_agent("agent").pk)
    Agent.objects.filter(pk=former.pk).update(is_active=False)

    assert undo(supervisor, job) == [(RowState.KEPT, "bulk.no_way_back")]


def test_an_agent_takes_back_without_the_right_to_assign(agent):
    ticket = make_ticket(Status.OPEN, agent=agent)

    job = do(agent, "hand_over", ticket, group=group("PAY").pk, note="x")

    assert undo(agent, job) == [(RowState.UNDONE, "")]
    assert again(ticket).assignee_id == agent.pk


def test_what_went_out_of_sight_is_not_fetched_back(agent):
    ticket = make_ticket(Status.OPEN, agent=agent)

    job = do(agent, "hand_over", ticket, group=group("CRI").pk, note="看")

    assert undo(agent, job) == [(RowState.KEPT, "not_found")]
    assert again(ticket).is_restricted


def test_a_date_set_meanwhile_is_left_alone(agent):
    ticket = make_ticket(Status.OPEN, agent=agent)
    job = do(agent, "resolve", ticket, **RESOLVE)
    other = clock.now() + timedelta(days=5)
    lifecycle.follow_up(ticket, by=Actor.of_agent(agent), at=other, note="回访")  # raises no version

    assert undo(agent, job) == [(RowState.KEPT, "bulk.no_way_back")]
    assert (again(ticket).status, again(ticket).follow_up_at) == (Status.RESOLVED, other)


def test_what_was_put_aside_meanwhile_stays_aside(agent):
    ticket = make_ticket(Status.OPEN, agent=agent)
    job = do(agent, "priority", ticket, priority=0, reason="大额")
    until = clock.now() + timedelta(days=5)
    snooze(ticket, by=Actor.of_agent(agent), until=until)

    assert undo(agent, job) == [(RowState.UNDONE, "")]
    assert again(ticket).snoozed_until == until


def at_the_same_time(deed: Callable[[], object]) -> None:
    def run() -> None:
        try:
            deed()
        finally:
            connection.close()

    other = Thread(target=run)
    other.start()
    other.join(20)
    assert not other.is_alive(), "it waits for a lock of this very deed"


@pytest.mark.django_db(transaction=True)
def test_what_the_player_says_before_the_lock_is_not_overwritten(supervisor, monkeypatch):
    ticket = make_ticket(Status.OPEN, agent=supervisor)
    job = do(supervisor, "resolve", ticket, **RESOLVE)
    lock = bulk._is_busy

    def late(row: BulkRow) -> bool:
        at_the_same_time(lambda: lifecycle.close(ticket.pk, by=Actor.system(), reason="confirmed"))
        return lock(row)

    monkeypatch.setattr(bulk, "_is_busy", late)  # at the last moment before the ticket is locked

    assert undo(supervisor, job) == [(RowState.KEPT, "ticket.stale")]
    assert again(ticket).status == Status.CLOSED
    assert told(ticket, "ticket.closed")
