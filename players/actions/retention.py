"""Data goes when its span is over: by rules that are rows, in passes that prove what they did.

An app says by `keep_class` how data of one class is found and removed. What a legal hold stands on is left alone and
counted. A pass is a `RetentionRun`, written when it ends, which nobody can change afterwards.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models import QuerySet

from core import clock
from players.enums import RetentionAction, RetentionClass
from players.models import RetentionRule, RetentionRun
from players.queries.legal_holds import held_players

A_PASS, A_BATCH = 500, 100
EVERY = timedelta(days=1)
_LOCK = 7_305_001


@dataclass(frozen=True)
class Keeper:
    """How data of one class is found and removed.

    `due` are the rows older than a moment; `player` leads from a row to its account, empty where there is none;
    `remove` takes rows out, inside of a transaction, and says how many of what are gone. Rows that nobody may change
    cannot be locked either: of two passes one finds them gone.
    """

    due: Callable[[datetime], "QuerySet[Any]"]
    player: str
    remove: Callable[[list[Any]], Mapping[str, int]]
    is_changeable: bool = True


_keepers: dict[RetentionClass, Keeper] = {}


def keep_class(data_class: RetentionClass, keeper: Keeper) -> None:
    """From now on rules of the class act through this keeper."""
    _keepers[data_class] = keeper


def run_rule(rule: RetentionRule, *, is_dry_run: bool = False, limit: int | None = None) -> RetentionRun:
    """One pass of a rule over what is due, at most `limit` rows, and its proof. A dry run counts and removes nothing.

    A rule that keeps, or whose class nobody keeps in this installation, finds nothing.
    """
    started, days = clock.now(), rule.days or 0
    cutoff = started - timedelta(days=days)
    keeper = _keepers.get(RetentionClass(rule.data_class)) if rule.days and _removes(rule) else None
    done = _Pass()
    if keeper is not None:
        done = _count(keeper, cutoff) if is_dry_run else _remove(keeper, cutoff, limit)
    return RetentionRun.objects.create(
        data_class=rule.data_class,
        days=days,
        basis=rule.basis,
        action=rule.action,
        cutoff=cutoff,
        is_dry_run=is_dry_run,
        is_complete=done.is_complete,
        due=done.due,
        held=done.held,
        removed=dict(done.removed),
        started_at=started,
        ended_at=clock.now(),
    )


def run_all(*, is_dry_run: bool = False) -> list[RetentionRun]:
    """Every rule in force to its end, one after the other."""
    return [run_rule(rule, is_dry_run=is_dry_run) for rule in rules_in_force()]


def sweep_retention(limit: int = A_PASS) -> int:
    """One pass of the rule that waits longest, if any is due today; return how many rows were due in it.

    Small, because it runs beside the clocks: what is left over comes with the next call.
    """
    with _alone() as is_ours:
        rule = _next_rule() if is_ours else None
        return run_rule(rule, limit=limit).due if rule is not None else 0


def rules_in_force() -> list[RetentionRule]:
    """The rules that remove something."""
    return [rule for rule in RetentionRule.objects.filter(is_active=True) if rule.days and _removes(rule)]


@dataclass
class _Pass:
    due: int = 0
    held: int = 0
    is_complete: bool = True
    removed: Counter[str] = None  # type: ignore[assignment]  # filled below

    def __post_init__(self) -> None:
        self.removed = self.removed or Counter()


def _removes(rule: RetentionRule) -> bool:
    return rule.action != RetentionAction.KEEP


def _next_rule() -> RetentionRule | None:
    now, waiting = clock.now(), list[tuple[datetime, RetentionRule]]()
    for rule in rules_in_force():
        last = RetentionRun.objects.filter(data_class=rule.data_class, is_dry_run=False).order_by("-ended_at").first()
        if last is None:
            return rule
        if not last.is_complete or last.ended_at <= now - EVERY:
            waiting.append((last.ended_at, rule))
    return min(waiting, key=lambda one: one[0])[1] if waiting else None


def _split(keeper: Keeper, cutoff: datetime) -> "tuple[QuerySet[Any], QuerySet[Any] | None]":
    """What is free to go, and what is held."""
    due = keeper.due(cutoff)
    if not keeper.player:
        return due, None
    held = {f"{keeper.player}__in": held_players()}
    return due.exclude(**held), due.filter(**held)


def _count(keeper: Keeper, cutoff: datetime) -> _Pass:
    free, held = _split(keeper, cutoff)
    return _Pass(due=free.count(), held=held.count() if held is not None else 0)


def _remove(keeper: Keeper, cutoff: datetime, limit: int | None) -> _Pass:
    free, held = _split(keeper, cutoff)
    done = _Pass(held=held.count() if held is not None else 0)
    last: Any = None
    while limit is None or done.due < limit:
        size = A_BATCH if limit is None else min(A_BATCH, limit - done.due)
        with transaction.atomic():
            further = free if last is None else free.filter(pk__gt=last)
            if keeper.is_changeable:
                further = further.select_for_update(of=("self",), skip_locked=True)
            rows = list(further.order_by("pk")[:size])
            if not rows:
                return done
            last = rows[-1].pk
            done.removed.update(keeper.remove(rows))
            done.due += len(rows)
    done.is_complete = False
    return done


@contextmanager
def _alone() -> Iterator[bool]:
    """Whether nobody else sweeps at this moment; the place is given back afterwards."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [_LOCK])
        is_ours = bool(cursor.fetchone()[0])
    try:
        yield is_ours
    finally:
        if is_ours:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [_LOCK])
