"""The event log and its relay: in order, at least once, effect exactly once."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from threading import Barrier, Thread
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from core import clock
from core.actions import events, relay, subscriptions
from core.models import Actor, Event, EventReceipt, Game, Heartbeat, OutboxEntry
from players.models import Player

NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)


@pytest.fixture
def registry() -> Iterator[None]:
    """An empty list of subscriptions for the test, the real one afterwards."""
    kept = list(subscriptions._registry)
    subscriptions._registry.clear()
    yield
    subscriptions._registry[:] = kept


def make_player(uid: str = "1") -> Player:
    game, _ = Game.objects.get_or_create(slug="huanle", name_zh="欢乐牌局", name_en="Huanle", kind="cards")
    return Player.objects.create(game=game, uid=uid, created_at=NOW, updated_at=NOW)


def heard(event: Event) -> None:
    Heartbeat.objects.create(name=f"{event.subject_id}-{event.seq}", at=clock.now())


def failing(event: Event) -> None:
    Heartbeat.objects.create(name=f"failed-{event.seq}", at=clock.now())
    raise ValueError("the subscriber is ill")


def order_of_hearing() -> list[str]:
    return list(Heartbeat.objects.order_by("at", "name").values_list("name", flat=True))


@pytest.mark.django_db(transaction=True)
def test_an_event_outside_a_transaction_is_refused() -> None:
    player = make_player()

    with pytest.raises(RuntimeError, match="outside a transaction"):
        events.record("player.changed", subject=player, by=Actor.system())

    assert not Event.objects.exists()


@pytest.mark.django_db
def test_an_event_and_its_outbox_row_are_written_together() -> None:
    player = make_player()

    event = events.record("player.changed", subject=player, by=Actor.of_player(player.pk, "青衫"), data={"a": 1})

    assert (event.seq, event.game_id, event.actor_kind, event.actor_name) == (1, player.game_id, "player", "青衫")
    assert OutboxEntry.objects.get().event_id == event.pk


@pytest.mark.django_db(transaction=True)
def test_a_rolled_back_deed_leaves_no_event() -> None:
    player = make_player()

    def fail_after_speaking() -> None:
        with transaction.atomic():
            events.record("player.changed", subject=player, by=Actor.system())
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail_after_speaking()

    assert (Event.objects.count(), OutboxEntry.objects.count()) == (0, 0)


@pytest.mark.django_db
def test_events_of_one_subject_are_numbered_without_a_gap() -> None:
    player, other = make_player("1"), make_player("2")

    for subject in (player, other, player, player):
        events.record("player.changed", subject=subject, by=Actor.system())

    seqs = Event.objects.filter(subject_id=player.pk).order_by("id").values_list("seq", flat=True)
    assert list(seqs) == [1, 2, 3]


@pytest.mark.django_db
def test_several_events_are_one_statement_and_keep_their_order(django_assert_num_queries: Any) -> None:
    player, other = make_player("1"), make_player("2")
    game = player.game
    events.record("player.changed", subject=player, by=Actor.system())
    deeds = [
        events.Deed(f"player.{n}", subject=subject, by=Actor.system(), data={"n": n})
        for n, subject in enumerate((player, other, game, player))
    ]

    with django_assert_num_queries(1):
        written = events.record_all(deeds)

    assert [event.seq for event in written] == [2, 1, 0, 3]
    assert [(event.seq, event.data["n"]) for event in Event.objects.order_by("id")[1:]] == [
        (2, 0),
        (1, 1),
        (0, 2),
        (3, 3),
    ]
    assert list(OutboxEntry.objects.order_by("event").values_list("lane", flat=True)) == [
        f"player:{player.pk}", f"player:{player.pk}", f"player:{other.pk}", f"game:{game.pk}", f"player:{player.pk}",
    ]  # fmt: skip
    assert (player.event_seq, other.event_seq) == (3, 1)
    player.refresh_from_db()
    assert player.event_seq == 3


@pytest.mark.django_db(transaction=True)
def test_the_log_can_only_grow() -> None:
    player = make_player()
    with transaction.atomic():
        event = events.record("player.changed", subject=player, by=Actor.system())

    for statement in ("UPDATE core_event SET name = 'x'", "DELETE FROM core_event"):
        with (
            pytest.raises(DatabaseError, match="permission denied"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement)

    assert Event.objects.get().name == event.name


@pytest.mark.django_db(transaction=True)
def test_the_relay_keeps_the_order_of_a_subject(registry: None) -> None:
    subscriptions.subscribe("player.*", heard)
    player = make_player()
    for minute in range(3):
        with clock.frozen(NOW + timedelta(minutes=minute)), transaction.atomic():
            events.record("player.changed", subject=player, by=Actor.system())

    assert relay.run_once() == 3

    assert order_of_hearing() == [f"{player.pk}-1", f"{player.pk}-2", f"{player.pk}-3"]
    assert not OutboxEntry.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_failing_subscriber_is_tried_later_and_undone_meanwhile(registry: None) -> None:
    subscriptions.subscribe("player.changed", failing)
    subscriptions.subscribe("player.changed", heard)
    player = make_player()
    with transaction.atomic():
        events.record("player.changed", subject=player, by=Actor.system())

    relay.run_once()

    entry = OutboxEntry.objects.get()
    assert (entry.attempts, entry.parked_at) == (1, None)
    assert entry.next_try_at > clock.now()
    assert "the subscriber is ill" in entry.last_error
    assert order_of_hearing() == [f"{player.pk}-1"]
    assert EventReceipt.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_later_event_waits_for_the_earlier_one_of_its_subject_only(registry: None) -> None:
    subscriptions.subscribe("player.first", failing)
    subscriptions.subscribe("player.second", heard)
    stuck, free = make_player("1"), make_player("2")
    with transaction.atomic():
        events.record("player.first", subject=stuck, by=Actor.system())
        events.record("player.second", subject=stuck, by=Actor.system())
        events.record("player.second", subject=free, by=Actor.system())

    relay.run_once()

    assert order_of_hearing() == [f"{free.pk}-1"]


@pytest.mark.django_db(transaction=True)
def test_after_the_last_try_the_event_is_parked_and_the_lane_goes_on(registry: None) -> None:
    subscriptions.subscribe("player.first", failing)
    subscriptions.subscribe("player.second", heard)
    player = make_player()
    with transaction.atomic():
        events.record("player.first", subject=player, by=Actor.system())
        events.record("player.second", subject=player, by=Actor.system())
    OutboxEntry.objects.filter(event__name="player.first").update(attempts=relay.MAX_ATTEMPTS - 1)

    relay.run_once()

    assert OutboxEntry.objects.get().parked_at is not None
    assert order_of_hearing() == [f"{player.pk}-2"]


@pytest.mark.django_db(transaction=True)
def test_two_relays_at_once_have_one_effect(registry: None) -> None:
    subscriptions.subscribe("player.*", heard)
    players = [make_player(str(number)) for number in range(10)]
    with transaction.atomic():
        for player in players:
            for _ in range(3):
                events.record("player.changed", subject=player, by=Actor.system())
    start = Barrier(4)

    def work() -> None:
        start.wait()
        relay.run_once(1000)
        connection.close()

    threads = [Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    relay.run_once(1000)

    assert Heartbeat.objects.count() == 30
    assert EventReceipt.objects.count() == 30
    assert not OutboxEntry.objects.exists()
