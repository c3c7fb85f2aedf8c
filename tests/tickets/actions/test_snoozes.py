"""Put aside: out of the agent's lists and nobody else's, back once, for a reason that came after it."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection, transaction

from core import clock
from core.actions import events
from core.errors import InvalidInput, NotAllowed, NotThere
from core.models import Actor, Event, Group, Notification
from tests.factories.joins import answer, hear, note
from tests.factories.people import make_agent, make_game
from tests.factories.tickets import make_ticket, relay_all
from tickets.actions import changes, holds, lifecycle, replies, snoozes, sweep
from tickets.actions.merging import merge
from tickets.actions.splitting import move_messages
from tickets.enums import Priority, Status
from tickets.errors import TicketArchived
from tickets.models import Ticket, View
from tickets.queries.desk import list_page
from tickets.queries.search import search_tickets

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
DAY, SECOND = timedelta(days=1), timedelta(seconds=1)


@pytest.fixture
def mine(agent):
    """A ticket of the agent."""
    return make_ticket(Status.OPEN, agent=agent)


def put_aside(ticket, agent, until=None, note="等支付渠道回复"):
    return snoozes.snooze(ticket, by=Actor.of_agent(agent), until=until or clock.now() + DAY, note=note)


def is_aside(ticket):
    return Ticket.objects.get(pk=ticket.pk).snoozed_until is not None


def woken():
    return [event.data["reason"] for event in Event.objects.filter(name="ticket.woken").order_by("pk")]


def told():
    return [(n.agent_id, n.kind) for n in Notification.objects.filter(kind__startswith="ticket.woken").order_by("pk")]


def in_list(agent, ticket, slug="all"):
    return ticket.pk in [row.pk for row in list_page(agent, View.objects.get(slug=slug)).rows]


# --- What it does ------------------------------------------------------------------------------------------------


def test_it_leaves_the_lists_of_who_did_it_and_of_nobody_else(agent, mine, supervisor):
    assert (in_list(agent, mine), in_list(agent, mine, "snoozed")) == (True, False)

    put_aside(mine, agent)

    assert [in_list(agent, mine, slug) for slug in ("all", "mine", "owned", "snoozed")] == [False, False, False, True]
    assert (in_list(supervisor, mine), in_list(supervisor, mine, "snoozed")) == (True, False)
    assert [row.pk for row in search_tickets(agent, str(mine.number)).rows] == [mine.pk]


def test_clocks_and_version_go_on_and_the_event_says_until_when(agent, mine):
    before = Ticket.objects.values("version", "next_due_at", "status", "assignee_id").get(pk=mine.pk)

    put_aside(mine, agent, until=(until := clock.now() + DAY))

    assert Ticket.objects.values("version", "next_due_at", "status", "assignee_id").get(pk=mine.pk) == before
    event = Event.objects.get(name="ticket.snoozed")
    assert event.data == {"until": until.isoformat(), "note": "等支付渠道回复"}


@pytest.mark.parametrize(
    ("ahead", "fits"),
    [(-DAY, False), (timedelta(), False), (SECOND, True), (90 * DAY, True), (90 * DAY + SECOND, False)],
)
def test_it_is_between_now_and_ninety_days(agent, mine, ahead, fits):
    with clock.frozen(NOW):
        if fits:
            put_aside(mine, agent, until=NOW + ahead)
        else:
            with pytest.raises(InvalidInput) as refusal:
                put_aside(mine, agent, until=NOW + ahead)
            assert list(refusal.value.fields) == ["at"]

    assert is_aside(mine) is fits


@pytest.mark.parametrize("at", [Status.RESOLVED, Status.CLOSED])
def test_what_is_solved_cannot_be_put_aside(agent, at):
    ticket = make_ticket(at, agent=agent)

    with pytest.raises(snoozes.NotToSnooze):
        put_aside(ticket, agent)

    assert not is_aside(ticket)


def test_one_puts_aside_what_one_has_or_nobody_has(agent, supervisor):
    theirs, nobodys = make_ticket(Status.OPEN, agent=supervisor), make_ticket()

    put_aside(nobodys, agent)
    with pytest.raises(NotAllowed):
        put_aside(theirs, agent)

    assert (is_aside(nobodys), is_aside(theirs)) == (True, False)


def test_a_ticket_out_of_sight_is_not_there(mine):
    foreigner = make_agent(games=[make_game("xinghai", "moba")])

    for deed in (lambda: put_aside(mine, foreigner), lambda: snoozes.wake(mine, by=Actor.of_agent(foreigner))):
        with pytest.raises(NotThere):
            deed()


def test_programs_and_the_house_put_nothing_aside(mine):
    with pytest.raises(NotAllowed):
        snoozes.snooze(mine, by=Actor.system(), until=clock.now() + DAY)


def test_a_note_is_one_line_and_not_too_long(agent, mine):
    with pytest.raises(InvalidInput):
        put_aside(mine, agent, note="x" * 501)
    put_aside(mine, agent, note="  two\nlines ")

    assert Ticket.objects.get(pk=mine.pk).snooze_note == "two lines"


def test_who_had_it_aside_before_hears_that_somebody_else_has_now(agent, supervisor):
    nobodys = make_ticket()
    put_aside(nobodys, agent)

    put_aside(nobodys, supervisor)

    assert told() == [(agent.pk, "ticket.woken.replaced")]
    assert (in_list(agent, nobodys), in_list(supervisor, nobodys)) == (True, False)


# --- Coming back -------------------------------------------------------------------------------------------------


def test_it_comes_back_in_time_and_once(agent):
    with clock.frozen(NOW):
        ticket = make_ticket(Status.OPEN, agent=agent)
        put_aside(ticket, agent, until=NOW + DAY)

    for moment, done in ((NOW + DAY - SECOND, 0), (NOW + DAY, 1), (NOW + DAY, 0)):
        with clock.frozen(moment):
            assert sweep.wake_due(moment) == done

    assert (woken(), told()) == (["time"], [(agent.pk, "ticket.woken.time")])
    assert in_list(agent, ticket)


def test_it_is_taken_back_by_hand_in_silence(agent, mine, supervisor):
    put_aside(mine, agent)

    snoozes.wake(mine, by=Actor.of_agent(supervisor))
    assert is_aside(mine)
    snoozes.wake(mine, by=Actor.of_agent(agent))
    snoozes.wake(mine, by=Actor.of_agent(agent))

    assert (is_aside(mine), woken(), told()) == (False, ["undone"], [])


def player_writes(ticket, by):
    replies.receive_message(ticket, by=Actor.of_player(ticket.player_id), body="好了吗")


def priority(ticket, by, to=Priority.P1):
    changes.change_ticket(ticket, by=by, priority=to, reason="急")


def hand_over(ticket, by):
    lifecycle.hand_over(ticket, by=by, group=Group.objects.get(code="TEC"), note="请看")


def assign(ticket, by):
    lifecycle.assign(ticket, by=by, agent=make_agent())


def case_answered(ticket, by):
    holds.take_off_hold(ticket, by=by, data={"case": 1})


@pytest.mark.parametrize(
    ("deed", "reason"),
    [(player_writes, "message"), (priority, "priority"), (hand_over, "handed_over"), (assign, "assigned"),
     (case_answered, "case")],
)  # fmt: skip
def test_it_comes_back_at_once_for_a_reason(agent, supervisor, deed, reason):
    at = Status.ON_HOLD if deed is case_answered else Status.OPEN
    ticket = make_ticket(at, agent=agent)
    Ticket.objects.filter(pk=ticket.pk).update(priority=3)
    put_aside(ticket, agent)

    deed(ticket, Actor.of_agent(supervisor))
    relay_all()

    assert (is_aside(ticket), woken()) == (False, [reason])
    assert told() == [(agent.pk, f"ticket.woken.{reason}")]


@pytest.mark.parametrize(("event", "data"), [("sla.warned", {}), ("sla.breached", {}), ("promise.broken", {})])
def test_it_comes_back_before_a_deadline(agent, mine, event, data):
    put_aside(mine, agent)
    kept = {"kind": "first_response", "due_at": clock.now().isoformat(), "cause": "time", **data}

    with transaction.atomic():
        events.record(event, subject=mine, by=Actor.system(), data=kept)
    relay_all()

    assert (is_aside(mine), woken()) == (False, ["deadline"])


def test_what_happened_before_wakes_nobody_even_when_it_is_told_late(agent, mine, supervisor):
    relay_all()
    player_writes(mine, None)
    put_aside(mine, agent)  # with open eyes: the message is older

    relay_all()

    assert (is_aside(mine), woken()) == (True, [])


@pytest.mark.parametrize("to", [Priority.P3, Priority.P4])
def test_less_urgent_is_no_reason(agent, mine, supervisor, to):
    Ticket.objects.filter(pk=mine.pk).update(priority=2)
    put_aside(mine, agent)

    priority(mine, Actor.of_agent(supervisor), to)
    relay_all()

    assert is_aside(mine)


def test_own_deeds_with_open_eyes_are_no_reason_and_handing_on_ends_it_in_silence(agent, supervisor):
    ticket = make_ticket(Status.OPEN, agent=supervisor)
    Ticket.objects.filter(pk=ticket.pk).update(priority=3)
    put_aside(ticket, supervisor)

    priority(ticket, Actor.of_agent(supervisor))
    relay_all()
    assert is_aside(ticket)
    hand_over(ticket, Actor.of_agent(supervisor))
    relay_all()

    assert (is_aside(ticket), woken(), told()) == (False, ["handed_over"], [])


def test_taking_ones_own_aside_ticket_leaves_it_aside(agent):
    nobodys = make_ticket()
    put_aside(nobodys, agent)

    lifecycle.take(nobodys, by=Actor.of_agent(agent))
    relay_all()

    assert is_aside(nobodys)


def test_solving_ends_it_in_silence(agent, mine):
    put_aside(mine, agent)

    lifecycle.resolve(mine, by=Actor.of_agent(agent), summary="好了", root_cause="缓存")
    relay_all()

    assert (is_aside(mine), woken(), told()) == (False, ["solved"], [])


def one_merged_in(ticket, by):
    merge(make_ticket(player=ticket.player).pk, by=by, into=ticket.pk)


def words_moved_in(ticket, by):
    other = make_ticket(player=ticket.player)
    move_messages(other.pk, by=by, messages=[hear(other).pk], into=ticket.pk)


@pytest.mark.parametrize("deed", [one_merged_in, words_moved_in])
def test_it_comes_back_when_words_that_wait_come_in_from_another_ticket(agent, mine, supervisor, deed):
    put_aside(mine, agent)

    deed(mine, Actor.of_agent(supervisor))
    relay_all()

    assert (is_aside(mine), woken(), told()) == (False, ["joined"], [(agent.pk, "ticket.woken.joined")])


def test_it_stays_aside_when_nothing_waits_in_what_comes_in(agent, mine, supervisor):
    by, answered = Actor.of_agent(supervisor), make_ticket(player=mine.player)
    said = note(answered, by)
    answer(answered, by)
    put_aside(mine, agent)

    move_messages(answered.pk, by=by, messages=[said.pk], into=mine.pk)
    merge(answered.pk, by=by, into=mine.pk)
    relay_all()

    assert (is_aside(mine), woken()) == (True, [])


def test_a_ticket_that_goes_on_in_another_one_is_aside_no_more_and_nobody_is_told(agent, mine, supervisor):
    put_aside(mine, agent)

    merge(mine.pk, by=Actor.of_agent(supervisor), into=make_ticket(player=mine.player).pk)
    relay_all()

    assert (is_aside(mine), woken(), told()) == (False, ["gone_on"], [])


def test_who_may_not_see_it_any_more_is_told_nothing(agent, mine, supervisor):
    put_aside(mine, agent)

    lifecycle.hand_over(mine, by=Actor.of_agent(supervisor), group=Group.objects.get(code="CRI"), note="危险")
    relay_all()

    assert (is_aside(mine), told()) == (False, [])


def test_an_archived_ticket_cannot_be_put_aside(agent):
    ticket = make_ticket(Status.CLOSED, agent=agent)
    lifecycle.archive(ticket, by=Actor.system())

    with pytest.raises(TicketArchived):
        put_aside(ticket, agent)


@pytest.mark.django_db(transaction=True)
def test_sweeps_and_a_hand_at_the_same_moment_bring_it_back_once(desk_rows):
    agent = make_agent()
    ticket = make_ticket(Status.OPEN, agent=agent)
    put_aside(ticket, agent, until=clock.now() + SECOND)
    later = clock.now() + 2 * SECOND

    def run(turn):
        try:
            return snoozes.wake_at(ticket.pk, later) if turn % 4 else snoozes.wake(ticket, by=Actor.of_agent(agent))
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(run, range(16)))

    assert len(woken()) == 1
    assert len(told()) <= 1
    assert not is_aside(ticket)
