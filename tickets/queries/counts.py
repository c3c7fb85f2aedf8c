"""The numbers beside the views. A number is kept for as long as nothing has been written down since it was counted.

Every change of a ticket writes an event, so the newest event of the database says whether a number still holds. It is
kept only where nobody was in the middle of a change while it was counted (whoever began earlier could commit an older
event later), and never by a transaction that has changed something itself. ADR 21.
"""

import time
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Lock
from typing import Any

from django.db import connection

from core import clock
from core.plans import Statement
from core.queries.compiled import holds_moment

LIFE = timedelta(seconds=3)
"""How long a number is kept at most: what no event tells, such as a row that an administrator deletes, is seen then."""
MOMENT = timedelta(seconds=1)
"""The same for what depends on the time of day, such as what is due soon."""
KEPT_MOST = 20_000

STILL = """
SELECT (SELECT coalesce(max(id), 0) FROM core_event),
  pg_snapshot_xmin(now.seen) = pg_snapshot_xmax(now.seen) AND pg_current_xact_id_if_assigned() IS NULL"""


@dataclass(frozen=True)
class Question:
    """What is to be counted: `key` names everything that the number follows from but what is written and the time.

    `ask` makes the statement whose rows are counted, None where there can be none; it is called only if it must be.
    `is_shared` says that others ask the same, often in the same moment: then one counts, and the others wait for it.
    """

    key: Hashable
    ask: Callable[[], Statement | None]
    is_shared: bool = False


@dataclass(frozen=True)
class Count:
    """A number, the newest event when it was counted, and until when it may be shown."""

    number: int
    last_event: int
    counted_at: datetime
    life: timedelta

    def holds(self, last_event: int, now: datetime) -> bool:
        return self.last_event == last_event and self.counted_at <= now < self.counted_at + self.life


class KeptCounts:
    """The numbers that this process has counted."""

    def __init__(self, most: int = KEPT_MOST) -> None:
        self.most = most
        self._kept: dict[Hashable, Count] = {}
        self._turn = Lock()
        self._latest: dict[Hashable, tuple[int, float]] = {}  # shared numbers, and when somebody began to count them

    def of(self, questions: Mapping[str, Question], last_event: int) -> dict[str, int]:
        """The number of each question, while the newest event is this one. One statement, none where all are known."""
        now = clock.now()
        found = {
            name: kept.number
            for name, asked in questions.items()
            if (kept := self._kept.get(asked.key)) is not None and kept.holds(last_event, now)
        }
        missing = {name: asked for name, asked in questions.items() if name not in found}
        if not connection.in_atomic_block and any(asked.is_shared for asked in missing.values()):
            found |= self._count_in_turn(missing, now)  # what a transaction sees is for itself alone
        return found | self._count({name: asked for name, asked in missing.items() if name not in found}, now)

    def _count_in_turn(self, missing: Mapping[str, Question], now: datetime) -> dict[str, int]:
        """What others share, and all the rest if something of it must be counted here.

        What somebody began to count after this was asked is as new as if it were counted here.
        """
        asked_at = time.monotonic()
        with self._turn:
            done = {name: self._latest.get(asked.key, (0, 0.0)) for name, asked in missing.items()}
            found = {name: number for name, (number, begun) in done.items() if begun >= asked_at}
            if all(name in found for name, asked in missing.items() if asked.is_shared):
                return found
            begun = time.monotonic()
            counted = self._count({name: asked for name, asked in missing.items() if name not in found}, now)
            if len(self._latest) >= self.most:
                self._latest.clear()
            shared = {name: number for name, number in counted.items() if missing[name].is_shared}
            self._latest |= {missing[name].key: (number, begun) for name, number in shared.items()}
        return found | counted

    def _count(self, missing: Mapping[str, Question], now: datetime) -> dict[str, int]:
        statements = {name: asked.ask() for name, asked in missing.items()}
        counting = {name: statement for name, statement in statements.items() if statement is not None}
        if not counting:
            return dict.fromkeys(missing, 0)
        last_event, is_still, numbers = _counted(list(counting.values()))
        found = dict(zip(counting, numbers, strict=True))
        if is_still:
            for name, (_sql, values) in counting.items():
                life = MOMENT if holds_moment(values) else LIFE
                self._keep(missing[name].key, Count(found[name], last_event, now, life))
        return dict.fromkeys(missing, 0) | found

    def _keep(self, key: Hashable, count: Count) -> None:
        if len(self._kept) >= self.most:
            self._kept.clear()
        self._kept[key] = count


def _counted(statements: list[Statement]) -> tuple[int, bool, list[int]]:
    """The newest event, whether nobody was changing anything, and how many rows each statement has, at one moment."""
    parts, values = [STILL], list[Any]()
    for sql, params in statements:
        parts.append(f"(SELECT count(*) FROM ({sql}) AS capped)")  # noqa: S608 -- SQL of our own queryset, values apart
        values.extend(params)
    with connection.cursor() as cursor:
        cursor.execute(f"{', '.join(parts)} FROM (SELECT pg_current_snapshot() AS seen) AS now", values)
        last_event, is_still, *numbers = cursor.fetchone()
    return last_event, is_still, numbers
