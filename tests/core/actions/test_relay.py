"""The relay under bad luck: a listener that dies, times out or comes later, relays that run at the same time."""

import os
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from threading import Event as Signal
from threading import Thread

import pytest
from django.db import OperationalError, connection, transaction

from core import clock
from core.actions import events, relay, subscriptions
from core.actions.audit import run_audit
from core.models import Actor, Event, EventReceipt, Heartbeat, OutboxEntry
from players.models import Player
from tests.factories.people import make_game, make_player

pytestmark = pytest.mark.django_db(transaction=True)
SYSTEM = Actor.system()


@pytest.fixture(autouse=True)
def registry() -> Iterator[None]:
    """An empty list of subscriptions for the test, the real one afterwards."""
    kept = list(subscriptions._registry)
    subscriptions._registry.clear()
    yield
    subscriptions._registry[:] = kept


def say(name: str, *players: Player) -> None:
    """Record one event about each of the players."""
    with transaction.atomic():
        for player in players:
            events.record(name, subject=player, by=SYSTEM)


def two_players() -> tuple[Player, Player]:
    game = make_game()
    return make_player(game), make_player(game)


def write_down(event: Event) -> None:
    Heartbeat.objects.create(name=f"{event.subject_id}-{event.seq}", at=clock.now())


def written() -> set[str]:
    return set(Heartbeat.objects.values_list("name", flat=True))


def listener(name: str, deed: Callable[[Event], None]) -> Callable[[Event], None]:
    """A listener of its own name, so that several may listen to the same."""

    def named(event: Event) -> None:
        deed(event)

    named.__qualname__ = name
    return named


def test_one_that_was_killed_between_its_work_and_its_receipt_works_once(monkeypatch: pytest.MonkeyPatch) -> None:
    player, _ = two_players()
    calls = []

    def die_at_first(event: Event) -> None:
        write_down(event)
        calls.append(event.pk)
        if len(calls) == 1:
            raise SystemExit("killed")

    subscriptions.subscribe("player.changed", listener("dying", die_at_first))
    say("player.changed", player)

    with pytest.raises(SystemExit):
        relay.run_once()
    assert (written(), EventReceipt.objects.count(), OutboxEntry.objects.count()) == (set(), 0, 1)
    assert relay.run_once() == 0  # not at once: it may do it again
    with clock.frozen(clock.now() + timedelta(seconds=2)):
        relay.run_once()
        relay.run_once()

    assert len(calls) == 2
    assert written() == {f"{player.pk}-1"}
    assert EventReceipt.objects.count() == 1
    assert not OutboxEntry.objects.exists()


def test_a_listener_that_had_finished_is_not_called_again_for_one_that_had_not() -> None:
    player, _ = two_players()
    calls: list[str] = []
    ill = [True]

    def fail_while_ill(_event: Event) -> None:
        if ill:
            raise ValueError("ill")
        calls.append("was ill")

    subscriptions.subscribe("player.changed", listener("well", lambda _event: calls.append("well")))
    subscriptions.subscribe("player.changed", listener("ill", fail_while_ill))
    say("player.changed", player)

    relay.run_once()
    ill.clear()
    with clock.frozen(clock.now() + timedelta(minutes=1)):
        relay.run_once()

    assert calls == ["well", "was ill"]
    assert not OutboxEntry.objects.exists()


def test_tries_come_later_and_later_and_the_last_one_is_seen_by_the_auditor() -> None:
    player, other = two_players()

    def fail(event: Event) -> None:
        if event.subject_id == player.pk:
            raise ValueError("always ill")

    subscriptions.subscribe("player.changed", listener("failing", fail))
    say("player.changed", player)
    now, waits = clock.now(), []

    for _ in range(relay.MAX_ATTEMPTS):
        with clock.frozen(now):
            assert relay.run_once() == 1
            say("player.changed", other)
            assert relay.run_once() == 1  # another lane is never held up
        entry = OutboxEntry.objects.get()
        waits.append((entry.next_try_at - now).total_seconds())
        assert (entry.parked_at is not None) == (entry.attempts == relay.MAX_ATTEMPTS)
        with clock.frozen(entry.next_try_at - timedelta(milliseconds=1)):
            assert relay.run_once() == 0
        now = entry.next_try_at
    with clock.frozen(now + timedelta(days=1)):
        assert relay.run_once() == 0

    assert waits == [2, 4, 8, 16, 32, 64, 128, 256, 512, 600, 600, 600]
    assert "always ill" in OutboxEntry.objects.get().last_error
    assert run_audit().findings["outbox.parked"] == 1


def test_one_that_ends_every_process_is_given_up_after_three_and_its_lane_goes_on() -> None:
    player, _ = two_players()
    starts = []

    def die_of_the_first(event: Event) -> None:
        starts.append(event.seq)
        if event.seq == 1:
            raise SystemExit("out of memory")

    subscriptions.subscribe("player.changed", listener("poisoned", die_of_the_first))
    say("player.changed", player, player)
    now, waits = clock.now(), []

    for _ in range(relay.MAX_STARTS):
        with clock.frozen(now), pytest.raises(SystemExit):
            relay.run_once()
        first = OutboxEntry.objects.order_by("event_id")[0]
        waits.append((first.next_try_at - now).total_seconds())
        now = first.next_try_at
    with clock.frozen(now):
        assert relay.run_once() == 1

    given_up = OutboxEntry.objects.get()
    assert (starts, waits) == ([1, 1, 1, 2], [2, 4, 8])
    assert (given_up.parked_at, given_up.last_error) == (now, relay.NO_END)
    assert run_audit().findings["outbox.parked"] == 1


def test_a_relay_that_was_overtaken_leaves_its_claim_alone() -> None:
    player, _ = two_players()
    heard: list[int] = []
    subscriptions.subscribe("player.changed", listener("hearing", lambda event: heard.append(event.seq)))
    say("player.changed", player)
    now = clock.now()

    stalled = relay._claim_next()
    with clock.frozen(now + timedelta(minutes=1)):
        current = relay._claim_next()
        assert stalled is not None
        assert current is not None
        relay._work_on(*stalled)
        before = list(heard)
        relay._work_on(*current)

    assert (before, heard) == ([], [1])
    assert not OutboxEntry.objects.exists()


def test_a_try_that_failed_is_no_start_without_an_end() -> None:
    player, _ = two_players()
    endings: list[BaseException | None] = [SystemExit(), SystemExit(), ValueError(), SystemExit(), SystemExit(), None]

    def end(_event: Event) -> None:
        ending = endings.pop(0)
        if ending is not None:
            raise ending

    subscriptions.subscribe("player.changed", listener("moody", end))
    say("player.changed", player)

    for minute in range(6):
        with clock.frozen(clock.now() + timedelta(minutes=minute)), suppress(SystemExit):
            relay.run_once()

    assert not endings
    assert not OutboxEntry.objects.exists()


def test_what_was_given_up_can_be_tried_again_and_what_waits_is_left_alone() -> None:
    player, other = two_players()
    subscriptions.subscribe("player.changed", write_down)
    say("player.changed", player, other)
    given_up, waiting = OutboxEntry.objects.order_by("event_id")
    later = clock.now() + timedelta(hours=1)
    OutboxEntry.objects.filter(pk=given_up.pk).update(parked_at=clock.now(), attempts=12, starts=3)
    OutboxEntry.objects.filter(pk=waiting.pk).update(next_try_at=later)

    assert relay.resume([given_up.pk, waiting.pk]) == 1
    assert relay.run_once() == 1

    assert written() == {f"{player.pk}-1"}
    assert OutboxEntry.objects.get().next_try_at == later


def time_out(_event: Event) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = '10ms'")
        cursor.execute("SELECT pg_sleep(5)")


def wait_for_a_lock(event: Event) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL lock_timeout = '10ms'")
    Player.objects.select_for_update().get(pk=event.subject_id)


@contextmanager
def held_by_another(player: Player) -> Iterator[None]:
    """Somebody else has locked the player's row and does not let go."""
    is_held, may_go = Signal(), Signal()

    def hold() -> None:
        with transaction.atomic():
            Player.objects.select_for_update().get(pk=player.pk)
            is_held.set()
            may_go.wait(10)
        connection.close()

    other = Thread(target=hold)
    other.start()
    is_held.wait(10)
    try:
        yield
    finally:
        may_go.set()
        other.join()


@pytest.mark.parametrize("illness", [time_out, wait_for_a_lock])
def test_a_listener_that_takes_too_long_in_the_database_holds_up_nobody_else(
    illness: Callable[[Event], None],
) -> None:
    slow, quick = two_players()
    subscriptions.subscribe("player.slow", illness)
    subscriptions.subscribe("player.quick", write_down)
    say("player.slow", slow)
    say("player.quick", quick)

    with held_by_another(slow):
        relay.run_once()

    entry = OutboxEntry.objects.get()
    assert written() == {f"{quick.pk}-1"}
    assert (entry.lane, entry.attempts) == (f"player:{slow.pk}", 1)
    assert entry.next_try_at > clock.now()


def test_a_database_that_goes_away_is_nobodys_fault() -> None:
    player, _ = two_players()

    def lose_the_connection(_event: Event) -> None:
        with socket.socket(fileno=os.dup(connection.connection.fileno())) as line:
            line.shutdown(socket.SHUT_RDWR)
        Player.objects.exists()

    subscriptions.subscribe("player.changed", listener("cut", lose_the_connection))
    say("player.changed", player)

    with pytest.raises(OperationalError):
        relay.run_once()
    connection.close()

    assert OutboxEntry.objects.get().attempts == 0
    assert not EventReceipt.objects.exists()


def test_who_listens_from_later_on_hears_what_still_waits_and_nothing_that_is_done() -> None:
    player, _ = two_players()
    heard: list[int] = []
    subscriptions.subscribe("player.*", listener("first", lambda event: heard.append(event.seq)))
    say("player.changed", player)
    relay.run_once()
    say("player.changed", player)

    subscriptions.subscribe("player.*", listener("later", lambda event: heard.append(event.seq * 100)))
    relay.run_once()

    assert heard == [1, 2, 200]


def test_subscribing_twice_is_subscribing_once() -> None:
    player, _ = two_players()
    for _ in range(2):
        subscriptions.subscribe("player.*", write_down)
    say("player.changed", player)

    relay.run_once()

    assert len(subscriptions.all_subscriptions()) == 1
    assert EventReceipt.objects.count() == 1


def test_an_event_that_nobody_listens_to_does_not_wait() -> None:
    player, _ = two_players()
    say("player.changed", player)

    assert relay.run_once() == 1
    assert not OutboxEntry.objects.exists()


def test_a_second_relay_passes_over_the_lane_that_another_is_at_work_on() -> None:
    busy, free = two_players()
    is_begun, may_end = Signal(), Signal()
    order: list[tuple[int, int]] = []

    def work(event: Event) -> None:
        if (event.subject_id, event.seq) == (busy.pk, 1):
            is_begun.set()
            may_end.wait(10)
        order.append((event.subject_id, event.seq))

    def run() -> None:
        relay.run_once(1)
        connection.close()

    subscriptions.subscribe("player.changed", listener("working", work))
    say("player.changed", busy)
    say("player.changed", busy, free)
    first = Thread(target=run)
    first.start()
    is_begun.wait(10)

    done = relay.run_once()
    may_end.set()
    first.join()
    relay.run_once()

    assert done == 1
    assert order == [(free.pk, 1), (busy.pk, 1), (busy.pk, 2)]
