"""Send hints to open pages without ever waiting for Redis: a hint is a wake-up call, the database is the truth."""

import asyncio
import logging
import queue
import threading
import time
from typing import Any

from channels.layers import get_channel_layer

from tickets.queries.hints import Hint

log = logging.getLogger(__name__)

PATIENCE = 2.0
REST_AFTER_FAILURE = 5.0
WAITING_MAX = 5_000


class Publisher:
    """A thread with a loop of its own that gives hints to the channel layer; the caller only puts them in a queue.

    While Redis is away hints are dropped: pages notice the silence, poll, and catch up by event numbers.
    """

    def __init__(self) -> None:
        self._waiting: queue.Queue[tuple[str, Hint]] = queue.Queue(WAITING_MAX)
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None

    def put(self, channel: str, hint: Hint) -> None:
        """Take the hint on; returns at once, whatever the state of Redis."""
        try:
            self._waiting.put_nowait((channel, hint))
        except queue.Full:
            return
        with self._lock:
            if self._thread is None or not self._thread.is_alive():
                self._thread = threading.Thread(target=self._work, name="hints", daemon=True)
                self._thread.start()

    def _work(self) -> None:
        with asyncio.Runner() as runner:
            while True:
                runner.run(self._send(*self._waiting.get()))

    async def _send(self, channel: str, hint: Hint) -> None:
        layer: Any = get_channel_layer()
        try:
            async with asyncio.timeout(PATIENCE):
                await layer.group_send(channel, {"type": "desk.hint", "hint": hint.as_json()})
        except Exception as problem:  # noqa: BLE001 -- any transport: the pages catch up without it
            log.warning("hints are not delivered: %s", problem)
            self._drop_for(REST_AFTER_FAILURE)

    def _drop_for(self, seconds: float) -> None:
        """Empty the queue and stay away for a while, so that a hanging Redis costs one wait and not one per hint."""
        time.sleep(seconds)
        while True:
            try:
                self._waiting.get_nowait()
            except queue.Empty:
                return


_publisher = Publisher()


def send_hint(channel: str, hint: Hint) -> None:
    """Tell everybody on the channel, soon and at most once; never raises and never waits."""
    _publisher.put(channel, hint)
