"""What a copied player adds in words of their own, and the few words that are planted to be found again."""

import json
import random
from collections import deque
from collections.abc import Mapping, Sequence
from functools import cache
from importlib import resources


@cache
def _additions() -> Mapping[str, Mapping[str, Sequence[str]]]:
    path = resources.files("helpdesk.demo") / "data" / "additions.json"
    return json.loads(path.read_text(encoding="utf-8"))  # type: ignore[no-any-return]


PLANTED: Mapping[str, tuple[str, int]] = {"貔貅": ("zh", 50), "zeppelin": ("en", 50)}
"""Words that no other text of the demo has, each in so many tickets: a search must find them all."""

WHERE, WHAT, ASK = (_additions()[part] for part in ("where", "what", "ask"))


def language_of(ticket_language: str) -> str:
    """The language in which we write for a ticket."""
    return "en" if ticket_language == "en" else "zh"


def addition(language: str, order: str, rng: random.Random) -> str:
    """A line of its own below the first message, with the number of the order."""
    where, what, ask = (rng.choice(words[language]) for words in (WHERE, WHAT, ASK))
    if language == "en":
        return f"\nPS: {where}, {what}. Order {order}, {ask}."
    return f"\n补充：{where}{what}。订单号 {order}，{ask}。"


class Planting:
    """Deals the planted words out over all copies, each to a ticket of its language that everybody may see."""

    def __init__(self, copies: int) -> None:
        self._waiting = {
            language: deque((copies * number // hits, word) for number in range(min(hits, copies)))
            for word, (language, hits) in PLANTED.items()
        }

    def word_for(self, number: int, language: str, *, is_restricted: bool) -> str:
        """The word that copy `number` is to have, mostly none."""
        waiting = self._waiting[language]
        if is_restricted or not waiting or waiting[0][0] > number:
            return ""
        return waiting.popleft()[1]
