"""The big desk: copies of played tickets that the product cannot tell from its own."""

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.db.models import Count, F, Max, Min, Q
from pytest_django import DjangoDbBlocker

from core import clock
from core.actions.audit import run_audit
from core.actions.time_shift import shifted
from core.models import Actor, Agent, Event, OutboxEntry
from escalation.actions.clocks import recompute
from escalation.actions.sweep import sweep_clocks
from escalation.enums import AlarmState, ClockState
from escalation.models import Alarm, Alert, Clock
from helpdesk.demo.bulk.desk import enlarge, enlarged_to
from helpdesk.demo.bulk.drawing import draw
from helpdesk.demo.bulk.wording import PLANTED
from helpdesk.demo.moments import settle
from players.models import Player
from tests.helpdesk.demo.conftest import Desk
from tickets.actions import lifecycle, replies, sweep
from tickets.engines.search_text import stored_text
from tickets.enums import Status
from tickets.models import Message, Ticket
from tickets.queries.search import search_tickets

pytestmark = pytest.mark.slow
COPIES = 260


@pytest.fixture(scope="module")
def big(desk: Desk, django_db_blocker: DjangoDbBlocker) -> Iterator[Desk]:
    """The small demo and its copies, written through every index and every check of the database."""
    with django_db_blocker.unblock(), clock.frozen(desk.now):
        copy_all()
        yield desk


def copy_all(seed: int = 3) -> None:
    enlarge(COPIES, seed=seed, tell=lambda done: None, say=lambda text: None)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # every foreign key leads somewhere


def copies() -> Any:
    return Ticket.objects.filter(intake_key__startswith="demo:bulk:")


def test_so_many_copies_stand_most_of_them_over(big: Desk) -> None:
    over = copies().filter(status=Status.CLOSED).count()

    assert copies().count() == enlarged_to() == COPIES
    assert 0.75 < over / COPIES < 0.95
    assert set(copies().values_list("status", flat=True)) >= {Status.CLOSED, Status.PENDING}


def test_nothing_of_a_copy_lies_in_the_future_and_no_event_waits(big: Desk) -> None:
    assert not OutboxEntry.objects.filter(event__subject_type="ticket").exists()
    assert not Event.objects.filter(subject_type="ticket", at__gt=big.now).exists()
    assert not copies().filter(Q(updated_at__gt=big.now) | Q(closed_at__gt=big.now)).exists()


def test_events_and_messages_of_a_copy_are_numbered_without_a_gap(big: Desk) -> None:
    numbers = Event.objects.filter(subject_type="ticket", subject_id__in=copies()).values("subject_id")
    events = {row["subject_id"]: row for row in numbers.annotate(n=Count("pk"), low=Min("seq"), high=Max("seq"))}
    said = copies().annotate(n=Count("messages"), high=Max("messages__seq"))

    for ticket in said:
        row = events[ticket.pk]
        assert (row["low"], row["high"], row["n"]) == (1, ticket.event_seq, ticket.event_seq)
        assert (ticket.n, ticket.high) == (ticket.message_seq, ticket.message_seq)


def test_what_a_copy_says_is_found_by_the_words_that_the_product_stores(big: Desk) -> None:
    rows = Message.objects.filter(ticket__in=copies()).select_related("ticket")

    with connection.cursor() as cursor:
        for message in rows:
            text = f"{message.ticket.subject}\n{message.body}" if message.seq == 1 else message.body
            cursor.execute("SELECT to_tsvector('simple', %s)::text", [stored_text(text)])
            assert message.search == cursor.fetchone()[0], text


def test_planted_words_and_order_numbers_are_found(big: Desk) -> None:
    admin = Agent.objects.get(email="admin@demo.test")
    one = copies().filter(is_restricted=False).latest("pk")
    order = one.messages.get(seq=1).body.rpartition(f"{one.created_at:%Y%m%d}-")[2][:7]

    for word, (language, hits) in PLANTED.items():
        assert len(set(copies().filter(messages__body__contains=word))) == hits, language
    found = search_tickets(admin, f"{one.created_at:%Y%m%d}-{order}").rows
    assert [ticket.pk for ticket in found] == [one.pk]


def test_a_copy_reads_its_clocks_as_the_product_would(big: Desk) -> None:
    with shifted(big.now):
        changed = [recompute(ticket) for ticket in copies().filter(status__in=["new", "open", "pending", "on_hold"])]

    assert changed
    assert set(changed) == {0}


def test_no_deadline_is_missed_that_the_sweep_has_not_told(big: Desk) -> None:
    ours = Clock.objects.filter(ticket__in=copies())
    running = Alarm.objects.filter(clock__in=ours, state=AlarmState.RUNNING)

    assert not running.filter(due_at__lt=big.now + timedelta(minutes=40)).exists()
    assert set(ours.values_list("state", flat=True)) >= {ClockState.MET, ClockState.BREACHED}
    assert Alert.objects.filter(alarm__clock__in=ours).exists()


def test_the_content_of_events_names_the_copys_own_clocks_and_moments(big: Desk) -> None:
    clocks = {c.pk: c for c in Clock.objects.filter(ticket__in=copies())}
    told = Event.objects.filter(name__in=["clock.started", "sla.breached"], subject_id__in=copies())

    for event in told:
        assert clocks[event.data["clock"]].ticket_id == event.subject_id
    breached = told.filter(name="sla.breached")
    assert {event.data["due_at"][:19] for event in breached} == {
        f"{clocks[event.data['clock']].due_at:%Y-%m-%dT%H:%M:%S}" for event in breached
    }


def test_the_auditor_finds_nothing(big: Desk) -> None:
    assert run_audit().findings == {}


def test_players_are_many_and_agents_have_colleagues(big: Desk) -> None:
    writers = Player.objects.filter(tickets__in=copies())
    busiest = Counter(copies().exclude(assignee=None).values_list("assignee", flat=True)).most_common(1)

    assert writers.filter(is_guest=False).values("pk").distinct().count() > COPIES // 10
    assert not copies().exclude(player__game=F("game")).exists()
    assert not copies().filter(assignee__email="agent@demo.test").exists()
    assert busiest[0][1] < COPIES // 8


def test_a_copied_ticket_can_be_taken_answered_and_resolved_and_its_clocks_go_on(big: Desk) -> None:
    ticket = copies().filter(status=Status.PENDING, is_restricted=False).latest("pk")
    agent = Agent.objects.get(email="agent@demo.test")
    by = Actor.of_agent(agent)

    with transaction.atomic():
        with shifted(big.now):
            replies.receive_message(ticket, by=Actor.of_player(ticket.player_id, "x"), body="还在吗？")
            settle()
            ticket.refresh_from_db()
            if ticket.assignee_id is None:
                lifecycle.take(ticket, by=by)
            else:
                lifecycle.assign(ticket, by=Actor.system(), agent=agent)
        with shifted(big.now + timedelta(minutes=1)):
            settle()
            replies.send_reply(ticket, by=by, body="在的，马上看。")
            lifecycle.resolve(Ticket.objects.get(pk=ticket.pk), by=by, summary="done", root_cause="other")
            settle()
        ticket.refresh_from_db()
        live = Clock.objects.filter(ticket=ticket, ended_at=None).count()
        transaction.set_rollback(True)

    assert ticket.status == Status.RESOLVED
    assert live == 0


def test_the_sweeps_go_on_with_copies(big: Desk) -> None:
    later = big.now + timedelta(days=8)
    resolved = copies().filter(status=Status.RESOLVED).count()

    with transaction.atomic():
        with shifted(later):
            given, closed = sweep_clocks(), sweep.close_due(later)
        transaction.set_rollback(True)

    assert given > 0
    assert closed >= resolved > 0


def test_same_seed_gives_the_same_copies_and_another_one_others(big: Desk) -> None:
    first, again, other = (draw(COPIES, seed=seed, now=big.now) for seed in (3, 3, 4))

    assert list(first.copies()) == list(again.copies())
    assert first.variants == again.variants
    assert list(first.copies()) != list(other.copies())
