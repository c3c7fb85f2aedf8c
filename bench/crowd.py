"""Many open pages at once: how long a change takes until the pages that show it have it."""

import asyncio
import json
import random
import re
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from websockets.asyncio.client import ClientConnection, connect

MARK = re.compile(r"visible-[0-9]+")
PAUSE, QUIET = 0.05, 2.5
"""Seconds that a page waits after a hint, as desk-live.js does, and seconds between two changes."""


@dataclass
class Page:
    """One open page of a browser, as far as the server can tell: a socket, and what it asks for after a hint."""

    port: int
    cookie: str
    shows: str
    spread: float = 0.0
    seen: dict[str, float] = field(default_factory=dict)
    asked: int = 0
    _timer: "asyncio.Task[None] | None" = None
    _due: float = 0.0
    _tasks: "set[asyncio.Task[None]]" = field(default_factory=set)

    async def listen(self, up: "asyncio.Future[None]") -> None:
        """Hear hints until it is cancelled; `up` is there once the server listens for this page."""
        origin: Any = f"http://127.0.0.1:{self.port}"
        address = f"ws://127.0.0.1:{self.port}/ws/desk"
        async with connect(address, origin=origin, additional_headers={"Cookie": self.cookie}) as socket:
            await socket.send('{"kind":"ping"}')
            await socket.recv()
            up.set_result(None)
            await self._hear(socket)

    async def _hear(self, socket: ClientConnection) -> None:
        async for frame in socket:
            hint = json.loads(frame)
            if not hint.get("id") or hint["kind"] in {"notification", "presence"}:
                continue
            span = 0.0 if hint["id"] == self.shows else random.random() * self.spread
            due = time.perf_counter() + PAUSE + span
            if self._timer is not None:
                if due >= self._due:
                    continue
                self._timer.cancel()
            self._due = due
            self._timer = asyncio.create_task(self._ask(hint["id"], due))
            self._tasks.add(self._timer)
            self._timer.add_done_callback(self._tasks.discard)

    async def _ask(self, ticket: str, due: float) -> None:
        await asyncio.sleep(due - time.perf_counter())
        self._timer = None  # what is heard from now on is asked for again
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        lines = [f"GET /desk/live?ids={ticket} HTTP/1.1", "Host: 127.0.0.1", f"Cookie: {self.cookie}", "X-Live: 1"]
        writer.write("\r\n".join([*lines, "Connection: close", "", ""]).encode())
        answer = (await reader.read()).decode()
        writer.close()
        self.asked += 1
        head, _, body = answer.partition("\r\n\r\n")
        named = dict(line.lower().split(": ", 1) for line in head.split("\r\n")[1:] if ": " in line)
        self.spread = float(named.get("desk-spread", "0")) / 1000
        for mark in MARK.findall(body):
            self.seen.setdefault(mark, time.perf_counter())


async def _watched(pages: Sequence[Page], change: Callable[[str], None], changes: int) -> list[float]:
    spans: list[float] = []
    ready = [asyncio.get_running_loop().create_future() for _ in pages]
    listening = [asyncio.create_task(page.listen(up)) for page, up in zip(pages, ready, strict=True)]
    await asyncio.wait_for(asyncio.gather(*ready), timeout=120)
    for number in range(1 + changes):  # from the answer to the first one pages know their span
        mark, began = f"visible-{number}", time.perf_counter()
        await asyncio.to_thread(change, mark)
        await asyncio.sleep(QUIET)
        if number:
            spans += [page.seen.get(mark, float("inf")) - began for page in pages if page.shows]
    for task in listening:
        task.cancel()
    await asyncio.gather(*listening, return_exceptions=True)
    return spans


def spans_until_seen(pages: Sequence[Page], change: Callable[[str], None], changes: int) -> list[float]:
    """Seconds from the beginning of each change until each page that shows the ticket had asked and been answered.

    `change(mark)` writes the mark into what the list shows of the ticket. Infinite where a page was not told in time.
    """
    return asyncio.run(_watched(pages, change, changes))
