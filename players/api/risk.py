"""The risk of a player on the wire: the level with its reasons, flags, signs of people, and what people decide."""

from typing import Any

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from core.api.formats import moment, path_id
from core.api.operations import operation
from core.api.serializers import MomentField, StrictCharField, StrictSerializer
from core.api.views import ApiView
from core.enums import Permission, Scope
from core.errors import NotThere
from core.models import Agent
from core.policies.permissions import check
from players.actions import risk_overrides, risk_signs, risk_tasks
from players.actions.risk_overrides import Decision
from players.api.bodies import NoInput, read
from players.engines.risk import OVERALL
from players.enums import OverrideKind, OverrideReason, OverrideStatus, RiskDimension, RiskSource, RiskTaskStatus
from players.models import Player, RiskOverride, RiskTask
from players.queries.players import player_for
from players.queries.risk import RESTRICTED, level_name, may_see_restricted, risk_of

LEVELS = ["L0", "L1", "L2", "L3", "L4"]
TARGETS = [OVERALL, *RiskDimension.values]


class NamedSerializer(serializers.Serializer[Any]):
    signal = serializers.CharField()
    name = serializers.CharField()


class DimensionSerializer(serializers.Serializer[Any]):
    """One side of the rating. `known` is false where no data says anything: that is not the same as safe."""

    dimension = serializers.ChoiceField(choices=RiskDimension.values)
    name = serializers.CharField()
    level = serializers.ChoiceField(choices=LEVELS, allow_null=True)
    score = serializers.CharField(allow_null=True, help_text="0 to 100, six decimals.")
    known = serializers.BooleanField()
    kept = serializers.BooleanField(help_text="Would have fallen, but the data that held it up is missing.")
    restricted = serializers.BooleanField(help_text="The caller may not see what it is made of.")
    unknown = NamedSerializer(many=True, help_text="Signs that cannot be judged: nobody reported the data.")


class ReasonSerializer(serializers.Serializer[Any]):
    """A sign that adds to the level: what it added when it was new, and what is left of it."""

    signal = serializers.CharField()
    name = serializers.CharField()
    dimension = serializers.ChoiceField(choices=RiskDimension.values)
    source = serializers.ChoiceField(choices=RiskSource.values)  # type: ignore[assignment]  # a field of ours
    at = serializers.DateTimeField()
    age_days = serializers.FloatField()
    half_life_days = serializers.IntegerField()
    points_new = serializers.CharField()
    points_now = serializers.CharField()


class TriggerSerializer(serializers.Serializer[Any]):
    trigger = serializers.CharField()
    name = serializers.CharField()
    dimension = serializers.ChoiceField(choices=RiskDimension.values)
    level = serializers.ChoiceField(choices=LEVELS)
    at = serializers.DateTimeField()


class OverrideSerializer(serializers.Serializer[Any]):
    """What a person decided about a level."""

    id = serializers.CharField()
    target = serializers.ChoiceField(choices=TARGETS)
    kind = serializers.ChoiceField(choices=OverrideKind.values)
    level = serializers.ChoiceField(choices=LEVELS)
    status = serializers.ChoiceField(choices=OverrideStatus.values)
    reason_code = serializers.ChoiceField(choices=OverrideReason.values)
    expires_at = serializers.DateTimeField()


class RiskSerializer(serializers.Serializer[Any]):
    """The rating of a player with its reasons."""

    level = serializers.ChoiceField(choices=LEVELS)
    score = serializers.CharField(help_text="0 to 100, six decimals.")
    known = serializers.BooleanField(help_text="False: nothing is known of this player; that is not the same as safe.")
    since = serializers.DateTimeField(allow_null=True)
    evaluated_at = serializers.DateTimeField(allow_null=True)
    rule_version = serializers.IntegerField(allow_null=True)
    dimensions = DimensionSerializer(many=True)
    why = ReasonSerializer(many=True)
    triggers = TriggerSerializer(many=True)
    overrides = OverrideSerializer(many=True)


class RiskTaskSerializer(serializers.Serializer[Any]):
    """Something that a person has to look at."""

    id = serializers.CharField()
    player = serializers.CharField()
    kind = serializers.CharField()
    target = serializers.CharField()
    level = serializers.ChoiceField(choices=LEVELS)
    status = serializers.ChoiceField(choices=RiskTaskStatus.values)
    created_at = serializers.DateTimeField()


class FlagInput(StrictSerializer):
    """Why the player seems to be at risk."""

    dimension = serializers.ChoiceField(choices=RiskDimension.values)
    reason = StrictCharField(max_length=risk_tasks.TEXT_MAX)


class SignInput(StrictSerializer):
    """A sign that only people see, or one of the machine's that is true."""

    signal = StrictCharField(max_length=8)
    note = StrictCharField(max_length=risk_tasks.TEXT_MAX)


class OverrideInput(StrictSerializer):
    """What is decided, why, and until when: 30 days at most, 7 at L4."""

    target = serializers.ChoiceField(choices=TARGETS)
    kind = serializers.ChoiceField(choices=OverrideKind.values)
    level = serializers.ChoiceField(choices=LEVELS)
    reason_code = serializers.ChoiceField(choices=OverrideReason.values)
    reason_text = StrictCharField(max_length=risk_tasks.TEXT_MAX)
    evidence = StrictCharField(max_length=risk_overrides.EVIDENCE_MAX, required=False, allow_blank=True)
    expires_at = MomentField()


class OverrideMoveInput(StrictSerializer):
    """Why it is refused or ended."""

    reason = StrictCharField(max_length=risk_tasks.TEXT_MAX)


OVERRIDE = {
    "id": "12",
    "target": "account_theft",
    "kind": "set",
    "level": "L1",
    "status": "pending",
    "reason_code": "verified_owner",
    "expires_at": "2026-12-08T02:00:00Z",
}
OVERRIDE_INPUT = {
    "target": "account_theft",
    "kind": "set",
    "level": "L1",
    "reason_code": "verified_owner",
    "reason_text": "已与本人核对订单和绑定手机，确认是换机",
    "evidence": "ticket:4711",
    "expires_at": "2026-12-08T02:00:00Z",
}
RISK = {
    "level": "L4",
    "score": "90.000000",
    "known": True,
    "since": "2026-12-01T02:00:00Z",
    "evaluated_at": "2026-12-01T02:00:00Z",
    "rule_version": 1,
    "dimensions": [
        {
            "dimension": "account_theft",
            "name": "账号被盗",
            "level": "L4",
            "score": "90.000000",
            "known": True,
            "kept": False,
            "restricted": False,
            "unknown": [],
        }
    ],
    "why": [
        {
            "signal": "AT4",
            "name": "换新设备后 1 小时内转走的资产远多于平时",
            "dimension": "account_theft",
            "source": "O",
            "at": "2026-12-01T01:40:00Z",
            "age_days": 0.01,
            "half_life_days": 7,
            "points_new": "35.000000",
            "points_now": "34.951900",
        }
    ],
    "triggers": [],
    "overrides": [OVERRIDE],
}
TASK = {
    "id": "7",
    "player": "301",
    "kind": "flag",
    "target": "health",
    "level": "L1",
    "status": "open",
    "created_at": "2026-12-01T02:00:00Z",
}
FLAG = {"dimension": "health", "reason": "玩家说这个月已经借钱充值两次"}
SIGN = {"signal": "ES7", "note": "收到市监局转来的投诉，案号见工单"}


def risk_player(agent: Agent, pk: str) -> Player:
    """The player, for somebody who may see risk; `NotThere` and `NotAllowed` as everywhere."""
    player = player_for(agent, path_id(pk))
    check(agent, Permission.RISK_VIEW, player.game_id)
    return player


def risk_resource(player: Player, agent: Agent) -> dict[str, Any]:
    """The rating as callers see it."""
    told: dict[str, Any] = _told(risk_of(player, agent))
    return told


def _told(value: Any) -> Any:
    """Moments as text, all through."""
    if isinstance(value, dict):
        return {name: _told(part) for name, part in value.items()}
    if isinstance(value, list):
        return [_told(part) for part in value]
    return moment(value) if hasattr(value, "tzinfo") else value


def override_resource(row: RiskOverride) -> dict[str, Any]:
    """A decision as callers see it."""
    return {
        "id": str(row.pk),
        "target": row.target,
        "kind": row.kind,
        "level": level_name(row.level),
        "status": row.status,
        "reason_code": row.reason_code,
        "expires_at": moment(row.expires_at),
    }


def task_resource(task: RiskTask) -> dict[str, Any]:
    """A task as callers see it."""
    return {
        "id": str(task.pk),
        "player": str(task.player_id),
        "kind": task.kind,
        "target": task.target,
        "level": level_name(task.level),
        "status": task.status,
        "created_at": moment(task.created_at),
    }


class PlayerRisk(ApiView):
    """How a player is rated, and why."""

    scopes = {"GET": Scope.PLAYERS_READ}

    @operation(
        name="getPlayerRisk",
        summary="Level, score of each dimension, and why",
        response=RiskSerializer,
        response_example=RISK,
        problems={403: "permission.denied", 404: "not_found"},
    )
    def get(self, request: Request, pk: str) -> Response:
        return Response(risk_resource(risk_player(self.agent, pk), self.agent))


class PlayerFlag(ApiView):
    """The front line suggests; risk staff decide."""

    scopes = {"POST": Scope.ALERTS_WRITE}

    @operation(
        name="flagPlayer",
        summary="Suggest that a player is at risk",
        request=FlagInput,
        request_example=FLAG,
        response=RiskTaskSerializer,
        response_example=TASK,
        status=201,
        problems={403: "permission.denied", 404: "not_found"},
    )
    def post(self, request: Request, pk: str) -> Response:
        player = player_for(self.agent, path_id(pk))
        said = read(request, FlagInput)
        return Response(task_resource(risk_tasks.flag(player.pk, by=self.actor, **said)), status=201)


class PlayerSigns(ApiView):
    """Signs that people see or confirm."""

    scopes = {"POST": Scope.ALERTS_WRITE}

    @operation(
        name="reportRiskSign",
        summary="Report a sign that only people see, or confirm one",
        request=SignInput,
        request_example=SIGN,
        response=RiskSerializer,
        response_example=RISK,
        problems={403: "permission.denied", 404: "not_found"},
    )
    def post(self, request: Request, pk: str) -> Response:
        player = risk_player(self.agent, pk)
        facts = read(request, SignInput)
        risk_signs.report_sign(player.pk, by=self.actor, code=facts["signal"], note=facts["note"])
        return Response(risk_resource(player, self.agent))


class PlayerOverrides(ApiView):
    """What people decide about a level."""

    scopes = {"POST": Scope.ALERTS_WRITE}

    @operation(
        name="decideRisk",
        summary="Decide about a level, for a time",
        description="`pending` where a second person has to agree: lowering L3 or L4, or anything that may lower "
        "`self_harm` or `minor`.",
        request=OverrideInput,
        request_example=OVERRIDE_INPUT,
        response=OverrideSerializer,
        response_example=OVERRIDE,
        status=201,
        problems={403: "permission.denied", 404: "not_found", 409: "risk.override_not_open"},
    )
    def post(self, request: Request, pk: str) -> Response:
        player = risk_player(self.agent, pk)
        facts = read(request, OverrideInput)
        facts["level"] = LEVELS.index(facts["level"])
        row = risk_overrides.decide(player.pk, Decision(**facts), by=self.actor)
        return Response(override_resource(row), status=201)


class OverrideMove(ApiView):
    """A move of a decision: another person agrees or refuses, or it ends before its time."""

    scopes = {"POST": Scope.ALERTS_WRITE}

    def found(self, pk: str, override: str) -> int:
        """The id of that decision about that player, for somebody who may see it."""
        player = risk_player(self.agent, pk)
        row = RiskOverride.objects.filter(player=player, pk=path_id(override)).first()
        if row is None or (row.target in RESTRICTED and not may_see_restricted(self.agent, player)):
            raise NotThere
        return row.pk

    def reason(self, request: Request) -> str:
        """Why, from the body."""
        return str(read(request, OverrideMoveInput)["reason"])


class ApproveOverride(OverrideMove):
    @operation(
        name="approveRiskDecision",
        summary="Agree as the second person",
        request=NoInput,
        request_example={},
        response=OverrideSerializer,
        response_example=OVERRIDE | {"status": "active"},
        problems={403: "risk.second_person_needed", 404: "not_found", 409: "risk.override_not_open"},
    )
    def post(self, request: Request, pk: str, override: str) -> Response:
        read(request, NoInput)
        return Response(override_resource(risk_overrides.approve(self.found(pk, override), by=self.actor)))


class RefuseOverride(OverrideMove):
    @operation(
        name="refuseRiskDecision",
        summary="Refuse as the second person, or take the own one back",
        request=OverrideMoveInput,
        request_example={"reason": "证据不足"},
        response=OverrideSerializer,
        response_example=OVERRIDE | {"status": "refused"},
        problems={403: "permission.denied", 404: "not_found", 409: "risk.override_not_open"},
    )
    def post(self, request: Request, pk: str, override: str) -> Response:
        number, reason = self.found(pk, override), self.reason(request)
        return Response(override_resource(risk_overrides.refuse(number, by=self.actor, reason=reason)))


class WithdrawOverride(OverrideMove):
    @operation(
        name="withdrawRiskDecision",
        summary="End a decision before its time",
        request=OverrideMoveInput,
        request_example={"reason": "情况已变化"},
        response=OverrideSerializer,
        response_example=OVERRIDE | {"status": "withdrawn"},
        problems={403: "risk.second_person_needed", 404: "not_found", 409: "risk.override_not_open"},
    )
    def post(self, request: Request, pk: str, override: str) -> Response:
        number, reason = self.found(pk, override), self.reason(request)
        return Response(override_resource(risk_overrides.withdraw(number, by=self.actor, reason=reason)))
