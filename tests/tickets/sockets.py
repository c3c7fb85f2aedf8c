"""A browser's side of a socket, played without a server."""

import json
from typing import Any

from asgiref.testing import ApplicationCommunicator

ORIGIN = "http://127.0.0.1"


class Page:
    """One open page: `async with Page("/ws/desk", session) as page` connects it with the session's cookie."""

    def __init__(
        self, path: str, session: str = "", *, origin: str | None = ORIGIN, address: str = "127.0.0.1"
    ) -> None:
        from helpdesk.asgi import application

        headers = [(b"host", b"127.0.0.1")]
        if origin is not None:
            headers.append((b"origin", origin.encode()))
        if session:
            headers.append((b"cookie", f"sessionid={session}".encode()))
        scope = {"type": "websocket", "path": path, "query_string": b"", "headers": headers, "client": [address, 5000]}
        self._app = ApplicationCommunicator(application, {**scope, "subprotocols": []})

    async def __aenter__(self) -> "Page":
        await self._app.send_input({"type": "websocket.connect"})
        self.opening = await self.next(timeout=5)
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._app.send_input({"type": "websocket.disconnect", "code": 1000})
        await self._app.wait(timeout=5)

    async def next(self, timeout: float = 2) -> dict[str, Any]:
        """The next thing that the server does: accept, send, or close."""
        output: dict[str, Any] = await self._app.receive_output(timeout)
        return output

    async def heard(self, timeout: float = 2) -> dict[str, Any]:
        """The next frame as JSON."""
        output = await self.next(timeout)
        assert output["type"] == "websocket.send", output
        frame: dict[str, Any] = json.loads(output["text"])
        return frame

    async def say(self, text: str | None = None, raw: bytes | None = None) -> None:
        await self._app.send_input({"type": "websocket.receive", "text": text, "bytes": raw})

    async def is_silent(self, during: float = 0.6) -> bool:
        """Whether nothing is said for a while."""
        quiet: bool = await self._app.receive_nothing(during)
        return quiet
