"""A chain of lines: each carries the hash of the one before it, so that nothing can be taken out or changed unseen."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

START = "0" * 64


@dataclass(frozen=True)
class Gap:
    """The first place where the chain does not hold, and what is wrong there: number, link or content."""

    seq: int
    kind: str


def digest_of(previous: str, facts: Mapping[str, Any]) -> str:
    """The hash of a line that follows the one with the hash `previous`; `facts` are plain values of JSON."""
    text = json.dumps(facts, sort_keys=True, ensure_ascii=True, separators=(",", ":"))
    return hashlib.sha256(f"{previous}\n{text}".encode()).hexdigest()


def first_gap(lines: Iterable[tuple[int, str, str, Mapping[str, Any]]]) -> Gap | None:
    """The first gap in lines of (number, previous, digest, facts) in their order, or None where all hold."""
    expected, previous = 1, START
    for seq, named, digest, facts in lines:
        if seq != expected:
            return Gap(expected, "number")
        if named != previous:
            return Gap(seq, "link")
        if digest != digest_of(named, facts):
            return Gap(seq, "content")
        expected, previous = seq + 1, digest
    return None
