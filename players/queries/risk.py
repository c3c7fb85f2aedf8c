"""What a rating is made from, and what the last one said, for those who may see it."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from django.db.models import F, QuerySet, Window
from django.db.models.functions import RowNumber
from django.utils.translation import get_language

from core import clock
from core.enums import Permission
from core.models import Agent
from core.policies import permissions
from core.policies.scoping import in_games
from players.engines.risk import Hit, Inputs, Memory, Override
from players.engines.risk_records import WHY, inputs_from, memories, points
from players.engines.risk_rules import Rules, read_rules
from players.engines.signals import NEEDS, unknown_codes
from players.enums import AgeBand, EventKind, OverrideStatus, RealNameStatus
from players.models import (
    GameEvent,
    OpsSnapshot,
    Player,
    RiskEvaluation,
    RiskOverride,
    RiskRuleVersion,
    RiskSignal,
    RiskState,
)
from players.queries.law import band_of

OF_EACH_CODE: Final = 100
"""The newest signs of a kind that are read; so a flood of one kind never hides another."""
KNOWN_DAYS: Final = timedelta(days=7)
RESTRICTED: Final = frozenset({"self_harm"})
"""Only who may see restricted tickets of the game, and who decides on risk, sees what these are made of."""
MINORS: Final = frozenset({AgeBand.U8, AgeBand.FROM_8_TO_15, AgeBand.FROM_16_TO_17})


def level_name(level: int) -> str:
    """How the interface calls a level: `L2`."""
    return f"L{level}"


def rules_of(version: RiskRuleVersion) -> Rules:
    """The rules of a stored version."""
    return read_rules(version.rules)


def inputs_now(player: Player, at: datetime) -> Inputs:
    """Everything that the rating of this player depends on, as it stands."""
    state = RiskState.objects.select_related("evaluation").filter(player=player).first()
    return Inputs(
        at=at,
        hits=_hits(player),
        memory=memories(state.evaluation.result) if state else dict[str, Memory](),
        overrides=_overrides(player, at),
        unknown=_unknown(player, at),
        is_verified_minor=is_verified_minor(player, at),
    )


def _hits(player: Player) -> tuple[Hit, ...]:
    numbered = RiskSignal.objects.filter(player=player).annotate(
        place=Window(RowNumber(), partition_by=["code"], order_by=[F("at").desc(), F("pk").desc()])
    )
    rows = numbered.filter(place__lte=OF_EACH_CODE).order_by("at", "pk")
    return tuple(
        Hit(
            str(row.pk),
            row.code,
            row.source,
            int(row.strength * 1000),
            row.at,
            row.marked_at or row.recorded_at,
            tuple(row.marks),
        )
        for row in rows
    )


def _overrides(player: Player, at: datetime) -> tuple[Override, ...]:
    rows = RiskOverride.objects.filter(player=player, status=OverrideStatus.ACTIVE, expires_at__gt=at)
    return tuple(
        Override(str(row.pk), row.target, row.kind, row.level, row.decided_at or row.created_at)  # type: ignore[arg-type]
        for row in rows.order_by("target")
    )


def _unknown(player: Player, at: datetime) -> frozenset[str]:
    columns = {field.name for field in OpsSnapshot._meta.concrete_fields}
    fields = sorted(frozenset[str]().union(*NEEDS.values()) & columns)
    rows = OpsSnapshot.objects.filter(player=player, date__gte=(at - KNOWN_DAYS).date()).values(*fields)
    days = [frozenset(name for name, value in day.items() if value is not None) for day in rows]
    placed = GameEvent.objects.filter(player=player, kind=EventKind.LOGIN, at__gt=at - KNOWN_DAYS, data__has_key="lat")
    return unknown_codes([*days, frozenset({"places"})] if placed.exists() else days)


def is_verified_minor(player: Player, at: datetime) -> bool | None:
    """Whether the player is known to be a minor; None where nobody verified the age: unknown, not grown-up."""
    band = band_of(player, at)
    if player.real_name_status != RealNameStatus.VERIFIED or band == AgeBand.UNKNOWN:
        return None
    return band in MINORS


def risk_states(players: Collection[int]) -> Mapping[int, RiskState]:
    """The newest rating of each of the players who have one, with one statement."""
    return {state.player_id: state for state in RiskState.objects.filter(player_id__in=players)}


def levels_of(players: Sequence[Player], agent: Agent) -> Mapping[int, str]:
    """The risk level of each player whose risk the agent may see; who was never rated is at L0, of which nothing is
    known (`players/{id}/risk` says so).
    """
    may = permissions.games_for(agent, Permission.RISK_VIEW)
    seen = [player for player in players if may == permissions.EVERY or player.game_id in may]
    states = risk_states([player.pk for player in seen]) if seen else {}
    return {player.pk: level_name(states[player.pk].level if player.pk in states else 0) for player in seen}


def rated_players_for(agent: Agent) -> QuerySet[RiskState]:
    """The ratings of players of the games for which the agent may see risk."""
    states = RiskState.objects.select_related("player__game")
    return states.filter(in_games(agent, Permission.RISK_VIEW, game="player__game"))


def may_see_restricted(agent: Agent, player: Player) -> bool:
    """Whether the agent sees what a rating of danger to oneself is made of."""
    wanted = (Permission.TICKET_VIEW_RESTRICTED, Permission.RISK_DECIDE)
    return any(permissions.has(agent, permission, player.game_id) for permission in wanted)


def newest_evaluation(player: Player) -> RiskEvaluation | None:
    """The last rating of the player, with its rules."""
    return RiskEvaluation.objects.select_related("rules").filter(player=player).order_by("-pk").first()


def risk_of(player: Player, agent: Agent) -> dict[str, Any]:
    """The rating with its reasons in the reader's language: level, score of each dimension, the heaviest signs with
    their age and what is left of them, hard triggers, overrides, and what is unknown.
    """
    state = RiskState.objects.select_related("evaluation__rules").filter(player=player).first()
    if state is None:
        return _never_rated()
    evaluation, rules = state.evaluation, rules_of(state.evaluation.rules)
    hidden = frozenset() if may_see_restricted(agent, player) else RESTRICTED
    result, inputs = evaluation.result, inputs_from(evaluation.inputs)
    hits = {hit.ref: hit for hit in inputs.hits}
    shown = [row for row in evaluation.contributions if row["dimension"] not in hidden and row["now"]]
    return {
        "level": level_name(state.level),
        "score": points(result["overall"]["score"]),
        "known": state.is_known,
        "since": state.since,
        "evaluated_at": state.evaluated_at,
        "rule_version": evaluation.rules.number,
        "dimensions": [_dimension(rules, d.code, result["dimensions"].get(d.code), hidden) for d in rules.dimensions],
        "why": [_reason(rules, row, hits[row["ref"]], evaluation.at) for row in shown[:WHY]],
        "triggers": [_trigger(rules, row) for row in result["fired"] if row["dimension"] not in hidden],
        "overrides": [override_told(row) for row in overrides_of(player) if row.target not in hidden],
    }


def _never_rated() -> dict[str, Any]:
    empty: dict[str, Any] = {"since": None, "evaluated_at": None, "rule_version": None}
    lists: dict[str, Any] = {"dimensions": [], "why": [], "triggers": [], "overrides": []}
    return {"level": level_name(0), "score": points(0), "known": False, **empty, **lists}


def _dimension(rules: Rules, code: str, row: Mapping[str, Any] | None, hidden: Collection[str]) -> dict[str, Any]:
    named = next(d for d in rules.dimensions if d.code == code)
    told = {"dimension": code, "name": in_words(named.zh, named.en), "restricted": code in hidden}
    if row is None or code in hidden:
        return told | {"level": None, "score": None, "known": False, "kept": False, "unknown": []}
    unknown = [{"signal": c, "name": signal_name(rules, c)} for c in row["unknown"]]
    score = {"level": level_name(row["level"]), "score": points(row["score"])}
    return told | score | {"known": row["is_known"], "kept": row["is_kept"], "unknown": unknown}


def _reason(rules: Rules, row: Mapping[str, Any], hit: Hit, at: datetime) -> dict[str, Any]:
    rule = rules.by_code[row["code"]]
    return {
        "signal": row["code"],
        "name": in_words(rule.zh, rule.en),
        "dimension": row["dimension"],
        "source": hit.source,
        "at": hit.at,
        "age_days": round(max(at - hit.at, timedelta(0)) / timedelta(days=1), 2),
        "half_life_days": rule.half_life.days,
        "points_new": points(row["full"]),
        "points_now": points(row["now"]),
    }


def _trigger(rules: Rules, row: Mapping[str, Any]) -> dict[str, Any]:
    words = {t.code: (t.zh, t.en) for t in rules.triggers}
    words[rules.minor_health.code] = (rules.minor_health.zh, rules.minor_health.en)
    zh, en = words[row["code"]]
    return {"trigger": row["code"], "name": in_words(zh, en), "dimension": row["dimension"]} | {
        "level": level_name(row["level"]),
        "at": datetime.fromisoformat(row["known_at"]),
    }


def override_told(row: RiskOverride) -> dict[str, Any]:
    """A decision as it is told: what, why in a code, and until when."""
    return {
        "id": str(row.pk),
        "target": row.target,
        "kind": row.kind,
        "level": level_name(row.level),
        "status": row.status,
        "reason_code": row.reason_code,
        "expires_at": row.expires_at,
    }


def overrides_of(player: Player) -> QuerySet[RiskOverride]:
    """What people decided about the player that is in force or waits for a second person."""
    waiting = (OverrideStatus.ACTIVE, OverrideStatus.PENDING)
    rows = RiskOverride.objects.select_related("created_by", "approved_by").filter(player=player, status__in=waiting)
    return rows.order_by("target", "pk")


def signal_name(rules: Rules, code: str) -> str:
    """What a sign is called in the reader's language."""
    rule = rules.by_code.get(code)
    return in_words(rule.zh, rule.en) if rule else code


def in_words(zh: str, en: str) -> str:
    """The one of the reader's language."""
    return zh if (get_language() or "").startswith("zh") else en


def due_states(limit: int) -> Iterable[int]:
    """Players whose level may fall by now without anything having happened, the longest due first."""
    due = RiskState.objects.filter(look_at__lte=clock.now()).order_by("look_at")
    return due.values_list("player_id", flat=True)[:limit]
