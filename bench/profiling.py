"""Where the time of a row goes: the same request inside one process, under Python's profiler; run inside a desk."""

import cProfile
import io
import json
import os
import pstats
import sys
from collections.abc import Callable
from functools import partial
from urllib.parse import quote

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "helpdesk.settings")
django.setup()

from django.conf import settings  # noqa: E402 -- the apps are loaded above
from django.db import connection  # noqa: E402 -- the same
from django.test import Client  # noqa: E402 -- the same
from django.test.utils import CaptureQueriesContext  # noqa: E402 -- the same

from bench.doors import described  # noqa: E402 -- the same

TIMES, LINES = 20, 28
SLOW_SECONDS = 0.004
JSON = "application/json"


def profile_of(name: str, ask: Callable[[], object]) -> str:
    """The functions that take the most, and the plan of every statement that is slow."""
    for _ in range(5):
        ask()
    profiler = cProfile.Profile()
    profiler.enable()
    for _ in range(TIMES):
        ask()
    profiler.disable()
    out = io.StringIO()
    stats = pstats.Stats(profiler, stream=out).sort_stats("tottime")
    stats.print_stats(LINES)
    stats.sort_stats("cumulative").print_stats("wuyou|tickets|core|escalation|helpdesk|qa", LINES)
    return f"\n=== {name}: {TIMES} requests\n{out.getvalue()}{plans(ask)}"


def plans(ask: Callable[[], object]) -> str:
    """EXPLAIN (ANALYZE, BUFFERS) of what a request asks the database, where it takes longer than a glance."""
    with CaptureQueriesContext(connection) as seen:
        ask()
    found = [f"{len(seen)} statements, milliseconds and beginning of each:"]
    found += [f"{1000 * float(query['time']):8.1f}  {query['sql'][:150]}" for query in seen.captured_queries]
    for query in seen.captured_queries:
        if float(query["time"]) >= SLOW_SECONDS and query["sql"].lstrip().upper().startswith("SELECT"):
            with connection.cursor() as cursor:
                cursor.execute("EXPLAIN (ANALYZE, BUFFERS) " + query["sql"].replace("%", "%%"), [])
                found += ["", query["sql"], *(line for (line,) in cursor.fetchall())]
    return "\n".join(found)


def main(names: list[str]) -> str:
    """The profiles of the named rows."""
    doors = described()
    browser, program = Client(), Client()
    browser.cookies[settings.SESSION_COOKIE_NAME] = str(doors["session"])
    bearer = {"Authorization": f"Bearer {doors['token']}", "Host": "127.0.0.1"}
    body = json.dumps(
        {
            "game": doors["game"],
            "subject": "充值没有到账",
            "body": "我充了 30 元，钻石没有到账。",
            "player": {"uid": "p"},
        }
    )
    pages = {
        "list": "/desk/",
        "live": f"/desk/live?ids={','.join(doors['some'][:3])}",
        "ticket": f"/desk/tickets/{doors['long']}",
    }
    asks: dict[str, Callable[[], object]] = {
        name: partial(browser.get, path, headers={"Host": "127.0.0.1"}) for name, path in pages.items()
    }
    reply = json.dumps({"body": "您好，请稍等。", "visibility": "public"})
    tickets = iter(doors["to_answer"])
    read, send = partial(program.get, headers=bearer), partial(program.post, headers=bearer, content_type=JSON)
    asks["rest"] = partial(read, "/api/v1/tickets?page_size=25")
    asks["create"] = partial(send, "/api/v1/tickets", body)
    asks["reply"] = lambda: send(f"/api/v1/tickets/{next(tickets)}/messages", reply)
    for word in doors["words"]:
        asks[f"search:{word}"] = partial(read, f"/api/v1/tickets?q={quote(word)}")
    return "".join(profile_of(name, asks[name]) for name in names if name in asks)


if __name__ == "__main__":
    print(json.dumps({"text": main(sys.argv[1:])}))  # noqa: T201 -- read by the bench
