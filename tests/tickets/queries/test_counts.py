"""Numbers are kept while nothing is written down, and never past a change that somebody was in the middle of."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from time import perf_counter
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from core import clock
from core.models import Actor, Agent, Event, Group
from core.plans import Statement
from tests.factories.people import make_agent, make_player
from tests.factories.tickets import make_ticket
from tests.processes import until
from tickets.actions import changes, lifecycle, snoozes
from tickets.enums import Priority
from tickets.models import Ticket
from tickets.queries import desk
from tickets.queries.counts import LIFE, MOMENT, Count, KeptCounts, Question
from tickets.queries.desk import frame_for

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _nothing_is_known(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(desk, "_counts", KeptCounts())


@pytest.fixture
def other() -> Iterator[Any]:
    """Another connection to the same database, which is nobody's."""
    another = connection.copy()
    yield another
    another.close()


def seen(agent: Agent, slug: str = "all") -> tuple[int | None, int]:
    """The number of the view, and how many statements counted something."""
    with CaptureQueriesContext(connection) as asked:
        number = frame_for(agent).line(slug).count
    return number, sum("AS capped" in query["sql"] for query in asked)


def is_kept(agent: Agent, slug: str = "all") -> bool:
    """Whether the number is not counted again: at once, or as soon as nobody else on this server is writing."""
    until(lambda: seen(agent, slug)[1] == 0, seconds=20, what="the number is kept")
    return True


def test_what_nobody_changed_is_not_counted_again(agent):
    make_ticket()
    now = clock.now()

    with clock.frozen(now):
        assert seen(agent) == (1, 1)
        assert is_kept(agent)
        assert seen(agent)[0] == 1


def test_every_change_is_seen_at_once(agent):
    ticket, now = make_ticket(), clock.now()

    with clock.frozen(now):
        assert seen(agent, "unassigned") == (1, 1)
        assert is_kept(agent, "unassigned")
        lifecycle.assign(ticket, by=Actor.of_agent(agent), agent=agent)
        assert seen(agent, "unassigned") == (0, 1)
        assert is_kept(agent, "mine")
        changes.change_ticket(ticket.pk, by=Actor.of_agent(agent), priority=Priority.P0)
        assert seen(agent, "mine") == (1, 1)


def test_the_numbers_of_one_are_not_those_of_another(agent):
    make_ticket(player=make_player())
    lifecycle.assign(make_ticket(), by=Actor.of_agent(agent), agent=agent)

    with clock.frozen(clock.now()):
        assert [seen(agent, "mine")[0], seen(make_agent(), "mine")[0], seen(agent, "mine")[0]] == [1, 0, 1]


def test_who_was_in_the_middle_of_a_change_is_waited_for(agent, other):
    """The older event is committed after the newer one: the newest of both stays the same."""
    ticket, now = make_ticket(), clock.now()
    with clock.frozen(now), other.cursor() as hand:
        hand.execute("BEGIN")
        hand.execute("UPDATE tickets_ticket SET assignee_id = %s WHERE id = %s", [agent.pk, ticket.pk])
        hand.execute("SELECT nextval(pg_get_serial_sequence('core_event', 'id'))")
        Event.objects.create(
            name="agent.seen", subject_type="agent", subject_id=agent.pk, seq=1, actor_kind="system", at=now
        )
        assert [seen(agent, "unassigned"), seen(agent, "unassigned")] == [(1, 1), (1, 1)]
        hand.execute("COMMIT")
        assert seen(agent, "unassigned") == (0, 1)
        assert is_kept(agent, "unassigned")


def test_what_a_transaction_has_changed_itself_is_kept_for_nobody(agent):
    make_ticket()
    with clock.frozen(clock.now()):
        with transaction.atomic():
            Ticket.objects.update(priority=1)
            assert [seen(agent), seen(agent)] == [(1, 1), (1, 1)]
            transaction.set_rollback(True)
        assert seen(agent) == (1, 1)
        assert is_kept(agent)


@pytest.mark.parametrize(("slug", "life"), [("all", LIFE), ("due-soon", MOMENT)])
def test_a_number_is_kept_for_its_life_and_not_longer(agent, slug, life):
    ticket, now = make_ticket(), clock.now()
    Ticket.objects.filter(pk=ticket.pk).update(next_due_at=now)
    with clock.frozen(now):
        assert is_kept(agent, slug)
    Ticket.objects.filter(pk=ticket.pk).delete()  # behind the back of the log

    with clock.frozen(now + life - timedelta(microseconds=1)):
        assert seen(agent, slug)[0] == 1
    with clock.frozen(now + life):
        assert seen(agent, slug) == (0, 1)


def test_what_is_the_same_for_others_is_counted_once_for_all(agent):
    ticket, same, other = make_ticket(), make_agent(), make_agent(groups=("SEC",))

    with clock.frozen(clock.now()):
        assert is_kept(agent)
        Ticket.objects.filter(pk=ticket.pk).delete()  # behind the back of the log
        assert [seen(who)[0] for who in (same, other)] == [1, 0]


@pytest.mark.parametrize("why", ["snoozed", "restricted"])
def test_who_has_put_a_ticket_aside_or_holds_a_restricted_one_has_numbers_of_their_own(agent, why):
    tickets, same = [make_ticket() for _ in range(3)], make_agent()
    lifecycle.assign(tickets[0], by=Actor.of_agent(agent), agent=agent)
    if why == "snoozed":
        snoozes.snooze(tickets[0], by=Actor.of_agent(agent), until=clock.now() + timedelta(days=1))
    else:
        Ticket.objects.filter(pk=tickets[0].pk).update(is_restricted=True, group=Group.objects.get(code="CRI"))

    with clock.frozen(clock.now()):
        own, others = (2, 3) if why == "snoozed" else (3, 2)
        assert [seen(who)[0] for who in (agent, same, agent, same)] == [own, others, own, others]


def test_who_waits_while_somebody_counts_takes_what_was_begun_later(agent, monkeypatch):
    kept, arrived, asked = KeptCounts(), list[float](), list[str]()

    def arrives() -> float:
        moment = perf_counter()
        arrived.append(moment)
        return moment

    def counts(name: str) -> int:
        def ask() -> Statement:
            asked.append(name)
            return "SELECT 1", ()

        try:
            return kept.of({"all": Question("all", ask, is_shared=True)}, last_event=-1)["all"]
        finally:
            connection.close()

    monkeypatch.setattr("tickets.queries.counts.time", SimpleNamespace(monotonic=arrives))
    with ThreadPoolExecutor(3) as pool:
        with kept._turn:
            waiting = [pool.submit(counts, f"{n}") for n in range(3)]
            until(lambda: len(arrived) >= 3, seconds=20, what="all wait")
        assert [one.result(20) for one in waiting] == [1, 1, 1]
    assert len(asked) == 1
    assert counts("later") == 1
    assert len(asked) == 2


def test_what_is_kept_does_not_grow_for_ever():
    kept = KeptCounts(most=3)
    for key in range(8):
        kept._keep(key, Count(key, last_event=1, counted_at=clock.now(), life=LIFE))

    assert len(kept._kept) <= 3
    assert 7 in kept._kept
