"""Rate players: add the signs that were seen, look again, and say so when a level changes.

One transaction holds the signs, the evaluation, the state for lists, the task for people and the event. The player's
row is locked first, so two evaluations of one player follow each other, and a change of level is told once.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any, Final

from django.db import transaction

from core import clock
from core.actions import events
from core.errors import NotThere
from core.models import Actor
from players.actions.risk_rules import load_risk_rules
from players.actions.risk_tasks import open_task
from players.engines.decay import MICRO
from players.engines.risk import OVERALL, Inputs, Rating, rate
from players.engines.risk_records import contributions_record, inputs_record, rating_record
from players.engines.risk_rules import Rules
from players.engines.risk_times import next_look
from players.engines.signals import Sign
from players.enums import OverrideStatus, RiskSource, RiskTaskKind
from players.models import Player, RiskEvaluation, RiskOverride, RiskRuleVersion, RiskSignal, RiskState
from players.queries.risk import RESTRICTED, due_states, inputs_now, rules_of

TASK_FROM: Final = 2
KEY_MAX: Final = 100


@dataclass(frozen=True)
class NewSignal:
    """A sign that somebody saw. `key` names the fact, so that it counts once; `about` names rows by kind and id.

    `strength` is from 0 (not counted) to 1; `at` is when it happened, now where it is not given.
    """

    code: str
    key: str
    source: RiskSource = RiskSource.OPERATION
    at: datetime | None = None
    strength: Decimal = Decimal(1)
    marks: tuple[str, ...] = ()
    about: dict[str, Any] = field(default_factory=dict)


def from_signs(signs: Iterable[Sign], **about: Any) -> list[NewSignal]:
    """What the facts of the operation showed, as signals; `about` names the rows behind them."""
    return [
        NewSignal(s.code, s.key, at=s.at, strength=Decimal(s.strength) / 1000, marks=s.marks, about=about)
        for s in signs
    ]


@transaction.atomic
def add_signals(player_id: int, signals: Sequence[NewSignal], *, by: Actor) -> RiskState | None:
    """The signs are kept and the player is rated anew, if any of them is new or stronger; else None.

    The same fact told again counts once: it may grow stronger or gain a mark, and never becomes weaker. Codes that the
    rules in use do not know are left out. Raises `NotThere` for a player that is gone.
    """
    player, version = _locked(player_id), load_risk_rules()
    known = rules_of(version).by_code
    wanted = {(s.code, s.key[:KEY_MAX]): s for s in signals if s.code in known and s.strength > 0}
    if not wanted or not _kept(player, wanted, by=by):
        return None
    return _evaluate(player, version, by=by)


@transaction.atomic
def evaluate(player_id: int, *, by: Actor | None = None) -> RiskState:
    """Rate the player as things stand now. Raises `NotThere` for a player that is gone."""
    return _evaluate(_locked(player_id), load_risk_rules(), by=by or Actor.system())


@transaction.atomic
def confirm_signal(signal_id: int, mark: str, *, by: Actor) -> RiskState:
    """A person or a check says that the sign is true: it carries `mark` now, known since now."""
    player_id = RiskSignal.objects.filter(pk=signal_id).values_list("player_id", flat=True).first()
    if player_id is None:
        raise NotThere
    player = _locked(player_id)
    signal = RiskSignal.objects.select_for_update().get(pk=signal_id)
    if mark not in signal.marks:
        signal.marks, signal.marked_at = [*signal.marks, mark], clock.now()
        signal.save(update_fields=["marks", "marked_at"])
    return _evaluate(player, load_risk_rules(), by=by)


def look_at_due(limit: int = 200) -> int:
    """Rate those whose level may fall by itself now; return how many were looked at."""
    due = list(due_states(limit))
    for player_id in due:
        try:
            evaluate(player_id)
        except NotThere:
            continue
    return len(due)


def _locked(player_id: int) -> Player:
    player = Player.objects.select_for_update(no_key=True).filter(pk=player_id).first()
    if player is None:
        raise NotThere
    return player


def _kept(player: Player, wanted: dict[tuple[str, str], NewSignal], *, by: Actor) -> bool:
    """Insert what is new, strengthen what is known; whether anything changed."""
    now = clock.now()
    codes, keys = {code for code, _ in wanted}, {key for _, key in wanted}
    known = {
        (row.code, row.key): row
        for row in RiskSignal.objects.filter(player=player, code__in=codes, key__in=keys).select_for_update()
    }
    fresh = [_row(player, key, signal, now, by) for (_, key), signal in _missing(wanted, known)]
    RiskSignal.objects.bulk_create(fresh)
    stronger = [row for place, row in known.items() if place in wanted and _strengthen(row, wanted[place], now)]
    RiskSignal.objects.bulk_update(stronger, ["strength", "marks", "marked_at"])
    return bool(fresh or stronger)


def _missing(
    wanted: dict[tuple[str, str], NewSignal], known: dict[tuple[str, str], RiskSignal]
) -> list[tuple[tuple[str, str], NewSignal]]:
    return [(place, signal) for place, signal in wanted.items() if place not in known]


def _row(player: Player, key: str, signal: NewSignal, now: datetime, by: Actor) -> RiskSignal:
    return RiskSignal(
        player=player,
        code=signal.code,
        source=signal.source,
        strength=min(signal.strength, Decimal(1)),
        marks=sorted(signal.marks),
        key=key,
        about=signal.about,
        at=min(signal.at or now, now),
        recorded_at=now,
        recorded_by=by.agent,
    )


def _strengthen(row: RiskSignal, signal: NewSignal, now: datetime) -> bool:
    strength, marks = max(row.strength, min(signal.strength, Decimal(1))), sorted({*row.marks, *signal.marks})
    if strength == row.strength and marks == row.marks:
        return False
    if marks != row.marks:
        row.marked_at = now
    row.strength, row.marks = strength, marks
    return True


def _evaluate(player: Player, version: RiskRuleVersion, *, by: Actor) -> RiskState:
    rules, inputs = rules_of(version), inputs_now(player, clock.now())
    rating = rate(rules, inputs)
    evaluation = RiskEvaluation.objects.create(
        player=player,
        rules=version,
        at=inputs.at,
        level=rating.overall.level,
        inputs=inputs_record(inputs),
        contributions=contributions_record(rating),
        result=rating_record(rating),
    )
    before = RiskState.objects.filter(player=player).first()
    state = _state(player, evaluation, rating, before, _look_at(rules, inputs, rating, player))
    _tell(player, evaluation, rating, before, by=by)
    return state


def _look_at(rules: Rules, inputs: Inputs, rating: Rating, player: Player) -> datetime | None:
    """When the level may change without anything happening: by itself, or because an override ends."""
    ends = RiskOverride.objects.filter(player=player, status=OverrideStatus.ACTIVE, expires_at__gt=inputs.at)
    moments = [next_look(rules, inputs, rating), *ends.values_list("expires_at", flat=True)]
    return min((moment for moment in moments if moment is not None), default=None)


def _state(
    player: Player, evaluation: RiskEvaluation, rating: Rating, before: RiskState | None, look_at: datetime | None
) -> RiskState:
    whole = rating.overall
    is_same = before is not None and before.level == whole.level
    gravest = max(rating.dimensions, key=lambda one: (one.level, one.score))
    state = RiskState(
        player=player,
        evaluation=evaluation,
        level=whole.level,
        score=Decimal(whole.score) / MICRO,
        gravest=gravest.code if gravest.level or gravest.score else "",
        levels={one.code: one.level for one in rating.dimensions},
        is_known=whole.is_known,
        since=before.since if before is not None and is_same else evaluation.at,
        evaluated_at=evaluation.at,
        look_at=look_at,
    )
    state.save(force_insert=before is None, force_update=before is not None)
    return state


def _tell(player: Player, evaluation: RiskEvaluation, rating: Rating, before: RiskState | None, *, by: Actor) -> None:
    """Record a change of any level, and open a task where one rose so far that a person has to look.

    Which side of a rating is about danger to oneself stays with those who may see it.
    """
    was = {OVERALL: before.level if before else 0, **(before.levels if before else {})}
    now = {OVERALL: rating.overall.level, **{one.code: one.level for one in rating.dimensions}}
    changed = {code: [was.get(code, 0), level] for code, level in now.items() if was.get(code, 0) != level}
    if not changed:
        return
    data = {
        "from": f"L{was[OVERALL]}",
        "to": f"L{now[OVERALL]}",
        "dimensions": {c: pair for c, pair in changed.items() if c != OVERALL and c not in RESTRICTED},
        "evaluation": evaluation.pk,
        "rule_version": evaluation.rules.number,
    }
    events.record("risk.level_changed", subject=player, by=by, data=data)
    risen = max((level for old, level in changed.values() if level > old), default=0)
    if risen >= TASK_FROM:
        open_task(player, RiskTaskKind.LEVEL, OVERALL, level=max(risen, now[OVERALL]))
