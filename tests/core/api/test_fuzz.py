"""Nonsense of every shape at every operation: whatever comes, the answer is ours and never a server error."""

import json
import random
from collections.abc import Callable
from typing import Any
from urllib.parse import quote, urlencode

import pytest

from core.api.docs import description
from tests.factories.api import Caller
from tests.factories.people import make_agent, make_game
from tests.factories.tickets import make_ticket

pytestmark = pytest.mark.django_db
TEXTS = [
    "", "\u200b", "a", "huanle", "AC-02", "P1", "1", "-1", "99999999999999999999", "x" * 300, "x" * 30_000, "\u202e",
    "<b>", "{{x}}", "'\"\\", "\x00", "\ud800", "9999-12-31T23:59:59Z", "0001-01-01T00:00:00+23:59", "null", "me",
    "none", "FL", "public", "internal", "player", "\n", "👩‍👩‍👧‍👦", "%00", "中文", "a,b,,c", "a@b.co", "1e400", "new",
]  # fmt: skip
NUMBERS = [0, 1, -1, 2**31, 2**63, 10**40, 1.5, -0.0, 1e308]
ROUNDS = 8


class Nonsense:
    """A source of values; the same seed gives the same values."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)

    def value(self, depth: int = 0) -> Any:
        kinds: list[Callable[[], Any]] = [lambda: self.random.choice(TEXTS)] * 4 + [lambda: self.random.choice(NUMBERS)]
        kinds += [lambda: self.random.choice([True, False, None])]
        if depth < 4:
            kinds += [lambda: [self.value(depth + 1) for _ in range(self.random.randint(0, 3))]]
            kinds += [lambda: {self.random.choice(TEXTS)[:50]: self.value(depth + 1) for _ in range(2)}]
        return self.random.choice(kinds)()

    def body(self, operation: dict[str, Any]) -> Any:
        """The example of the operation with some fields replaced, or something else altogether."""
        media = operation.get("requestBody", {}).get("content", {}).get("application/json", {})
        example = json.loads(json.dumps(media.get("examples", {}).get("request", {}).get("value", {})))
        if not example or self.random.random() < 0.15:
            return self.value()
        for name in self.random.sample(sorted(example), k=min(len(example), self.random.randint(0, 2))):
            example[name] = self.value()
        return example

    def address(self, path: str, operation: dict[str, Any], pk: int) -> str:
        shown = quote(str(self.random.choice([pk, pk, pk, *TEXTS[:12]])).encode("utf-8", "replace")[:200], safe="")
        names = [parameter["name"] for parameter in operation["parameters"] if parameter["in"] == "query"]
        query = {name: self.random.choice(TEXTS)[:500] for name in names if self.random.random() < 0.3}
        text = urlencode(query, errors="surrogatepass")
        return path.replace("{id}", shown) + (f"?{text}" if text else "")


@pytest.mark.parametrize("path", sorted(description()["paths"]))
def test_no_nonsense_is_a_server_error(path: str) -> None:
    make_game("huanle")
    caller, ticket, nonsense = Caller(make_agent("integrator")), make_ticket(), Nonsense(seed=len(path))

    for verb, operation in description()["paths"][path].items():
        for number in range(ROUNDS):
            headers = {"Accept-Language": nonsense.random.choice(["en", "zh", "xx", "*"])}
            if number % 4 == 0:
                headers |= {
                    "If-Match": nonsense.random.choice(["*", '"1"', 'W/"1"', "x", '""']),
                    "Idempotency-Key": "k",
                }
            address = nonsense.address(path, operation, ticket.pk)
            answer = caller.send(verb, address, json.dumps(nonsense.body(operation)), **headers)

            assert answer.status_code < 500
            assert answer.status_code < 400 or answer["Content-Type"] == "application/problem+json", answer.content
