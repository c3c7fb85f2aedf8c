"""The rows of the table: what is asked, of whom, beside which floor, and what is wanted (spec: the goals)."""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import count, cycle, repeat
from time import time_ns
from typing import Any
from urllib.parse import quote

from bench.client import Line, Request, checked
from bench.crowd import Page, spans_until_seen
from bench.desk import Desk
from bench.measuring import Side, Spent, latencies, ratio, throughputs

SEARCH_ROWS = 25
SHOWING, CHANGES = 20, 25


@dataclass
class Row:
    """One line of the table. `value` is what the goal is about; `unit` says what it is."""

    name: str
    value: float
    unit: str
    goal: float
    is_met: bool
    figures: dict[str, Any] = field(default_factory=dict)
    profile: str = ""


@dataclass(frozen=True)
class Bench:
    """The desks of one run with their doors, and how long is measured."""

    big: Desk
    small: Desk
    floor_port: int
    doors: Mapping[str, Any]
    small_doors: Mapping[str, Any]
    rounds: int
    requests: int
    seconds: float

    def page(self, path: str, *, door: str = "session", headers: Mapping[str, str] | None = None) -> Request:
        """A page of the desk as its agent asks for it."""
        return page(self.doors, path, door=door, headers=headers)

    def api(self, method: str, path: str, body: object = None, key: str = "") -> Request:
        """A request of a program."""
        headers = {"Authorization": f"Bearer {self.doors['token']}", "Accept": "application/json"}
        if key:
            headers["Idempotency-Key"] = key
        return Request.make(method, path, headers=headers, body=json.dumps(body).encode() if body is not None else b"")

    def ours(self, request: Request | Callable[[], Iterator[Request]], status: int = 200) -> Side:
        """The product on the big desk."""
        stream = (lambda: repeat(request)) if isinstance(request, Request) else request
        return Side(self.big.port, stream, self.big.pids("web"), self.big.pids("postgres"), status)

    def floor(self, path: str) -> Side:
        """The floor on the big desk."""
        return Side.asking(
            self.floor_port, Request.make("GET", path), self.big.pids("floor"), self.big.pids("postgres")
        )


def page(
    doors: Mapping[str, Any], path: str, *, door: str = "session", headers: Mapping[str, str] | None = None
) -> Request:
    """A page of a desk for somebody who is signed in."""
    own = {"Cookie": f"{doors['session_name']}={doors[door]}", "Accept-Encoding": "identity", **(headers or {})}
    return Request.make("GET", path, headers=own)


def pages(bench: Bench) -> Iterator[Row]:
    """List and ticket beside the floor's list for one client, the list of the small desk beside that of the big one."""
    some = ",".join(bench.doors["some"][:3])
    swap = {"HX-Request": "true", "HX-Target": "desk", "X-Live": "1"}
    small = Side.asking(
        bench.small.port,
        page(bench.small_doors, "/desk/", door="session"),
        bench.small.pids("web"),
        bench.small.pids("postgres"),
    )
    sides = [
        bench.floor("/list"),
        bench.ours(bench.page("/desk/")),
        small,
        bench.ours(bench.page(f"/desk/live?ids={some}", headers=swap)),
        bench.ours(bench.page(f"/desk/tickets/{bench.doors['long']}")),
        bench.ours(bench.page(f"/desk/tickets/{bench.doors['long']}", headers={**swap, "HX-Target": "ticket"})),
    ]
    floor, full, little, fragment, ticket, swapped = latencies(sides, rounds=bench.rounds, count=bench.requests)
    yield _beside("open list, full page", full, floor, 1.2, "list")
    yield _beside("live fragment (views and 3 rows)", fragment, floor, 0.5, "live")
    grown = Row("open list, big desk ÷ small desk", ratio(full.p50, little.p50), "× p50", 1.15, False, little.figures())
    yield _judged(grown)
    yield _beside(f"ticket with {bench.doors['long_messages']} messages, whole page", ticket, floor, 1.7, "ticket")
    yield _beside("the same ticket, swapped in by htmx", swapped, floor, 1.7)
    many = [bench.floor("/list"), bench.ours(bench.page("/desk/"))]
    floor, full = throughputs(many, rounds=bench.rounds, clients=16, seconds=bench.seconds)
    rate = Row("open list, pages/s at 16 clients", ratio(full.per_second, floor.per_second), "× floor", 0.8, False)
    rate.figures = {"ours": full.figures(), "floor": floor.figures()}
    yield _judged(rate, at_least=True)


def resources(bench: Bench) -> Iterator[Row]:
    """The REST list beside the same rows as plain JSON."""
    sides = [bench.floor("/json"), bench.ours(bench.api("GET", "/api/v1/tickets?page_size=25"))]
    floor, ours = latencies(sides, rounds=bench.rounds, count=bench.requests)
    yield _beside("REST list of 25", ours, floor, 2.0, "rest")


def writes(bench: Bench) -> Iterator[Row]:
    """Tickets and replies through the API, eight clients."""
    (made,) = throughputs(
        [bench.ours(lambda: _new_tickets(bench), 201)], rounds=bench.rounds, clients=8, seconds=bench.seconds
    )
    yield _judged(_rate("create through the API, 8 clients", made, "create"), at_least=True)
    late = Row("create, accepted answer p95 at 8 clients", made.median("p95"), "ms", 100.0, False, made.figures())
    yield _judged(late)
    (said,) = throughputs(
        [bench.ours(lambda: _replies(bench), 201)], rounds=bench.rounds, clients=8, seconds=bench.seconds
    )
    yield _judged(_rate("reply through the API, 8 clients", said, "reply"), at_least=True)


def searches(bench: Bench) -> Iterator[Row]:
    """Planted words: how long, and whether every true hit is found."""
    for word, hits in bench.doors["words"].items():
        request = bench.api("GET", f"/api/v1/tickets?q={quote(word)}&page_size={SEARCH_ROWS}")
        (spent,) = latencies([bench.ours(request)], rounds=bench.rounds, count=bench.requests)
        found = found_by(bench, word)
        row = Row(f"search {word}: {found} of {hits} found", spent.median("p50"), "ms", 20.0, False, spent.figures())
        row.figures |= {"found": found, "true": hits}
        row.profile = f"search:{word}"
        row.is_met = row.value <= row.goal and found >= hits
        yield row


def visible(bench: Bench) -> Iterator[Row]:
    """One reply after the other, with 200 pages of agents open, 20 of which show the ticket."""
    pk, line = bench.doors["to_answer"][0], Line(bench.big.port)
    cookies = [f"{bench.doors['session_name']}={session}" for session in bench.doors["crowd"]]
    pages = [Page(bench.big.port, cookie, pk if number < SHOWING else "") for number, cookie in enumerate(cookies)]

    def change(mark: str) -> None:
        body = {"body": f"{mark} 您好，请稍等。", "visibility": "public"}
        checked(line.ask(bench.api("POST", f"/api/v1/tickets/{pk}/messages", body)), 201)

    spans = sorted(1000 * span for span in spans_until_seen(pages, change, CHANGES))
    line.close()
    name, p95 = f"change to visible, {SHOWING} of {len(pages)} pages show it, p95", spans[int(len(spans) * 0.95)]
    figures = {"p50": spans[len(spans) // 2], "max": spans[-1], "asked": sum(page.asked for page in pages) / CHANGES}
    late = Row(name, p95, "ms", 600.0, False, figures)
    yield _judged(late)


def found_by(bench: Bench, word: str) -> int:
    """How many tickets the API finds in all."""
    line = Line(bench.big.port)
    answer = json.loads(line.ask(bench.api("GET", f"/api/v1/tickets?q={quote(word)}&page_size=200")).body)
    line.close()
    return len(answer["results"])


def _new_tickets(bench: Bench) -> Iterator[Request]:
    run = time_ns()
    for number in count():
        body = {
            "game": bench.doors["game"],
            "subject": f"充值没有到账 {number}",
            "body": "我充了 30 元，订单显示成功，但是钻石没有到账，已经过去一个小时了，请帮忙查一下。",
            "player": {"uid": f"bench{run}{number % 5000}"},
        }
        yield bench.api("POST", "/api/v1/tickets", body, key=f"bench-{run}-{number}")


def _replies(bench: Bench) -> Iterator[Request]:
    run = time_ns()
    for number, pk in enumerate(cycle(bench.doors["to_answer"])):
        body = {"body": f"您好，已经为您核对，请稍等。（{number}）", "visibility": "public"}
        yield bench.api("POST", f"/api/v1/tickets/{pk}/messages", body, key=f"bench-{run}-{number}")


def _beside(name: str, ours: Spent, floor: Spent, goal: float, profile: str = "") -> Row:
    row = Row(name, ratio(ours.p50, floor.p50), "× floor p50", goal, False, profile=profile)
    row.figures = {"ours": ours.figures(), "floor": floor.figures()}
    return _judged(row)


def _rate(name: str, spent: Spent, profile: str) -> Row:
    return Row(name, spent.median("per_second"), "/s", 150.0, False, spent.figures(), profile)


def _judged(row: Row, *, at_least: bool = False) -> Row:
    row.is_met = row.value >= row.goal if at_least else row.value <= row.goal
    return row
