"""Heavy work goes to a worker when one can be reached, and is done here when not; nobody waits for a broker."""

import socket
import time
from collections.abc import Iterator

import pytest
from celery import current_app
from django.db import transaction

from core import clock, tasks
from core.actions import events, hand_off, relay, subscriptions
from core.actions.hand_off import hand_to_worker
from core.actions.subscriptions import Subscription
from core.models import Actor, Event, EventReceipt, Heartbeat, OutboxEntry
from tests.factories.people import make_player

pytestmark = pytest.mark.django_db(transaction=True)


def write_down(event: Event) -> None:
    Heartbeat.objects.create(name=f"{event.subject_id}-{event.seq}", at=clock.now())


HEAVY = Subscription("player.changed", f"{__name__}.write_down", write_down, queue="bulk")


@pytest.fixture(autouse=True)
def registry() -> Iterator[None]:
    """One listener whose work is heavy, the real ones afterwards; nobody rests from an earlier failure."""
    kept = list(subscriptions._registry)
    subscriptions._registry[:] = [HEAVY]
    hand_off._resting.until = 0.0
    yield
    subscriptions._registry[:] = kept
    hand_off._resting.until = 0.0


@pytest.fixture
def broker() -> Iterator[str]:
    """The real broker, its queue empty before and after."""
    waiting()
    yield current_app.conf.broker_url
    waiting()


@pytest.fixture(params=["nobody there", "never answers"])
def dead_broker(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A broker that refuses, or one that lets everybody in and says nothing."""
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        if request.param == "never answers":
            server.listen(64)
        url = f"redis://127.0.0.1:{server.getsockname()[1]}/1"
        monkeypatch.setitem(current_app.conf, "broker_url", url)
        monkeypatch.setitem(current_app.conf, "broker_write_url", url)
        yield


def waiting() -> list[list[object]]:
    """The arguments of the tasks that wait in the queue."""
    found = []
    with current_app.connection_for_read() as connection:
        queue = current_app.amqp.queues["bulk"](connection.default_channel)
        while (message := queue.get(no_ack=True)) is not None:
            assert message.headers["task"] == "core.handle_event"
            found.append(message.payload[0])
    return found


def say() -> Event:
    with transaction.atomic():
        return events.record("player.changed", subject=make_player(), by=Actor.system())


def test_every_process_knows_our_broker() -> None:
    assert current_app.main == "wuyou"
    assert current_app.conf.broker_url.startswith(("redis://", "redis+socket://"))


def test_heavy_work_is_given_to_a_worker_by_ids_alone(broker: str) -> None:
    event = say()

    assert relay.run_once() == 1

    assert waiting() == [[event.pk, HEAVY.subscriber]]
    assert not Heartbeat.objects.exists()
    assert OutboxEntry.objects.get().attempts == 1


def test_the_worker_does_it_once_and_the_event_is_done(broker: str) -> None:
    event = say()
    relay.run_once()

    for _ in range(3):
        tasks.handle_event(event.pk, HEAVY.subscriber)
    with clock.frozen(clock.now() + relay.WORKER_GRACE):
        relay.run_once()

    assert Heartbeat.objects.count() == EventReceipt.objects.count() == 1
    assert not OutboxEntry.objects.exists()


def test_what_a_worker_lost_is_done_by_the_relay_after_a_while(broker: str) -> None:
    say()
    relay.run_once()
    assert relay.run_once() == 0

    with clock.frozen(clock.now() + relay.WORKER_GRACE):
        relay.run_once()

    assert Heartbeat.objects.count() == 1
    assert not OutboxEntry.objects.exists()


@pytest.mark.usefixtures("dead_broker")
def test_without_a_broker_the_relay_does_it_itself_within_a_second() -> None:
    say()
    began = time.monotonic()

    relay.run_once()

    assert time.monotonic() - began < 1.0
    assert Heartbeat.objects.count() == 1
    assert not OutboxEntry.objects.exists()


@pytest.mark.usefixtures("dead_broker")
def test_a_dead_broker_is_asked_once_in_a_while_and_not_for_every_event() -> None:
    events_ = [say() for _ in range(20)]
    assert not hand_to_worker(events_[0], HEAVY)
    began = time.monotonic()

    assert not any(hand_to_worker(event, HEAVY) for event in events_)

    assert time.monotonic() - began < 0.1


def test_a_task_for_an_event_or_a_listener_that_is_gone_does_nothing() -> None:
    event = say()

    tasks.handle_event(event.pk, "nobody.of_this_name")
    tasks.handle_event(999_999_999, HEAVY.subscriber)

    assert not Heartbeat.objects.exists()
    assert not EventReceipt.objects.exists()
