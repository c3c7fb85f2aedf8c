"""Hints leave without anybody waiting for them, whatever the state of Redis."""

import asyncio
import socket
import time
from collections.abc import Iterator
from typing import Any

import pytest
from channels.layers import get_channel_layer
from django.conf import LazySettings

from tests.processes import until
from tickets.actions import hints
from tickets.actions.hints import Publisher
from tickets.queries.hints import Hint

CHANNEL = "desk.agent.0"


@pytest.fixture(params=["nobody there", "never answers"])
def dead_redis(request: pytest.FixtureRequest, settings: LazySettings) -> Iterator[None]:
    """A Redis that refuses, or one that lets everybody in and says nothing."""
    usual = settings.CHANNEL_LAYERS
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        if request.param == "never answers":
            server.listen(64)
        host = {"address": f"redis://127.0.0.1:{server.getsockname()[1]}/3", "socket_timeout": None}
        settings.CHANNEL_LAYERS = {"default": {**usual["default"], "CONFIG": {"hosts": [host]}}}
        yield


def hint(seq: int) -> Hint:
    return Hint("ticket.moved", str(seq), seq)


async def hear(publisher: Publisher, count: int) -> list[dict[str, Any]]:
    """Listen on the channel while that many hints are given away."""
    layer: Any = get_channel_layer()
    name = await layer.new_channel()
    await layer.group_add(CHANNEL, name)
    for seq in range(count):
        publisher.put(CHANNEL, hint(seq))
    async with asyncio.timeout(10):
        return [await layer.receive(name) for _ in range(count)]


async def test_hints_arrive_in_their_order() -> None:
    heard = await hear(Publisher(), 50)

    assert heard == [{"type": "desk.hint", "hint": hint(seq).as_json()} for seq in range(50)]


@pytest.mark.usefixtures("dead_redis")
def test_nobody_waits_for_a_redis_that_is_away_and_what_is_too_much_is_dropped() -> None:
    publisher = Publisher()
    began = time.monotonic()

    for seq in range(hints.WAITING_MAX + 1000):
        publisher.put(CHANNEL, hint(seq))

    assert time.monotonic() - began < 1.0
    assert publisher._waiting.qsize() <= hints.WAITING_MAX


@pytest.mark.usefixtures("dead_redis")
def test_an_outage_costs_one_wait_and_not_one_for_each_hint(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hints, "PATIENCE", 0.2)
    monkeypatch.setattr(hints, "REST_AFTER_FAILURE", 0.2)
    publisher = Publisher()

    for seq in range(500):
        publisher.put(CHANNEL, hint(seq))

    until(publisher._waiting.empty, seconds=5, what="everything was dropped after one try")
    assert publisher._thread is not None
    assert publisher._thread.is_alive()
