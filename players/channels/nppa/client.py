"""The three calls of the system: check, query, report. Each answers with a code; nothing here decides what follows."""

import json
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from urllib.parse import quote

from core import clock
from core.actions import rates
from core.models import RateBucket
from players.channels.nppa.codes import KEY_CODES, Remedy, remedy_for
from players.channels.nppa.envelope import sealed_body, signature
from players.channels.nppa.wire import NoAnswer, send
from players.policies.nppa import Connection

log = logging.getLogger(__name__)

QPS = {"check": 100, "query": 300, "report": 10}
REST = timedelta(seconds=60)
MOST_ITEMS = 128


@dataclass(frozen=True)
class Result:
    """What came back: the code of the interface, 0 for success, and its data. `code` None: nothing came back."""

    code: int | None
    data: Mapping[str, Any] = field(default_factory=dict, repr=False)
    trouble: str = ""

    @property
    def remedy(self) -> Remedy:
        return Remedy.LATER if self.code is None else remedy_for(self.code)


class Resting(Exception):
    """The address must not be called now: over the rate, or within the minute of a block."""


class Client:
    """Talks to the system for one game. Both active keys are tried where the first is not the one they go by."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection

    def check(self, ai: str, name: str, number: str) -> Result:
        """Ask whether name and number belong together."""
        plain = {"ai": ai, "name": name, "idNum": number}
        return self._ask("check", "POST", self.connection.check_url, plain=plain)

    def query(self, ai: str) -> Result:
        """Ask for the result of an act that was in progress."""
        return self._ask("query", "GET", self.connection.query_url, params={"ai": ai})

    def report(self, items: Sequence[Mapping[str, Any]]) -> Result:
        """Report at most 128 logins and logouts; on full success `data` is an empty text."""
        if not 1 <= len(items) <= MOST_ITEMS:
            raise ValueError(f"a batch has 1 to {MOST_ITEMS} items")
        return self._ask("report", "POST", self.connection.report_url, plain={"collections": list(items)})

    def _ask(
        self,
        address: str,
        method: str,
        url: str,
        *,
        plain: Mapping[str, Any] | None = None,
        params: Mapping[str, str] | None = None,
    ) -> Result:
        result = Result(None)
        for key in self.connection.keys:
            result = self._once(address, method, url, key=key, plain=plain, params=params or {})
            if result.code == 1007:  # too old when it came: signed anew for the moment of sending, once
                log.warning("nppa: a request came too old; compare this machine's clock with the time of the network")
                result = self._once(address, method, url, key=key, plain=plain, params=params or {})
            if result.code not in KEY_CODES:
                break
        if result.code == 1006:
            self._rest(address)
        return result

    def _once(
        self,
        address: str,
        method: str,
        url: str,
        *,
        key: str,
        plain: Mapping[str, Any] | None,
        params: Mapping[str, str],
    ) -> Result:
        """One request; its body is made once, and the signature is over exactly those bytes."""
        self._wait_turn(address)
        body = None if plain is None else sealed_body(plain, key)
        headers = {
            "appId": self.connection.app_id,
            "bizId": self.connection.biz_id,
            "timestamps": str(int(clock.now().timestamp() * 1000)),
        }
        headers["sign"] = signature(key, {**headers, **params}, body or b"")
        if body is not None:
            headers["Content-Type"] = "application/json; charset=utf-8"
        asked = "&".join(f"{quote(name)}={quote(value)}" for name, value in params.items())
        try:
            return _result(send(method, url + (f"?{asked}" if asked else ""), headers, body))
        except NoAnswer as error:
            return Result(None, trouble=error.kind)

    def _wait_turn(self, address: str) -> None:
        """Raise `Resting` within a block, and for one request too many in a second, which would bring one."""
        blocked = RateBucket.objects.filter(key=self._block(address), tat__gt=clock.now()).exists()
        limit = QPS[address]
        rate = rates.Rate(limit=limit // 2, seconds=1, burst=limit // 2)  # together never over the limit in any second
        if blocked or not rates.hit(f"nppa:{self.connection.biz_id}:{address}", rate).is_allowed:
            raise Resting

    def _rest(self, address: str) -> None:
        until = clock.now() + REST
        RateBucket.objects.update_or_create(key=self._block(address), defaults={"tat": until})

    def _block(self, address: str) -> str:
        return f"nppa:{self.connection.biz_id}:{address}:blocked"


def _result(raw: bytes) -> Result:
    try:
        answer = json.loads(raw)
        code = answer["errcode"]
        data = answer.get("data")
        if not isinstance(code, int) or isinstance(code, bool):
            raise TypeError
    except (ValueError, KeyError, TypeError, AttributeError):
        return Result(None, trouble="not understood")
    return Result(code, data if isinstance(data, dict) else {})
