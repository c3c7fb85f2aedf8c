"""Redis is flushed, then gone, under load: nobody sees an error, nothing is lost, clocks are on time, hints come back.

`WUYOU_OUTAGE_SECONDS=120` runs the long version.
"""

import asyncio
import json
import os
import signal
import socket
import subprocess
import threading
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

import pytest
import websockets
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.test import Client

from core.actions.tokens import issue_token
from core.models import Event, OutboxEntry
from helpdesk.supervisor import children, programs
from helpdesk.supervisor.paths import DataFolder
from helpdesk.supervisor.run import is_ready
from helpdesk.supervisor.valkey import Valkey
from tests.e2e.conftest import Site, free_port
from tests.factories.people import PASSWORD, make_agent, make_game
from tests.processes import until
from tickets.models import Message, Ticket

OUTAGE = float(os.environ.get("WUYOU_OUTAGE_SECONDS", "6"))
BODY = "比赛打到一半断了，重连不上"


@dataclass
class Load:
    """What clients saw: accepted ticket ids, answers by status, and everything that was not a success."""

    accepted: list[str] = field(default_factory=list)
    answers: Counter[str] = field(default_factory=Counter)
    errors: list[str] = field(default_factory=list)
    slowest: float = 0.0


@dataclass
class Town:
    """A whole installation with a Redis of its own."""

    port: int
    redis: Valkey
    token: str
    cookie: str
    load: Load = field(default_factory=Load)

    def ask(
        self, method: str, path: str, body: dict[str, Any] | None = None, cookie: bool = False
    ) -> tuple[int, bytes]:
        connection = HTTPConnection("127.0.0.1", self.port, timeout=30)
        headers = {"Cookie": self.cookie} if cookie else {"Authorization": f"Bearer {self.token}"}
        headers["Content-Type"] = "application/json"
        try:
            connection.request(method, path, json.dumps(body) if body is not None else None, headers)
            response = connection.getresponse()
            return response.status, response.read()
        finally:
            connection.close()

    def flush_redis(self) -> None:
        with socket.socket(socket.AF_UNIX) as door:
            door.connect(str(self.redis.data.valkey_socket))
            door.sendall(b"FLUSHALL\r\n")
            assert door.recv(64).startswith(b"+OK")


@pytest.fixture
def town(site: Site, tmp_path: Path, database_url: str) -> Iterator[Town]:
    data = DataFolder(tmp_path / "town")
    data.create()
    redis, port = Valkey(data), free_port()
    redis.start()
    url = f"http://127.0.0.1:{port}"
    environment = site.environment | {
        "REDIS_URL": f"unix://{data.valkey_socket}",
        "PUBLIC_URL": url,
        "PORT": str(port),
    }
    own = Site(url, tmp_path / "town.log", environment)
    processes = [own.start(programs.web(port)), own.start(programs.manage("run_timers"))]
    processes += [own.start(programs.worker()), own.start(programs.beat(tmp_path / "beat"))]
    make_game("jingji", "tournament")
    agent = make_agent()
    _token, secret = issue_token(agent)
    until(lambda: is_ready(port, url), seconds=60, what="the web server is ready")
    yield Town(port, redis, secret, session_cookie(agent.email))
    stop(processes)
    redis.stop()


def stop(processes: list[subprocess.Popen[bytes]]) -> None:
    for process in processes:
        children.stop(process, signal.SIGTERM)


def session_cookie(email: str) -> str:
    """A signed-in session as a browser would hold it."""
    client = Client()
    client.post("/accounts/login/", {"login": email, "password": PASSWORD})
    session = SessionStore(client.cookies["sessionid"].value)
    assert SESSION_KEY in session
    return f"sessionid={client.cookies['sessionid'].value}"


def keep_asking(town: Town, over: threading.Event, worker: int) -> None:
    """One client: opens tickets, reads the desk and the form, and writes down what it was promised."""
    number = 0
    while not over.is_set():
        number += 1
        body = {
            "game": "jingji",
            "subject": "比赛中断",
            "body": BODY,
            "player": {"uid": f"{worker}-{number}"},
            "channel": "api",
        }
        for what, method, path, payload, cookie in (
            ("api", "POST", "/api/v1/tickets", body, False),
            ("desk", "GET", "/desk/", None, True),
            ("form", "GET", "/support/new?game=jingji", None, True),
        ):
            began = time.monotonic()
            try:
                status, answer = town.ask(method, path, payload, cookie)
            except OSError as error:
                town.load.errors.append(f"{what}: {error}")
                continue
            town.load.slowest = max(town.load.slowest, time.monotonic() - began)
            town.load.answers[f"{what} {status}"] += 1
            if status == 201:
                town.load.accepted.append(json.loads(answer)["id"])
            elif status != 200:
                town.load.errors.append(f"{what} {status}: {answer[:300]!r}")


async def first_hint(town: Town, ticket: str, seconds: float) -> bool:
    """Whether an open desk page hears of a note on the ticket within the time."""
    headers = {"Cookie": town.cookie}
    origin = f"http://127.0.0.1:{town.port}"
    async with websockets.connect(
        f"ws://127.0.0.1:{town.port}/ws/desk",
        additional_headers=headers,
        origin=origin,  # type: ignore[arg-type]
    ) as page:
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            note = {"body": "看一下", "visibility": "internal"}
            await asyncio.to_thread(town.ask, "POST", f"/api/v1/tickets/{ticket}/messages", note)
            try:
                async with asyncio.timeout(2):
                    while json.loads(await page.recv()).get("id") != ticket:
                        continue
                    return True
            except TimeoutError:
                continue
    return False


def test_redis_may_be_flushed_and_vanish(town: Town, capsys: pytest.CaptureFixture[str]) -> None:
    over = threading.Event()
    clients = [threading.Thread(target=keep_asking, args=(town, over, n)) for n in range(3)]
    for client in clients:
        client.start()
    until(lambda: len(town.load.accepted) > 3, seconds=30, what="the load has begun")

    town.flush_redis()
    town.redis.stop()
    promised = town.load.accepted[0]
    due = datetime.now(UTC) + timedelta(seconds=2)
    promise = {"text": "两秒内给您答复", "due_at": due.isoformat()}
    status, answer = town.ask("POST", f"/api/v1/tickets/{promised}/promise", promise)
    assert status == 200, answer
    before = len(town.load.accepted)
    until(lambda: datetime.now(UTC) > due + timedelta(seconds=OUTAGE), seconds=OUTAGE + 10, what="the outage is over")
    during = len(town.load.accepted) - before
    broken = Event.objects.get(name="promise.broken", subject_id=int(promised))
    town.redis.start()
    over.set()
    for client in clients:
        client.join()
    is_live = asyncio.run(first_hint(town, promised, 30))
    until(lambda: not OutboxEntry.objects.exists(), seconds=60, what="every event has been handed on")

    lost = set(map(int, town.load.accepted)) - set(Ticket.objects.values_list("pk", flat=True))
    late = (broken.at - due).total_seconds()
    with capsys.disabled():
        print(  # noqa: T201 -- the figures are what this test is for
            f"\nRedis away {OUTAGE:.0f} s: {dict(town.load.answers)}, {len(town.load.errors)} errors,"
            f" {during} tickets accepted meanwhile, {len(lost)} lost, slowest answer {town.load.slowest:.2f} s,"
            f" clock late by {late:.2f} s, live again: {is_live}"
        )
    assert town.load.errors == []
    assert during > 0
    assert lost == set()
    assert Message.objects.filter(ticket_id__in=town.load.accepted, seq=1).count() == len(town.load.accepted)
    assert is_live
