"""A promise is kept, broken or withdrawn, once and for all, and its clock says the same."""

from datetime import timedelta

import pytest

from core.actions.time_shift import shifted
from core.errors import InvalidInput, NotAllowed
from core.models import Actor, Event, Notification
from escalation.actions import promises
from escalation.enums import ClockState, PromiseState
from escalation.errors import PromiseNotOpen
from escalation.models import Alert, Promise
from escalation.queries.clocks import open_promises, promise_kept_rate
from tests.factories.escalation import DAY, HOUR, MINUTE, MONDAY, clock_of, make_timed, supervisor, sweep_at
from tests.factories.people import make_agent
from tests.factories.tickets import relay_all
from tickets.actions import drafts, lifecycle, replies
from tickets.enums import Status, Visibility
from tickets.errors import MoveNotAllowed
from tickets.models import Ticket

pytestmark = pytest.mark.django_db
WORDS = "30 分钟内给您答复"


def promise_on(ticket: Ticket, by: Actor, *, after: timedelta = timedelta(), span: timedelta = 30 * MINUTE) -> Promise:
    """A promise made some time after the opening, due a span later."""
    with shifted(MONDAY + after):
        promise = promises.make_promise(ticket, by=by, text=WORDS, due_at=MONDAY + after + span)
        relay_all()
    return promise


def open_ticket_with(by: Actor) -> Ticket:
    """A ticket that the agent has answered a minute after the opening."""
    ticket = make_timed(priority=2)
    with shifted(MONDAY):
        replies.send_reply(ticket, by=by, body="我来看看")
        relay_all()
    ticket.refresh_from_db()
    return ticket


def test_a_promise_has_a_clock_from_its_first_moment() -> None:
    by = supervisor()
    ticket = open_ticket_with(by)

    promise = promise_on(ticket, by)

    clock = clock_of(ticket, "promise")
    ticket.refresh_from_db()
    assert (clock.promise_id, clock.due_at, clock.state) == (promise.pk, MONDAY + 30 * MINUTE, ClockState.RUNNING)
    assert clock.warn_at == MONDAY + timedelta(minutes=22.5)
    assert (ticket.next_due_at, ticket.next_due_kind) == (MONDAY + 30 * MINUTE, "promise")
    assert open_promises(ticket) == [promise]
    assert Event.objects.get(name="promise.made").data["text"] == WORDS


def test_the_next_public_word_keeps_it() -> None:
    by = supervisor()
    ticket = open_ticket_with(by)
    promise = promise_on(ticket, by)

    with shifted(MONDAY + 20 * MINUTE):
        replies.send_reply(ticket, by=by, body="查到了，是掉线判定")
        relay_all()

    promise.refresh_from_db()
    assert (promise.state, promise.fulfilled_at) == (PromiseState.KEPT, MONDAY + 20 * MINUTE)
    assert clock_of(ticket, "promise").state == ClockState.MET
    assert Event.objects.filter(name="promise.kept").count() == 1
    assert sweep_at(MONDAY + HOUR) == 0


def test_the_word_that_carried_it_does_not_keep_it() -> None:
    by = supervisor()
    ticket = make_timed(priority=2)
    with shifted(MONDAY):
        replies.send_reply(ticket, by=by, body=WORDS)
        promise = promises.make_promise(ticket, by=by, text=WORDS, due_at=MONDAY + 30 * MINUTE)

        relay_all()

    promise.refresh_from_db()
    assert promise.state == PromiseState.OPEN


@pytest.mark.parametrize("what", ["note", "question", "player"])
def test_what_is_no_news_to_the_player_does_not_keep_it(what: str) -> None:
    by = supervisor()
    ticket = open_ticket_with(by)
    promise = promise_on(ticket, by)

    with shifted(MONDAY + MINUTE):
        if what == "note":
            replies.add_note(ticket, by=by, body="在查日志")
        elif what == "question":
            replies.ask_player(ticket, by=by, body="是哪一场？")
        else:
            replies.receive_message(ticket, by=Actor.of_player(ticket.player_id, ""), body="好的")
        relay_all()

    promise.refresh_from_db()
    assert promise.state == PromiseState.OPEN


def test_the_resolve_keeps_it() -> None:
    by = supervisor()
    ticket = open_ticket_with(by)
    promise = promise_on(ticket, by)

    with shifted(MONDAY + 10 * MINUTE):
        lifecycle.resolve(ticket, by=by, summary="已补报名费", root_cause="服务器掉线")
        relay_all()

    promise.refresh_from_db()
    assert promise.state == PromiseState.KEPT
    assert clock_of(ticket, "promise").state == ClockState.MET


def test_a_person_may_say_that_it_is_kept() -> None:
    by = supervisor()
    promise = promise_on(open_ticket_with(by), by)

    with shifted(MONDAY + 30 * MINUTE):
        promises.keep_promise(promise, by=by)

    assert Promise.objects.get().state == PromiseState.KEPT


def test_an_unkept_promise_is_broken_at_its_moment_and_told() -> None:
    by = supervisor()
    ticket = open_ticket_with(by)
    promise_on(ticket, by)
    with shifted(MONDAY):
        lifecycle.assign(ticket, by=by, agent=by.agent)

    assert sweep_at(MONDAY + 30 * MINUTE) == 2

    assert Promise.objects.get().state == PromiseState.BROKEN
    assert clock_of(ticket, "promise").state == ClockState.BREACHED
    assert [e.name for e in Event.objects.filter(name__in=["sla.warned", "promise.broken"]).order_by("pk")] == [
        "sla.warned",
        "promise.broken",
    ]
    assert {(n.agent_id, n.kind) for n in Notification.objects.all()} == {
        (by.id, "sla.warned.promise"),
        (by.id, "promise.broken"),
    }


def test_a_broken_promise_stays_broken_and_notes_how_late_the_word_came() -> None:
    by = supervisor()
    ticket = open_ticket_with(by)
    promise = promise_on(ticket, by)
    sweep_at(MONDAY + 30 * MINUTE)

    with shifted(MONDAY + HOUR):
        replies.send_reply(ticket, by=by, body="抱歉晚了")
        relay_all()

    promise.refresh_from_db()
    assert (promise.state, promise.fulfilled_at) == (PromiseState.BROKEN, MONDAY + HOUR)
    assert clock_of(ticket, "promise").ended_at == MONDAY + HOUR
    with pytest.raises(PromiseNotOpen):
        promises.keep_promise(promise, by=by)


def test_a_late_word_is_a_broken_promise_even_when_no_timer_ran() -> None:
    by = supervisor()
    ticket = open_ticket_with(by)
    promise = promise_on(ticket, by)

    with shifted(MONDAY + HOUR):
        replies.send_reply(ticket, by=by, body="抱歉晚了")
        relay_all()
    sweep_at(MONDAY + 2 * HOUR)

    promise.refresh_from_db()
    assert (promise.state, promise.fulfilled_at) == (PromiseState.BROKEN, MONDAY + HOUR)
    alerts = Alert.objects.filter(alarm__clock__promise=promise).order_by("due_at")
    assert [alert.alarm.level for alert in alerts] == ["warn", "breach"]


def test_a_promise_may_be_withdrawn_with_a_reason_before_its_moment() -> None:
    by = supervisor()
    ticket = open_ticket_with(by)
    promise = promise_on(ticket, by)

    with shifted(MONDAY + MINUTE):
        promises.cancel_promise(promise, by=by, reason="玩家自己解决了")

    promise.refresh_from_db()
    assert (promise.state, promise.cancelled_at) == (PromiseState.CANCELLED, MONDAY + MINUTE)
    assert clock_of(ticket, "promise").state == ClockState.CANCELLED
    assert sweep_at(MONDAY + HOUR) == 0
    with pytest.raises(PromiseNotOpen):
        promises.cancel_promise(promise, by=by, reason="再来一次")


def test_a_promise_whose_moment_has_passed_cannot_be_withdrawn() -> None:
    by = supervisor()
    promise = promise_on(open_ticket_with(by), by)

    with shifted(MONDAY + 30 * MINUTE), pytest.raises(InvalidInput):
        promises.cancel_promise(promise, by=by, reason="来不及了")

    assert Promise.objects.get().state == PromiseState.OPEN


@pytest.mark.parametrize("span", [timedelta(), -MINUTE, 366 * DAY + MINUTE])
def test_a_moment_outside_the_next_year_is_refused(span: timedelta) -> None:
    by = supervisor()
    ticket = open_ticket_with(by)

    with shifted(MONDAY), pytest.raises(InvalidInput) as refusal:
        promises.make_promise(ticket, by=by, text=WORDS, due_at=MONDAY + span)

    assert list(refusal.value.fields) == ["due_at"]
    assert not Promise.objects.exists()


@pytest.mark.parametrize("text", ["", " \u200b", "字" * 501, "a\x00b"])
def test_a_text_that_says_nothing_or_too_much_is_refused(text: str) -> None:
    by = supervisor()
    ticket = open_ticket_with(by)

    with shifted(MONDAY), pytest.raises(InvalidInput) as refusal:
        promises.make_promise(ticket, by=by, text=text, due_at=MONDAY + HOUR)

    assert list(refusal.value.fields) == ["text"]


def test_a_resolved_ticket_takes_no_promise() -> None:
    ticket = make_timed(Status.RESOLVED, priority=2)

    with shifted(MONDAY), pytest.raises(MoveNotAllowed):
        promises.make_promise(ticket, by=supervisor(), text=WORDS, due_at=MONDAY + HOUR)


def test_who_may_not_promise_is_refused() -> None:
    ticket = make_timed(Status.OPEN, priority=2)

    with shifted(MONDAY), pytest.raises(NotAllowed):
        promises.make_promise(
            ticket, by=Actor.of_agent(make_agent("quality_reviewer")), text=WORDS, due_at=MONDAY + HOUR
        )


def test_the_reply_that_was_sent_with_a_promise_makes_it() -> None:
    by = supervisor()
    ticket = make_timed(Status.OPEN, priority=2)
    with shifted(MONDAY + MINUTE):
        draft = drafts.queue_send(
            ticket,
            by=by,
            visibility=Visibility.PUBLIC,
            body=WORDS,
            seen=ticket.version,
            promise_due_at=MONDAY + 31 * MINUTE,
        )

    with shifted(MONDAY + 2 * MINUTE):
        assert drafts.release(draft.pk)
        relay_all()

    promise = Promise.objects.get()
    assert (promise.text, promise.due_at, promise.made_at) == (WORDS, MONDAY + 31 * MINUTE, MONDAY + 2 * MINUTE)
    assert (promise.state, promise.made_by) == (PromiseState.OPEN, by.agent)


def test_a_promise_that_goes_out_with_the_resolve_is_needless() -> None:
    by = supervisor()
    ticket = make_timed(Status.OPEN, priority=2)
    with shifted(MONDAY + MINUTE):
        draft = drafts.queue_send(
            ticket,
            by=by,
            visibility=Visibility.PUBLIC,
            body=WORDS,
            seen=ticket.version,
            then="resolve",
            then_data={"summary": "已恢复", "root_cause": "网络"},
            promise_due_at=MONDAY + 31 * MINUTE,
        )

    with shifted(MONDAY + 2 * MINUTE):
        assert drafts.release(draft.pk)
        relay_all()

    assert not Promise.objects.exists()


def test_the_kept_rate_counts_what_was_due() -> None:
    by = supervisor()
    ticket = open_ticket_with(by)
    promise_on(ticket, by)
    with shifted(MONDAY + 10 * MINUTE):
        replies.send_reply(ticket, by=by, body="好了一半")
        relay_all()
    promise_on(ticket, by, after=11 * MINUTE)
    withdrawn = promise_on(ticket, by, after=12 * MINUTE)
    with shifted(MONDAY + 13 * MINUTE):
        promises.cancel_promise(withdrawn, by=by, reason="重复")
    promise_on(ticket, by, after=14 * MINUTE, span=3 * DAY)
    sweep_at(MONDAY + HOUR)

    assert promise_kept_rate(MONDAY, MONDAY + DAY) == (1, 2)
    assert promise_kept_rate(MONDAY, MONDAY + DAY, ticket.game_id) == (1, 2)
    assert promise_kept_rate(MONDAY, MONDAY + DAY, ticket.game_id + 1) == (0, 0)
