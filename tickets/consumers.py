"""The desk's socket. It says that something changed and nothing more; see tickets/queries/hints.py."""

import asyncio
import contextlib
import json
import logging
import re
import time
import uuid
from collections.abc import Coroutine, Iterable
from typing import Any, ClassVar
from weakref import WeakKeyDictionary

from channels.db import database_sync_to_async
from channels.generic.websocket import AsyncWebsocketConsumer
from channels.layers import get_channel_layer

from core.models import Agent
from core.queries.people import desk_agent_of
from tickets.actions import presence
from tickets.queries.hints import Standing, channels_for, standings_of
from tickets.queries.presence import STATES
from tickets.queries.sockets import open_sockets

log = logging.getLogger(__name__)

SIGNED_OUT, OTHER_RIGHTS, TOO_MANY, BAD_FRAMES, TOO_LONG, TRY_LATER = 4401, 4403, 4429, 4400, 1009, 1013
SOCKETS_A_PERSON = 20
FRAME_MAX = 512
COMPLAINTS_MAX = 20
BREATH = 0.25
BURST_MAX = 100
LOOK_EVERY = 3.0
ECHO_EVERY, ECHO_PATIENCE = 10.0, 8.0
LAYER_PATIENCE, LEAVE_PATIENCE = 2.0, 1.0
ERRORS = {
    "binary": '{"kind":"error","code":"binary"}',
    "not_json": '{"kind":"error","code":"not_json"}',
    "not_an_object": '{"kind":"error","code":"not_an_object"}',
    "unknown_kind": '{"kind":"error","code":"unknown_kind"}',
    "bad_look": '{"kind":"error","code":"bad_look"}',
}
TICKET_ID = re.compile(r"[0-9]{0,18}", re.ASCII)


class DeskConsumer(AsyncWebsocketConsumer):  # type: ignore[misc]  # channels has no types
    """One open page of one agent. Hints arrive from the channel layer and leave at least `BREATH` apart."""

    agent_id: int | None = None
    session_key: str = ""

    def __init__(self) -> None:
        super().__init__()
        self.channels: frozenset[str] = frozenset()
        self.standing: Standing | None = None
        self.complaints = 0
        self.is_ending = False
        self._waiting: dict[tuple[str, str], dict[str, Any]] = {}
        self._flushed_at = 0.0
        self._flush: asyncio.Task[None] | None = None
        self._echoed_at = self._asked_at = time.monotonic()
        self.page = uuid.uuid4().hex[:12]
        self._look: tuple[str, str] | None = None  # ticket and state that the page has named last
        self._looking: asyncio.Task[None] | None = None
        self._place: presence.Place | None = None
        self._state = ""

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Serve the page until it is gone, in whatever way: one that vanishes in the middle of a word says no good-bye,
        and yet its place is free again. Without Redis the page is not let in, so that it polls.
        """
        if not await _layer_carries():
            await send({"type": "websocket.close", "code": TRY_LATER})
            return
        try:
            await super().__call__(scope, receive, send)
        finally:
            await self._leave()

    async def connect(self) -> None:
        await self.accept()
        self.session_key = self.scope["session"].session_key or ""
        agent = await self._agent()
        if agent is None:
            await self.end(SIGNED_OUT)
            return
        if open_sockets[agent.pk] >= SOCKETS_A_PERSON:
            await self.end(TOO_MANY)
            return
        self.agent_id = agent.pk
        open_sockets[agent.pk] += 1
        await self._listen_to(await database_sync_to_async(channels_for)(agent))
        Watch.here().add(self)

    async def end(self, code: int) -> None:
        """Close the socket; from now on nothing is heard and nothing is said."""
        if not self.is_ending:
            self.is_ending = True
            await self.close(code)

    async def _leave(self) -> None:
        self.is_ending = True
        Watch.here().remove(self)
        if self._flush is not None:
            self._flush.cancel()
        if self.agent_id is not None:
            open_sockets[self.agent_id] -= 1
            self.agent_id = None
        with contextlib.suppress(Exception):  # nobody stays visible longer than the span anyway
            if self._looking is not None:
                await asyncio.wait({self._looking}, timeout=LEAVE_PATIENCE)  # it must not come after the farewell
            await self._move_to(None, "")
        with contextlib.suppress(Exception):  # Redis may be away; the layer forgets the channel by itself
            async with asyncio.timeout(LAYER_PATIENCE):
                await self._listen_to(frozenset())

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
        """Answer a ping. Whatever else a client says is answered from a fixed list, and is never acted upon."""
        if self.is_ending:
            return
        if text_data is None:
            await self._complain("binary")
        elif len(text_data) > FRAME_MAX:
            await self.end(TOO_LONG)
        else:
            await self._hear(text_data)

    async def _hear(self, text: str) -> None:
        try:
            said = json.loads(text)
        except (ValueError, RecursionError):
            await self._complain("not_json")
            return
        if not isinstance(said, dict):
            await self._complain("not_an_object")
        elif said.get("kind") == "ping":
            await self.send('{"kind":"pong"}')
        elif said.get("kind") == "look":
            await self._hear_look(said.get("id"), said.get("state"))
        else:
            await self._complain("unknown_kind")

    async def _hear_look(self, ticket: Any, state: Any) -> None:
        """The page says which ticket it shows and what is done there; however often it does, we follow by breaths."""
        if not isinstance(ticket, str) or not TICKET_ID.fullmatch(ticket) or state not in STATES:
            await self._complain("bad_look")
            return
        self._look = (ticket, state)
        if self._looking is None or self._looking.done():
            self._looking = asyncio.create_task(self._follow())

    async def _follow(self) -> None:
        """Be where the page says, as far as its agent may be there; what it says meanwhile is followed once."""
        while self._look is not None and self.agent_id is not None:
            (ticket, state), self._look = self._look, None
            agent = await self._agent() if ticket else None
            place = None
            if agent is not None:
                place = await database_sync_to_async(presence.place_for)(agent, int(ticket), self.page)
            await self._move_to(place, state)
            await asyncio.sleep(BREATH)

    async def _move_to(self, place: presence.Place | None, state: str) -> None:
        """Others learn of a change alone; that somebody is still there is kept in silence."""
        before, changed = self._place, (self._place, self._state) != (place, state)
        self._place, self._state = place, state
        if before is not None and (place is None or before.ticket_id != place.ticket_id):
            await asyncio.to_thread(presence.leave, before)
            presence.tell(before)
        if place is not None and await asyncio.to_thread(presence.show, place, state) and changed:
            presence.tell(place)

    async def _complain(self, code: str) -> None:
        self.complaints += 1
        await self.send(ERRORS[code])
        if self.complaints > COMPLAINTS_MAX:
            await self.end(BAD_FRAMES)

    async def desk_hint(self, message: dict[str, Any]) -> None:
        """A hint from the channel layer: the first goes out at once, the next ones together after a breath."""
        hint = message["hint"]
        self._waiting[hint["kind"], hint["id"]] = hint
        if self._flush is None or self._flush.done():
            pause = max(0.0, self._flushed_at + BREATH - time.monotonic())
            self._flush = asyncio.create_task(self._send_waiting(pause))

    async def _send_waiting(self, pause: float) -> None:
        while self._waiting:  # also what came while the page was slow to take the last ones
            await asyncio.sleep(pause)
            self._flushed_at = time.monotonic()
            hints = list(self._waiting.values())
            self._waiting.clear()
            if len(hints) > BURST_MAX:
                hints = [{"kind": "resync", "id": "", "seq": max(hint["seq"] for hint in hints)}]
            for hint in hints:
                if self.is_ending:
                    return
                await self.send(json.dumps(hint))
            pause = BREATH

    async def desk_echo(self, _message: dict[str, Any]) -> None:
        """Our own question came back: the channel layer still carries."""
        self._echoed_at = time.monotonic()

    async def look_again(self, standing: Standing | None) -> None:
        """End the socket when session or account no longer stand, or its rights are others than those it began with."""
        if standing is None:
            await self.end(SIGNED_OUT)
        elif standing != self.standing:
            agent = await self._agent()
            if agent is None:
                await self.end(SIGNED_OUT)
            elif self.standing is not None:
                await self.end(OTHER_RIGHTS)
            else:
                self.standing = standing
                await self._listen_to(await database_sync_to_async(channels_for)(agent))
        await self._check_layer()

    async def _check_layer(self) -> None:
        """Ask ourselves through Redis now and then; silence ends the socket, so that the page polls and catches up."""
        now = time.monotonic()
        if self._asked_at > self._echoed_at and now - self._asked_at > ECHO_PATIENCE:
            await self.end(TRY_LATER)
        elif now - self._asked_at > ECHO_EVERY:
            self._asked_at = now
            with contextlib.suppress(Exception):
                async with asyncio.timeout(LAYER_PATIENCE):
                    await self.channel_layer.send(self.channel_name, {"type": "desk.echo"})

    async def _listen_to(self, channels: frozenset[str]) -> None:
        for name in self.channels - channels:
            await self.channel_layer.group_discard(name, self.channel_name)
        for name in channels - self.channels:
            await self.channel_layer.group_add(name, self.channel_name)
        self.channels = channels

    async def _agent(self) -> Agent | None:
        agent: Agent | None = await database_sync_to_async(desk_agent_of)(self.session_key)
        return agent


async def _layer_carries() -> bool:
    """Whether Redis takes a message within a moment."""
    layer: Any = get_channel_layer()
    try:
        async with asyncio.timeout(LAYER_PATIENCE):
            await layer.send("desk.probe", {"type": "desk.echo"})
    except Exception as problem:  # noqa: BLE001 -- any transport: the page polls
        log.warning("no hints for a page: %r", problem)
        return False
    return True


class Watch:
    """Asks for all sockets of this process together, every few seconds, whether they may stay."""

    _watches: ClassVar[WeakKeyDictionary[asyncio.AbstractEventLoop, "Watch"]] = WeakKeyDictionary()

    def __init__(self) -> None:
        self.sockets: set[DeskConsumer] = set()
        self._task: asyncio.Task[None] | None = None
        self._begun: set[asyncio.Task[None]] = set()

    @classmethod
    def here(cls) -> "Watch":
        """The watch of the running loop."""
        return cls._watches.setdefault(asyncio.get_running_loop(), cls())

    def add(self, socket: DeskConsumer) -> None:
        self.sockets.add(socket)
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._run())

    def remove(self, socket: DeskConsumer) -> None:
        self.sockets.discard(socket)

    async def _run(self) -> None:
        while self.sockets:
            await self._look([socket for socket in self.sockets if not socket.is_ending])
            await asyncio.sleep(LOOK_EVERY)

    async def _look(self, sockets: list[DeskConsumer]) -> None:
        pairs = [(socket.session_key, socket.agent_id) for socket in sockets if socket.agent_id is not None]
        try:
            standings = await database_sync_to_async(standings_of)(pairs)
        except Exception:  # nothing can be said about anybody: pages come back when the database does
            log.exception("cannot ask whether sockets may stay")
            await self._each(socket.end(TRY_LATER) for socket in sockets)
            return
        await self._each(socket.look_again(standings.get(socket.session_key)) for socket in sockets)

    async def _each(self, deeds: Iterable[Coroutine[Any, Any, None]]) -> None:
        """Do all at the same time and wait a moment: a page that takes no leave holds up none of the others."""
        begun = {asyncio.create_task(self._quietly(deed)) for deed in deeds}
        self._begun |= begun  # a task that nobody holds may be forgotten half-way
        if begun:
            await asyncio.wait(begun, timeout=LEAVE_PATIENCE)
        self._begun = {task for task in self._begun if not task.done()}

    async def _quietly(self, deed: Coroutine[Any, Any, None]) -> None:
        """One broken socket never ends the watch over the others."""
        try:
            await deed
        except Exception as problem:  # noqa: BLE001 -- the socket's own task says what happened to it
            log.info("a socket left while it was looked at: %s", problem)
