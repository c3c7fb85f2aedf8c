"""Alerts of the law of play: listed, taken by one click, resolved with what came of them."""

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
from players.actions.alerts import resolve_alert, take_alert
from players.api.bodies import NoInput, read
from players.enums import AlertKind, AlertOutcome, AlertState
from players.models import PlayAlert
from players.queries.alerts import alert_for, alerts_for

BY_HAND = [outcome.value for outcome in AlertOutcome if outcome not in {AlertOutcome.ENDED, AlertOutcome.INFORMED}]
EXAMPLE = {
    "id": "71",
    "kind": "outside_window",
    "rule": "CN-2021-WINDOW",
    "severity": 3,
    "player": "301",
    "game": "huanle",
    "facts": {},
    "cause_at": "2026-12-04T13:00:00Z",
    "recorded_at": "2026-12-04T13:00:00.410000Z",
    "state": "open",
    "taken_by": None,
    "taken_at": None,
    "outcome": None,
    "note": "",
    "resolved_at": None,
    "reminder": {
        "id": "64",
        "template": "stop-hours",
        "template_version": 1,
        "language": "zh-Hans",
        "channel": "game",
        "given_at": "2026-12-04T13:00:00.410000Z",
        "shown_at": None,
        "acknowledged_at": None,
    },
    "version": 1,
}


class ReminderSerializer(serializers.Serializer[Any]):
    """That the player was to be told, by which text, and when it was shown and confirmed."""

    id = serializers.CharField(help_text="Name it in an event of kind `reminder`.")
    template = serializers.CharField()
    template_version = serializers.IntegerField()
    language = serializers.CharField()
    channel = serializers.CharField()
    given_at = serializers.DateTimeField()
    shown_at = serializers.DateTimeField(allow_null=True)
    acknowledged_at = serializers.DateTimeField(allow_null=True)


class AlertSerializer(serializers.Serializer[Any]):
    """One cause, found once."""

    id = serializers.CharField()
    kind = serializers.ChoiceField(choices=AlertKind.values)
    rule = serializers.CharField()
    severity = serializers.IntegerField(help_text="3 is the highest.")
    player = serializers.CharField()
    game = serializers.CharField(help_text="Slug.")
    facts = serializers.DictField(help_text="Numbers and codes of the cause.")
    cause_at = serializers.DateTimeField()
    recorded_at = serializers.DateTimeField()
    state = serializers.ChoiceField(choices=AlertState.values)
    taken_by = serializers.CharField(allow_null=True)
    taken_at = serializers.DateTimeField(allow_null=True)
    outcome = serializers.ChoiceField(choices=AlertOutcome.values, allow_null=True)
    note = serializers.CharField(allow_blank=True)
    resolved_at = serializers.DateTimeField(allow_null=True)
    reminder = ReminderSerializer(allow_null=True)
    version = serializers.IntegerField()


class AlertResolveInput(StrictSerializer):
    """What came of it."""

    outcome = serializers.ChoiceField(choices=BY_HAND)
    note = StrictCharField(max_length=500, allow_blank=True, required=False)


def alert_resource(alert: PlayAlert) -> dict[str, Any]:
    """The alert as callers see it."""
    return {
        "id": str(alert.pk),
        "kind": alert.kind,
        "rule": alert.rule,
        "severity": alert.severity,
        "player": str(alert.player_id),
        "game": alert.game.slug,
        "facts": alert.facts,
        "cause_at": moment(alert.cause_at),
        "recorded_at": moment(alert.recorded_at),
        "state": alert.state,
        "taken_by": text_id(alert.taken_by_id),
        "taken_at": moment(alert.taken_at),
        "outcome": alert.outcome or None,
        "note": alert.note,
        "resolved_at": moment(alert.resolved_at),
        "reminder": _reminder(alert),
        "version": alert.version,
    }


def _reminder(alert: PlayAlert) -> dict[str, Any] | None:
    reminder = getattr(alert, "reminder", None)
    if reminder is None:
        return None
    return {
        "id": str(reminder.pk),
        "template": reminder.template,
        "template_version": reminder.template_version,
        "language": reminder.language,
        "channel": reminder.channel,
        "given_at": moment(reminder.given_at),
        "shown_at": moment(reminder.shown_at),
        "acknowledged_at": moment(reminder.acknowledged_at),
    }


class AlertList(ListView):
    """Alerts of the agent's games."""

    scopes = {"GET": Scope.ALERTS_READ}
    filters = {
        "state": one_of("state", AlertState.values, "State."),
        "kind": one_of("kind", AlertKind.values, "Kind of cause."),
        "severity": one_of("severity", ("1", "2", "3"), "Severity; 3 is the highest."),
        "rule": text_in("rule", "Code of the rule.", "CN-2021-WINDOW"),
        "game": text_in("game__slug", "Slug of the game.", "huanle"),
        "player": id_in("player", "Our id of the player."),
        "taken_by": id_in("taken_by", "Who took it: id of an agent, `me` or `none`.", me=True),
        "recorded_after": since("recorded_at", "gte", "Recorded at or after this moment."),
        "recorded_before": since("recorded_at", "lt", "Recorded before this moment."),
    }
    orderings = {"recorded_at": "recorded_at", "severity": "severity", "id": "id"}
    default_ordering = "-recorded_at"

    @operation(
        name="listAlerts",
        summary="Alerts of the law of play",
        response=AlertSerializer,
        response_example=EXAMPLE,
        is_list=True,
    )
    def get(self, request: Request) -> Response:
        return self.listed(request)

    def rows(self) -> QuerySet[PlayAlert]:
        check_anywhere(self.agent, Permission.RISK_VIEW)
        return alerts_for(self.agent)

    def resources(self, rows: list[Any]) -> list[dict[str, Any]]:
        return [alert_resource(alert) for alert in rows]


class AlertDetail(ApiView):
    """One alert."""

    scopes = {"GET": Scope.ALERTS_READ}

    @operation(
        name="getAlert", summary="One alert", response=AlertSerializer, response_example=EXAMPLE, has_version=True
    )
    def get(self, request: Request, pk: str) -> Response:
        check_anywhere(self.agent, Permission.RISK_VIEW)
        alert = alert_for(self.agent, path_id(pk))
        return single(request, alert_resource(alert), alert.version)


class AcknowledgeAlert(ApiView):
    """Take an alert."""

    scopes = {"POST": Scope.ALERTS_WRITE}

    @operation(
        name="acknowledgeAlert",
        summary="Take an alert; of two who reach for it one has it",
        request=NoInput,
        request_example={},
        response=AlertSerializer,
        response_example=EXAMPLE | {"state": "taken", "taken_by": "9", "version": 2},
        has_version=True,
        problems={409: "alert.not_open"},
    )
    def post(self, request: Request, pk: str) -> Response:
        check_anywhere(self.agent, Permission.RISK_DECIDE)
        read(request, NoInput)
        alert = alert_for(self.agent, path_id(pk))
        check_if_match(request, alert.version)
        alert = take_alert(alert, by=self.actor)
        return single(request, alert_resource(alert), alert.version)


class ResolveAlert(ApiView):
    """Settle an alert."""

    scopes = {"POST": Scope.ALERTS_WRITE}

    @operation(
        name="resolveAlert",
        summary="Settle an alert with what came of it",
        request=AlertResolveInput,
        request_example={"outcome": "guardian_contacted", "note": "已与家长通话，家长将设置使用时间"},
        response=AlertSerializer,
        response_example=EXAMPLE | {"state": "resolved", "outcome": "guardian_contacted", "version": 3},
        has_version=True,
        problems={409: "alert.not_open"},
    )
    def post(self, request: Request, pk: str) -> Response:
        check_anywhere(self.agent, Permission.RISK_DECIDE)
        said = read(request, AlertResolveInput)
        alert = alert_for(self.agent, path_id(pk))
        check_if_match(request, alert.version)
        outcome = AlertOutcome(said["outcome"])
        alert = resolve_alert(alert, by=self.actor, outcome=outcome, note=said.get("note", ""))
        return single(request, alert_resource(alert), alert.version)
