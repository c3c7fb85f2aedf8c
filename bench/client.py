"""A browser's and a program's side of HTTP, as cheap as it gets: the client runs on the machine that it measures."""

import socket
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Request:
    """One request as bytes that can be sent again and again."""

    raw: bytes

    @classmethod
    def make(
        cls, method: str, path: str, *, headers: Mapping[str, str] | None = None, body: bytes = b"", form: bool = False
    ) -> "Request":
        kind = "application/x-www-form-urlencoded" if form else "application/json"
        lines = [f"{method} {path} HTTP/1.1", "Host: 127.0.0.1", *(f"{k}: {v}" for k, v in (headers or {}).items())]
        if body:
            lines += [f"Content-Type: {kind}", f"Content-Length: {len(body)}"]
        return cls("\r\n".join([*lines, "", ""]).encode() + body)


@dataclass(frozen=True, slots=True)
class Answer:
    """Status, headers in lower case, and the body."""

    status: int
    headers: list[tuple[str, str]]
    body: bytes


class Line:
    """One kept connection."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.buffer = b""
        self.socket = self._connect()

    def _connect(self) -> socket.socket:
        found = socket.create_connection(("127.0.0.1", self.port), timeout=60)
        found.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return found

    def ask(self, request: Request) -> Answer:
        """Send and wait for the whole answer."""
        self.socket.sendall(request.raw)
        head = self._until(b"\r\n\r\n")
        lines = head.decode("latin-1").split("\r\n")
        headers = [(k.strip().lower(), v.strip()) for k, _, v in (line.partition(":") for line in lines[1:] if line)]
        known = dict(headers)
        body = self._chunks() if known.get("transfer-encoding") == "chunked" else self._take(_length(known))
        return Answer(int(lines[0].split(" ")[1]), headers, body)

    def close(self) -> None:
        self.socket.close()

    def _fill(self) -> None:
        more = self.socket.recv(262_144)
        if not more:
            raise ConnectionError("the server closed the connection")
        self.buffer += more

    def _until(self, mark: bytes) -> bytes:
        while (at := self.buffer.find(mark)) < 0:
            self._fill()
        found, self.buffer = self.buffer[:at], self.buffer[at + len(mark) :]
        return found

    def _take(self, length: int) -> bytes:
        while len(self.buffer) < length:
            self._fill()
        found, self.buffer = self.buffer[:length], self.buffer[length:]
        return found

    def _chunks(self) -> bytes:
        found = b""
        while size := int(self._until(b"\r\n"), 16):
            found += self._take(size)
            self._take(2)
        self._take(2)
        return found


def _length(headers: Mapping[str, str]) -> int:
    return int(headers.get("content-length", "0"))


class WrongAnswer(Exception):
    """The server answered something else than what is measured."""


def checked(answer: Answer, status: int) -> Answer:
    """The answer, if it has the status that was meant to be measured."""
    if answer.status != status:
        raise WrongAnswer(f"{answer.status} instead of {status}: {answer.body[:300]!r}")
    return answer


def times(line: Line, requests: Iterator[Request], count: int, *, status: int = 200) -> list[float]:
    """Seconds that each of `count` requests took, one after the other."""
    found = []
    for _ in range(count):
        request = next(requests)
        began = time.perf_counter()
        answer = line.ask(request)
        found.append(time.perf_counter() - began)
        checked(answer, status)
    return found


@dataclass
class Rush:
    """What several clients got through in a while."""

    done: int = 0
    seconds: float = 0.0
    spans: list[float] = field(default_factory=list)

    @property
    def per_second(self) -> float:
        return self.done / self.seconds if self.seconds else 0.0


def rush(port: int, clients: int, seconds: float, following: Callable[[int], Request], *, status: int = 200) -> Rush:
    """Let so many clients ask for that long without a pause; `following(n)` is the n-th request of all."""
    found, problems = Rush(), list[Exception]()
    lock, until = threading.Lock(), time.perf_counter() + seconds
    numbers = iter(range(10**9))

    def work() -> None:
        line, spans = Line(port), list[float]()
        try:
            while time.perf_counter() < until and not problems:
                with lock:
                    request = following(next(numbers))
                began = time.perf_counter()
                checked(line.ask(request), status)
                spans.append(time.perf_counter() - began)
        except (OSError, WrongAnswer) as problem:
            problems.append(problem)
        line.close()
        with lock:
            found.spans.extend(spans)

    threads = [threading.Thread(target=work) for _ in range(clients)]
    began = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if problems:
        raise problems[0]
    found.done, found.seconds = len(found.spans), time.perf_counter() - began
    return found
