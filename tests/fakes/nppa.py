"""The state's real-name system as its specification describes it, strict about everything that it says."""

import hashlib
import json
import threading
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from core import clock
from players.channels.nppa.envelope import BrokenEnvelope, opened

KEY = "2836e95fcd10e04b0069bb1ee659955b"  # the sample of the specification
OTHER_KEY = "000102030405060708090a0b0c0d0e0f"
APP_ID, BIZ_ID = "test-appId", "1101999999"
PI = "1fffbjzos82bs9cnyj1dna7d6d29zg4esnh99u"  # born 1901-01-01
ORDINALS = "一二三四五六七八"
_TAILS = ("010001", "020007", "030002", "040008", "01001X", "020015", "030010", "040016")
_RUNNING_TAILS = ("010009", "020004", "03000X", "040005", "010017", "020012", "030018", "040013")
SUCCESS = {f"某一{sign}": f"110000190101{tail}" for sign, tail in zip(ORDINALS, _TAILS, strict=True)}
RUNNING = {f"某二{sign}": f"110000190201{tail}" for sign, tail in zip(ORDINALS, _RUNNING_TAILS, strict=True)}
QPS = {"check": 100, "query": 300, "loginout": 10}


class Nppa:
    """What the system knows and does; a test may set `answers` to force codes, one for each coming request."""

    def __init__(self) -> None:
        self.keys, self.games = [KEY], {BIZ_ID}
        self.acts: dict[str, dict[str, Any]] = {}
        self.collected: list[dict[str, Any]] = []
        self.batches: list[list[dict[str, Any]]] = []
        self.answers: list[int] = []
        self.refused_items: dict[int, int] = {}
        self.calls: list[str] = []
        self.skew_ms = 0
        self.blocked_until: dict[str, float] = {}
        self.hits: dict[tuple[str, int], int] = defaultdict(int)
        self.lock = threading.Lock()
        self.url = ""
        self.now: datetime | None = None

    @contextmanager
    def time(self, at: datetime) -> Iterator[datetime]:
        """Hold our clock and that of the system at a moment."""
        before, self.now = self.now, at
        try:
            with clock.frozen(at) as now:
                yield now
        finally:
            self.now = before

    def answer(self, method: str, target: str, headers: dict[str, str], body: bytes) -> dict[str, Any]:
        """The document for one request, with the first of its faults."""
        parts = urlsplit(target)
        address, params = parts.path.rsplit("/", 1)[-1], dict(parse_qsl(parts.query))
        with self.lock:
            self.calls.append(address)
            code = self._fault(address, method, params, headers, body)
            if code:
                return {"errcode": code, "errmsg": "SYS OR BUS ERROR"}
            if address == "query":
                return self._query(params["ai"])
            try:
                plain = opened(json.loads(body)["data"], self.key)
            except (BrokenEnvelope, KeyError, ValueError):
                return {"errcode": 1012, "errmsg": "BODY"}
            return self._check(plain) if address == "check" else self._loginout(plain, headers)

    def _fault(self, address: str, method: str, params: dict[str, str], headers: dict[str, str], body: bytes) -> int:
        moment = (self.now or clock.now()).timestamp() * 1000 + self.skew_ms
        code = self._fault_of_form(address, method, headers) or self._forced(address, moment)
        if code:
            return code
        faults = (
            (self._is_over_rate(address, moment), 1006),
            (abs(moment - int(headers["timestamps"])) > 5000, 1007),
            (headers["appid"] != APP_ID, 1008),
            (headers["bizid"] not in self.games, 1010),
            (not self._knows_sign(params, headers, body), 1011),
        )
        return next((code for is_wrong, code in faults if is_wrong), 0)

    def _fault_of_form(self, address: str, method: str, headers: dict[str, str]) -> int:
        if address not in QPS:
            return 1002
        if method != ("GET" if address == "query" else "POST"):
            return 1003
        has_all = all(headers.get(name.lower()) for name in ("appId", "bizId", "timestamps", "sign"))
        is_json = headers.get("content-type") == "application/json; charset=utf-8"
        return 0 if has_all and (is_json or method == "GET") else 1004

    def _forced(self, address: str, moment: float) -> int:
        code = self.answers.pop(0) if self.answers else 0
        if code == 1006:
            self.blocked_until[address] = moment + 60_000
        return code

    def _is_over_rate(self, address: str, moment: float) -> bool:
        if moment < self.blocked_until.get(address, 0):
            return True
        second = (address, int(moment // 1000))
        self.hits[second] += 1
        if self.hits[second] > QPS[address]:
            self.blocked_until[address] = moment + 60_000
            return True
        return False

    def _knows_sign(self, params: dict[str, str], headers: dict[str, str], body: bytes) -> bool:
        named = {name: headers[name.lower()] for name in ("appId", "bizId", "timestamps")} | params
        listed = "".join(f"{name}{named[name]}" for name in sorted(named)).encode()
        for key in self.keys:
            if hashlib.sha256(key.encode() + listed + body).hexdigest() == headers["sign"]:
                self.key = key
                return True
        return False

    def _check(self, plain: dict[str, Any]) -> dict[str, Any]:
        if set(plain) != {"ai", "name", "idNum"} or len(plain["ai"]) != 32:
            return {"errcode": 1012, "errmsg": "BODY"}
        ai, name, number = plain["ai"], plain["name"], plain["idNum"]
        if len(number) != 18:
            return {"errcode": 2001, "errmsg": "ID FORMAT"}
        if ai in self.acts:
            return {"errcode": 2004, "errmsg": "AI IN USE"}
        status = 0 if SUCCESS.get(name) == number else 1 if RUNNING.get(name) == number else 2
        self.acts[ai] = {"status": status, "pi": PI if status == 0 else ""}
        return self._result(ai)

    def _query(self, ai: str) -> dict[str, Any]:
        return self._result(ai) if ai in self.acts else {"errcode": 2003, "errmsg": "NO RECORD"}

    def _result(self, ai: str) -> dict[str, Any]:
        return {"errcode": 0, "errmsg": "OK", "data": {"result": self.acts[ai]}}

    def _loginout(self, plain: dict[str, Any], headers: dict[str, str]) -> dict[str, Any]:
        items = plain.get("collections", [])
        if not items:
            return {"errcode": 3002, "errmsg": "EMPTY"}
        if len(items) > 128:
            return {"errcode": 3003, "errmsg": "LIMIT"}
        if [item["no"] for item in items] != list(range(1, len(items) + 1)):
            return {"errcode": 3004, "errmsg": "NO"}
        self.batches.append(items)
        sent = int(headers["timestamps"]) / 1000
        faults = {item["no"]: code for item in items if (code := self._item_fault(item, sent))}
        self.collected += [item for item in items if item["no"] not in faults]
        if not faults:
            return {"errcode": 0, "errmsg": "OK", "data": ""}
        results = [{"no": no, "errcode": code, "errmsg": "ITEM"} for no, code in faults.items()]
        return {"errcode": 3001, "errmsg": "PART", "data": {"results": results}}

    def _item_fault(self, item: dict[str, Any], sent: float) -> int:
        if item["no"] in self.refused_items:
            return self.refused_items.pop(item["no"])
        faults = (
            (not sent - 180 < item["ot"] < sent, 3005),
            (item["ct"] not in {0, 2}, 3006),
            (item["bt"] not in {0, 1}, 3007),
            (item["ct"] == 0 and not item["pi"], 3008),
            (item["ct"] == 2 and len(item["di"]) != 32, 3009),
            (item["ct"] == 0 and len(item["pi"]) != 38, 3010),
            (len(item["si"]) != 32, 3004),
        )
        return next((code for is_wrong, code in faults if is_wrong), 0)


@contextmanager
def nppa_server() -> Iterator[Nppa]:
    """A system that answers on this machine."""
    system = Nppa()

    class Handler(BaseHTTPRequestHandler):
        def log_message(self, *_told: Any) -> None:
            """Print nothing."""

        def handle_any(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            headers = {name.lower(): value for name, value in self.headers.items()}
            raw = json.dumps(system.answer(self.command, self.path, headers, body)).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(raw)))
            self.end_headers()
            self.wfile.write(raw)

        do_GET = do_POST = handle_any  # noqa: N815 -- the names that the library calls

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    system.url = f"http://127.0.0.1:{server.server_port}"
    try:
        yield system
    finally:
        server.shutdown()
        server.server_close()
