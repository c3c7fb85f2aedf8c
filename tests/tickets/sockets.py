"""A browser's side of a socket, played without a server."""

import asyncio
import json
from typing import Any

from asgiref.testing import ApplicationCommunicator
from channels.layers import get_channel_layer
from django.conf import settings

from core.models import Agent

OWN = "own"  # the origin of our own pages
PING, PONG = '{"kind":"ping"}', {"kind": "pong"}
GOODBYE = {"type": "websocket.disconnect", "code": 1000}


class Page:
    """One open page: `async with Page(session) as page` connects it with the session's cookie.

    It treats the product as uvicorn does: what was said before a close is heard after it, saying something after it is
    an error, and so is saying something to a page that is gone.
    """

    def __init__(self, session: str = "", *, path: str = "/ws/desk", origin: str | None = OWN) -> None:
        headers = [(b"host", b"127.0.0.1")]
        if origin is not None:
            headers.append((b"origin", (settings.SOCKET_ORIGINS[0] if origin == OWN else origin).encode()))
        if session:
            headers.append((b"cookie", f"{settings.SESSION_COOKIE_NAME}={session}".encode()))
        scope = {"type": "websocket", "path": path, "query_string": b"", "headers": headers, "subprotocols": []}
        self._app = ApplicationCommunicator(self._serve, {**scope, "client": ["127.0.0.1", 5000]})
        self._takes_more = asyncio.Event()
        self._takes_more.set()
        self._is_closed = self._is_gone = False
        self.said_too_late: list[dict[str, Any]] = []

    async def _serve(self, scope: Any, receive: Any, send: Any) -> None:
        from helpdesk.asgi import application

        async def say(message: dict[str, Any]) -> None:
            await self._takes_more.wait()
            if self._is_gone:
                raise ConnectionError("the page is gone")
            if self._is_closed:
                self.said_too_late.append(message)
                raise RuntimeError(f"{message['type']} after websocket.close")
            if message["type"] == "websocket.close":
                self._is_closed = True
                await self._app.send_input(GOODBYE)
            await send(message)

        await application(scope, receive, say)

    async def __aenter__(self) -> "Page":
        await self._app.send_input({"type": "websocket.connect"})
        self.opening = await self.next()
        return self

    async def __aexit__(self, *_: object) -> None:
        self._takes_more.set()
        await self._app.send_input(GOODBYE)
        await self._app.wait(timeout=5)

    async def next(self, timeout: float = 5) -> dict[str, Any]:
        """The next thing that the server does: accept, send, or close."""
        output: dict[str, Any] = await self._app.receive_output(timeout)
        return output

    async def heard(self, timeout: float = 5) -> dict[str, Any]:
        """The next frame as JSON."""
        output = await self.next(timeout)
        assert output["type"] == "websocket.send", output
        frame: dict[str, Any] = json.loads(output["text"])
        return frame

    async def closing(self, timeout: float = 5) -> int:
        """The code with which the server ends the socket, which it does before it says anything more."""
        output = await self.next(timeout)
        assert output["type"] == "websocket.close", output
        return int(output["code"])

    async def say(self, text: str | None = None, raw: bytes | None = None) -> None:
        await self._app.send_input({"type": "websocket.receive", "text": text, "bytes": raw})

    async def is_up(self) -> bool:
        """Whether the server answers a ping, which it does once it listens to all hints of this page."""
        await self.say(PING)
        return await self.heard() == PONG

    async def is_silent(self, during: float) -> bool:
        """Whether the server does nothing for a while."""
        quiet: bool = await self._app.receive_nothing(during, interval=0.05)
        return quiet

    async def vanish(self) -> None:
        """Say one thing more and be gone before the answer comes."""
        self._is_gone = True
        await self.say(PING)

    def freeze(self) -> None:
        """Take nothing more, so that who says something to the page waits."""
        self._takes_more.clear()


async def tell(agent: Agent, *hints: dict[str, Any]) -> None:
    """Put hints for the agent on the channel layer."""
    layer: Any = get_channel_layer()
    for hint in hints:
        await layer.group_send(f"desk.agent.{agent.pk}", {"type": "desk.hint", "hint": hint})
