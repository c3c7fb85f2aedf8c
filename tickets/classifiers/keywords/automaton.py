"""Aho-Corasick over words: all phrases of all lexicons in one pass over a text, in time linear in its length."""

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from typing import Generic, TypeVar

Payload = TypeVar("Payload")


class Automaton(Generic[Payload]):
    """Phrases go in with `add`, `freeze` links them, `find` yields every occurrence."""

    def __init__(self) -> None:
        self._next: list[dict[str, int]] = [{}]
        self._fail: list[int] = [0]
        self._found: list[list[tuple[int, Payload]]] = [[]]

    def add(self, words: Sequence[str], payload: Payload) -> None:
        """Take in one phrase of at least one word."""
        node = 0
        for word in words:
            step = self._next[node].get(word)
            if step is None:
                step = len(self._next)
                self._next[node][word] = step
                self._next.append({})
                self._fail.append(0)
                self._found.append([])
            node = step
        self._found[node].append((len(words), payload))

    def freeze(self) -> None:
        """Link every node to the longest phrase that its end may begin; call once, after the last `add`."""
        waiting = deque(self._next[0].values())
        while waiting:
            node = waiting.popleft()
            for word, child in self._next[node].items():
                waiting.append(child)
                self._fail[child] = self._step(self._fail[node], word)
            self._found[node] += self._found[self._fail[node]]

    def _step(self, node: int, word: str) -> int:
        while node and word not in self._next[node]:
            node = self._fail[node]
        return self._next[node].get(word, 0)

    def find(self, words: Iterable[str], stretches: Iterable[int]) -> Iterator[tuple[int, int, Payload]]:
        """First word, last word and payload of every phrase; none runs from one stretch into the next."""
        node = stretch = 0
        for place, (word, here) in enumerate(zip(words, stretches, strict=True)):
            if here != stretch:
                node, stretch = 0, here
            node = self._step(node, word)
            for length, payload in self._found[node]:
                yield place - length + 1, place, payload
