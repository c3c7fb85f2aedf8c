"""How a row is measured: floor and ours by turns, medians of the rounds, CPU time beside the wall."""

import statistics
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import repeat

from bench.client import Line, Request, Rush, rush, times
from bench.machine import cpu_seconds

WARM_UP = 15


@dataclass(frozen=True)
class Side:
    """One of two that are compared: where it answers, what it is asked, and which processes work for it."""

    port: int
    requests: Callable[[], Iterator[Request]]
    web: Sequence[int]
    database: Sequence[int]
    status: int = 200

    @classmethod
    def asking(cls, port: int, request: Request, web: Sequence[int], database: Sequence[int]) -> "Side":
        """The same request again and again."""
        return cls(port, lambda: repeat(request), web, database)


@dataclass
class Spent:
    """Milliseconds of one side, by round: wall clock p50 and p95, CPU of web server and database per request."""

    p50: list[float] = field(default_factory=list)
    p95: list[float] = field(default_factory=list)
    web_cpu: list[float] = field(default_factory=list)
    database_cpu: list[float] = field(default_factory=list)
    per_second: list[float] = field(default_factory=list)

    def median(self, name: str) -> float:
        """The median of all rounds."""
        values = getattr(self, name)
        return statistics.median(values) if values else 0.0

    def figures(self) -> dict[str, float]:
        """Everything, rounded, for the JSON."""
        names = ("p50", "p95", "web_cpu", "database_cpu", "per_second")
        return {name: round(self.median(name), 2) for name in names if getattr(self, name)}


def latencies(sides: Sequence[Side], *, rounds: int, count: int) -> list[Spent]:
    """One client: every side in every round, in turn."""
    streams = [side.requests() for side in sides]
    spent = [Spent() for _ in sides]
    for number in range(rounds):
        for stream, side, into in zip(streams, sides, spent, strict=True):
            line = Line(side.port)  # a kept one would be idle for too long while the others have their turn
            times(line, stream, WARM_UP if number == 0 else 1, status=side.status)
            _one_round(line, stream, side, into, count)
            line.close()
    return spent


def _one_round(line: Line, stream: Iterator[Request], side: Side, into: Spent, count: int) -> None:
    before = cpu_seconds(side.web), cpu_seconds(side.database)
    found = sorted(times(line, stream, count, status=side.status))
    _note(into, found, [after - b for after, b in zip(_cpu(side), before, strict=True)])


def throughputs(sides: Sequence[Side], *, rounds: int, clients: int, seconds: float) -> list[Spent]:
    """So many clients at once: every side in every round, in turn."""
    spent = [Spent() for _ in sides]
    for _ in range(rounds):
        for side, into in zip(sides, spent, strict=True):
            before = _cpu(side)
            done = _rushed(side, clients, seconds)
            _note(into, sorted(done.spans), [after - b for after, b in zip(_cpu(side), before, strict=True)])
            into.per_second.append(done.per_second)
    return spent


def _rushed(side: Side, clients: int, seconds: float) -> Rush:
    stream = side.requests()
    return rush(side.port, clients, seconds, lambda _: next(stream), status=side.status)


def _cpu(side: Side) -> tuple[float, float]:
    return cpu_seconds(side.web), cpu_seconds(side.database)


def _note(into: Spent, spans: Sequence[float], cpu: Iterable[float]) -> None:
    web, database = cpu
    into.p50.append(1000 * statistics.median(spans))
    into.p95.append(1000 * spans[int(len(spans) * 0.95)])
    into.web_cpu.append(1000 * web / len(spans))
    into.database_cpu.append(1000 * database / len(spans))


def ratio(ours: Sequence[float], floor: Sequence[float]) -> float:
    """The median of the ratios of the rounds: what disturbs one round disturbs both sides of it."""
    return statistics.median(a / b for a, b in zip(ours, floor, strict=True))
