"""One request over the wire, within limits that hold whatever the other side does."""

import http.client
import socket
import ssl
import threading
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

CONNECT_SECONDS, WHOLE_SECONDS = 3.0, 10.0
MOST_BYTES = 64 * 1024


class NoAnswer(Exception):
    """Nothing that can be read came back in time. `kind` is a short word for the log, free of content."""

    def __init__(self, kind: str) -> None:
        self.kind = kind
        super().__init__(kind)


@dataclass(frozen=True)
class Limits:
    """How long a request may take: to connect, and in all."""

    connect: float = CONNECT_SECONDS
    whole: float = WHOLE_SECONDS


def send(
    method: str, url: str, headers: Mapping[str, str], body: bytes | None = None, limits: Limits | None = None
) -> bytes:
    """The body of the answer to one request. Raises `NoAnswer`.

    At most ten seconds in all, however slowly bytes come; 64 KB at most; a redirect is no answer and is not followed;
    certificates are always checked.
    """
    limits = limits or Limits()
    try:
        connection = _connection(url, limits.connect)
    except ValueError as error:
        raise NoAnswer("address") from error
    opened, is_over = list[socket.socket](), threading.Event()
    connection._create_connection = lambda *how, **more: _watched(opened, *how, **more)  # type: ignore[attr-defined]
    watch = threading.Timer(limits.whole, _cut, [opened, is_over])
    watch.daemon = True
    watch.start()
    try:
        connection.connect()
        connection.sock.settimeout(limits.whole)
        parts = urlsplit(url)
        target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        connection.request(method, target, body=body, headers=dict(headers))
        answer = _read(connection.getresponse())
        if is_over.is_set():  # what came until then looks like an answer that ended
            raise TimeoutError
        return answer
    except (OSError, http.client.HTTPException, ValueError, AttributeError) as error:
        raise NoAnswer(_word(error)) from error
    finally:
        watch.cancel()
        connection.close()
        for one in opened:
            one.close()


def _connection(url: str, seconds: float) -> http.client.HTTPConnection:
    parts = urlsplit(url)
    host = parts.hostname or ""
    if not host:
        raise ValueError("no host")
    if parts.scheme == "https":
        return http.client.HTTPSConnection(host, parts.port, timeout=seconds, context=ssl.create_default_context())
    return http.client.HTTPConnection(host, parts.port, timeout=seconds)


def _read(response: http.client.HTTPResponse) -> bytes:
    if response.status != 200:
        raise NoAnswer(f"status {response.status}")
    body = response.read(MOST_BYTES + 1)
    if len(body) > MOST_BYTES:
        raise NoAnswer("too long")
    return body


def _watched(opened: list[socket.socket], *how: Any, **more: Any) -> socket.socket:
    """A connected socket, and a second handle of it: by that one it can be ended whatever wraps the first."""
    made = socket.create_connection(*how, **more)
    opened.append(made.dup())
    return made


def _cut(opened: list[socket.socket], is_over: threading.Event) -> None:
    """End the exchange from outside: reads that wait come back at once."""
    is_over.set()
    for one in opened:
        with suppress(OSError):
            one.shutdown(socket.SHUT_RDWR)


def _word(error: Exception) -> str:
    if isinstance(error, TimeoutError):
        return "timeout"
    if isinstance(error, ssl.SSLError):
        return "certificate"
    return type(error).__name__
