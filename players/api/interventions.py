"""Interventions on the wire: planned, approved, sent, acknowledged, ended; of a hidden one nothing is told."""

from collections.abc import Callable
from typing import Any

from django.db.models import QuerySet
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from core.api.filters import id_in, one_of, since, text_in
from core.api.formats import moment, path_id, text_id
from core.api.operations import operation
from core.api.preconditions import check_if_match
from core.api.serializers import StrictCharField, StrictSerializer
from core.api.views import ApiView, ListView, single
from core.enums import Permission, Scope
from core.policies.permissions import check_anywhere
from players.actions import contacts, intervention_plans, interventions
from players.api.bodies import NoInput, read
from players.engines.interventions import TARGETS
from players.enums import AckBy, InterventionOutcome, InterventionState, InterventionWay
from players.models import Intervention
from players.models.interventions import NOTE_MAX, TEXT_MAX
from players.queries.intervention_pages import visible
from players.queries.interventions import readable_interventions
from players.queries.players import player_for

Move = Callable[[int, dict[str, Any]], object]
LEVELS = ["L1", "L2", "L3", "L4"]
EXAMPLE = {
    "id": "81",
    "player": "301",
    "game": "huanle",
    "dimension": "health",
    "level": "L2",
    "playbook": "health-2",
    "playbook_version": 1,
    "state": "approved",
    "reason": "",
    "planned_at": "2026-12-04T02:00:00Z",
    "planned_by": None,
    "due_at": "2026-12-05T02:00:00Z",
    "overdue_at": None,
    "approved_at": "2026-12-04T02:10:00Z",
    "approved_by": "9",
    "way": None,
    "text": "",
    "send_at": None,
    "sent_at": None,
    "ticket": None,
    "acknowledged_at": None,
    "acknowledged_how": None,
    "ended_at": None,
    "outcome": None,
    "note": "",
    "version": 2,
}


class InterventionSerializer(serializers.Serializer[Any]):
    """What is done about a player at risk, from the plan to what came of it."""

    id = serializers.CharField()
    player = serializers.CharField()
    game = serializers.CharField(help_text="Slug.")
    dimension = serializers.ChoiceField(choices=list(TARGETS))
    level = serializers.ChoiceField(choices=LEVELS)
    playbook = serializers.CharField()
    playbook_version = serializers.IntegerField()
    state = serializers.ChoiceField(choices=InterventionState.values)
    reason = serializers.CharField(allow_blank=True)
    planned_at = serializers.DateTimeField()
    planned_by = serializers.CharField(allow_null=True, help_text="Null: by the ladder, because a level rose.")
    due_at = serializers.DateTimeField()
    overdue_at = serializers.DateTimeField(allow_null=True)
    approved_at = serializers.DateTimeField(allow_null=True)
    approved_by = serializers.CharField(allow_null=True)
    way = serializers.ChoiceField(choices=InterventionWay.values, allow_null=True)
    text = serializers.CharField(allow_blank=True, help_text="What the player reads.")
    send_at = serializers.DateTimeField(allow_null=True, help_text="Goes out by itself at this moment.")
    sent_at = serializers.DateTimeField(allow_null=True)
    ticket = serializers.CharField(allow_null=True)
    acknowledged_at = serializers.DateTimeField(allow_null=True)
    acknowledged_how = serializers.ChoiceField(choices=AckBy.values, allow_null=True)
    ended_at = serializers.DateTimeField(allow_null=True)
    outcome = serializers.ChoiceField(choices=InterventionOutcome.values, allow_null=True)
    note = serializers.CharField(allow_blank=True)
    version = serializers.IntegerField()


class InterventionInput(StrictSerializer):
    """A playbook for a player, planned by hand."""

    player = StrictCharField(max_length=20)
    dimension = serializers.ChoiceField(choices=list(TARGETS))
    level = serializers.ChoiceField(choices=LEVELS)
    reason = StrictCharField(max_length=NOTE_MAX)


class InterventionSendInput(StrictSerializer):
    """How and with which words; without any the playbook's own. `later` puts it off until it is allowed."""

    way = serializers.ChoiceField(choices=InterventionWay.values, required=False)
    text = StrictCharField(max_length=TEXT_MAX, required=False, allow_blank=True)
    urgent = StrictCharField(max_length=NOTE_MAX, required=False, help_text="Why again within a week; at L4 alone.")
    later = serializers.BooleanField(required=False)


class InterventionOutcomeInput(StrictSerializer):
    """What came of it."""

    outcome = serializers.ChoiceField(
        choices=[one.value for one in InterventionOutcome if one != InterventionOutcome.WITHDRAWN]
    )
    note = StrictCharField(max_length=NOTE_MAX, required=False, allow_blank=True)


class InterventionWithdrawInput(StrictSerializer):
    """Why the plan is dropped."""

    note = StrictCharField(max_length=NOTE_MAX)


def intervention_resource(row: Intervention) -> dict[str, Any]:
    """The intervention as callers see it."""
    return {
        "id": str(row.pk),
        "player": str(row.player_id),
        "game": row.game.slug,
        "dimension": row.dimension,
        "level": f"L{row.level}",
        "playbook": row.playbook,
        "playbook_version": row.playbook_version,
        "state": row.state,
        "reason": row.reason,
        "planned_at": moment(row.planned_at),
        "planned_by": text_id(row.planned_by_id),
        "due_at": moment(row.due_at),
        "overdue_at": moment(row.overdue_at),
        "approved_at": moment(row.approved_at),
        "approved_by": text_id(row.approved_by_id),
        "way": row.way or None,
        "text": row.text,
        "send_at": moment(row.send_at),
        "sent_at": moment(row.sent_at),
        "ticket": text_id(row.ticket),
        "acknowledged_at": moment(row.acknowledged_at),
        "acknowledged_how": row.acknowledged_how or None,
        "ended_at": moment(row.ended_at),
        "outcome": row.outcome or None,
        "note": row.note,
        "version": row.version,
    }


class InterventionList(ListView):
    """Interventions of the agent's games, as far as the agent may read them."""

    scopes = {"GET": Scope.ALERTS_READ, "POST": Scope.ALERTS_WRITE}
    filters = {
        "state": one_of("state", InterventionState.values, "State."),
        "dimension": one_of("dimension", TARGETS, "What it is about."),
        "level": one_of("level", ("1", "2", "3", "4"), "Level."),
        "game": text_in("game__slug", "Slug of the game.", "huanle"),
        "player": id_in("player", "Our id of the player."),
        "planned_after": since("planned_at", "gte", "Planned at or after this moment."),
    }
    orderings = {"due_at": "due_at", "planned_at": "planned_at", "id": "id"}
    default_ordering = "-planned_at"

    @operation(
        name="listInterventions",
        summary="What is done about players at risk; one that the caller may not read is left out",
        response=InterventionSerializer,
        response_example=EXAMPLE,
        is_list=True,
    )
    def get(self, request: Request) -> Response:
        return self.listed(request)

    @operation(
        name="planIntervention",
        summary="Plan a playbook for a player; another person approves it",
        request=InterventionInput,
        request_example={"player": "301", "dimension": "health", "level": "L2", "reason": "连续三晚通宵"},
        response=InterventionSerializer,
        response_example=EXAMPLE | {"state": "planned", "approved_at": None, "approved_by": None, "version": 1},
        status=201,
        problems={409: "intervention.planned_already"},
    )
    def post(self, request: Request) -> Response:
        check_anywhere(self.agent, Permission.RISK_DECIDE)
        said = read(request, InterventionInput)
        player = player_for(self.agent, path_id(said["player"]))
        row = intervention_plans.plan(
            player.pk, by=self.actor, dimension=said["dimension"], level=int(said["level"][1]), reason=said["reason"]
        )
        return single(request, intervention_resource(row), row.version, status=201)

    def rows(self) -> QuerySet[Intervention]:
        check_anywhere(self.agent, Permission.RISK_VIEW)
        return readable_interventions(self.agent)

    def resources(self, rows: list[Any]) -> list[dict[str, Any]]:
        return [intervention_resource(row) for row in rows]


class InterventionDetail(ApiView):
    """One intervention."""

    scopes = {"GET": Scope.ALERTS_READ}

    @operation(
        name="getIntervention",
        summary="One intervention",
        response=InterventionSerializer,
        response_example=EXAMPLE,
        has_version=True,
    )
    def get(self, request: Request, pk: str) -> Response:
        check_anywhere(self.agent, Permission.RISK_VIEW)
        row = visible(self.agent, path_id(pk))
        return single(request, intervention_resource(row), row.version)


class _Move(ApiView):
    """A move of an intervention that the caller may read."""

    scopes = {"POST": Scope.ALERTS_WRITE}

    def moved(self, request: Request, pk: str, wanted: type[StrictSerializer], act: Move) -> Response:
        """Make the move and answer with the intervention as it stands then."""
        check_anywhere(self.agent, Permission.RISK_DECIDE)
        said = read(request, wanted)
        row = visible(self.agent, path_id(pk))
        check_if_match(request, row.version)
        act(row.pk, said)
        row = visible(self.agent, row.pk)
        return single(request, intervention_resource(row), row.version)


class ApproveIntervention(_Move):
    """Agree to a plan."""

    @operation(
        name="approveIntervention",
        summary="Approve a plan; not by who planned it, and not by a program where it takes a person",
        request=NoInput,
        request_example={},
        response=InterventionSerializer,
        response_example=EXAMPLE,
        has_version=True,
        problems={409: "intervention.not_open"},
    )
    def post(self, request: Request, pk: str) -> Response:
        return self.moved(request, pk, NoInput, lambda row, _said: interventions.approve(row, by=self.actor))


class SendIntervention(_Move):
    """Contact the player, or say that the steps inside the house are done."""

    @operation(
        name="sendIntervention",
        summary="Send an approved intervention once; refused in quiet hours and within a week, with the next moment",
        request=InterventionSendInput,
        request_example={"way": "ticket"},
        response=InterventionSerializer,
        response_example=EXAMPLE
        | {"state": "sent", "way": "ticket", "sent_at": "2026-12-04T02:20:00Z", "ticket": "9001", "version": 3},
        has_version=True,
        problems={409: "intervention.not_now"},
    )
    def post(self, request: Request, pk: str) -> Response:
        def act(row: int, said: dict[str, Any]) -> object:
            deed = contacts.send_later if said.pop("later", False) else contacts.send
            return deed(row, by=self.actor, **said)

        return self.moved(request, pk, InterventionSendInput, act)


class AcknowledgeIntervention(_Move):
    """The player has heard of it."""

    @operation(
        name="acknowledgeIntervention",
        summary="The player has heard of it, as the game says",
        request=NoInput,
        request_example={},
        response=InterventionSerializer,
        response_example=EXAMPLE | {"state": "acknowledged", "acknowledged_how": "game", "version": 4},
        has_version=True,
        problems={409: "intervention.not_open"},
    )
    def post(self, request: Request, pk: str) -> Response:
        def act(row: int, _said: dict[str, Any]) -> object:
            return interventions.acknowledge(row, by=self.actor, how=AckBy.GAME)

        return self.moved(request, pk, NoInput, act)


class FinishIntervention(_Move):
    """What came of it."""

    @operation(
        name="finishIntervention",
        summary="Write down what came of it",
        request=InterventionOutcomeInput,
        request_example={"outcome": "effective", "note": "玩家同意每天玩两小时"},
        response=InterventionSerializer,
        response_example=EXAMPLE | {"state": "done", "outcome": "effective", "version": 5},
        has_version=True,
        problems={409: "intervention.not_open"},
    )
    def post(self, request: Request, pk: str) -> Response:
        def act(row: int, said: dict[str, Any]) -> object:
            return interventions.finish(row, by=self.actor, **said)

        return self.moved(request, pk, InterventionOutcomeInput, act)


class WithdrawIntervention(_Move):
    """Drop a plan before anything was sent."""

    @operation(
        name="withdrawIntervention",
        summary="Drop a plan before anything was sent",
        request=InterventionWithdrawInput,
        request_example={"note": "玩家已注销账号"},
        response=InterventionSerializer,
        response_example=EXAMPLE | {"state": "done", "outcome": "withdrawn", "version": 3},
        has_version=True,
        problems={409: "intervention.not_open"},
    )
    def post(self, request: Request, pk: str) -> Response:
        def act(row: int, said: dict[str, Any]) -> object:
            return interventions.withdraw(row, by=self.actor, note=said["note"])

        return self.moved(request, pk, InterventionWithdrawInput, act)


MOVES: dict[str, type[_Move]] = {
    "approve": ApproveIntervention,
    "send": SendIntervention,
    "acknowledge": AcknowledgeIntervention,
    "outcome": FinishIntervention,
    "withdraw": WithdrawIntervention,
}
