"""Requests about personal data, consents and holds, for programs: a portal of the company, or its legal desk."""

from base64 import b64encode
from collections.abc import Callable
from typing import Any

from django.db.models import QuerySet
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from core.api.filters import id_in, one_of
from core.api.formats import moment, path_id
from core.api.operations import operation
from core.api.serializers import IdField, StrictBooleanField, StrictCharField, StrictSerializer
from core.api.views import ApiView, ListView
from core.enums import Scope
from players.actions import consents, erasing, exporting, legal_holds, privacy_requests
from players.api.bodies import NoInput, read
from players.enums import ConsentGiver, ConsentPurpose, PrivacyKind, PrivacyState
from players.models import Consent, LegalHold, PrivacyRequest
from players.queries.legal_holds import holds_for
from players.queries.players import player_for
from players.queries.privacy import request_for, requests_for

REQUEST = {
    "id": "12",
    "player": "301",
    "kind": "access",
    "state": "accepted",
    "note": "",
    "by_guardian": False,
    "received_at": "2026-11-21T02:12:30Z",
    "due_at": "2026-12-11T15:59:59Z",
    "ended_at": None,
    "answer": "",
    "outcome": {},
}
CONSENT = {
    "id": "7",
    "purpose": "marketing",
    "version": "2026-01",
    "given_by": "self",
    "given_at": "2026-11-21T02:12:30Z",
    "withdrawn_at": None,
}
HOLD = {"id": "3", "player": "301", "reason": "法院调取", "placed_at": "2026-11-21T02:12:30Z", "lifted_at": None}


class PrivacyRequestSerializer(serializers.Serializer[Any]):
    """What somebody asked for, by when it must be answered, and what was done: how many rows of what."""

    id = serializers.CharField()
    player = serializers.CharField()
    kind = serializers.ChoiceField(choices=PrivacyKind.values)
    state = serializers.ChoiceField(choices=PrivacyState.values)
    note = serializers.CharField(allow_blank=True)
    by_guardian = serializers.BooleanField()
    received_at = serializers.DateTimeField()
    due_at = serializers.DateTimeField()
    ended_at = serializers.DateTimeField(allow_null=True)
    answer = serializers.CharField(allow_blank=True)
    outcome = serializers.DictField(child=serializers.IntegerField())


class ConsentSerializer(serializers.Serializer[Any]):
    """One purpose that was agreed to, and until when."""

    id = serializers.CharField()
    purpose = serializers.ChoiceField(choices=ConsentPurpose.values)
    version = serializers.CharField()
    given_by = serializers.ChoiceField(choices=ConsentGiver.values)
    given_at = serializers.DateTimeField()
    withdrawn_at = serializers.DateTimeField(allow_null=True)


class HoldSerializer(serializers.Serializer[Any]):
    """Nothing of the account is removed while it stands."""

    id = serializers.CharField()
    player = serializers.CharField()
    reason = serializers.CharField()
    placed_at = serializers.DateTimeField()
    lifted_at = serializers.DateTimeField(allow_null=True)


class ArchiveSerializer(serializers.Serializer[Any]):
    """A zip archive with data.json and index.html, in base64."""

    name = serializers.CharField()
    content = serializers.CharField()
    rows = serializers.DictField(child=serializers.IntegerField())


class RequestInput(StrictSerializer):
    """Who asks for what."""

    player = IdField()
    kind = serializers.ChoiceField(choices=PrivacyKind.values)
    note = StrictCharField(max_length=500, allow_blank=True, default="")
    by_guardian = StrictBooleanField(default=False)


class RequestAnswerInput(StrictSerializer):
    """What the person is told."""

    answer = StrictCharField(max_length=500, allow_blank=True, default="")


class HoldReasonInput(StrictSerializer):
    """Why."""

    reason = StrictCharField(max_length=500)


class ConsentInput(StrictSerializer):
    """To what somebody agreed, in which words."""

    purpose = serializers.ChoiceField(choices=ConsentPurpose.values)
    version = StrictCharField(max_length=40)
    given_by = serializers.ChoiceField(choices=ConsentGiver.values, default=ConsentGiver.SELF.value)


class WithdrawInput(StrictSerializer):
    """What may not be followed any more."""

    purpose = serializers.ChoiceField(choices=ConsentPurpose.values)


def request_resource(row: PrivacyRequest) -> dict[str, Any]:
    """A request as callers see it."""
    return {
        "id": str(row.pk),
        "player": str(row.player_id),
        "kind": row.kind,
        "state": row.state,
        "note": row.note,
        "by_guardian": row.by_guardian,
        "received_at": moment(row.received_at),
        "due_at": moment(row.due_at),
        "ended_at": moment(row.ended_at),
        "answer": row.answer,
        "outcome": row.outcome,
    }


def consent_resource(row: Consent) -> dict[str, Any]:
    """A consent as callers see it."""
    return {
        "id": str(row.pk),
        "purpose": row.purpose,
        "version": row.version,
        "given_by": row.given_by,
        "given_at": moment(row.given_at),
        "withdrawn_at": moment(row.withdrawn_at),
    }


def hold_resource(row: LegalHold) -> dict[str, Any]:
    """A hold as callers see it."""
    return {
        "id": str(row.pk),
        "player": str(row.player_id),
        "reason": row.reason,
        "placed_at": moment(row.placed_at),
        "lifted_at": moment(row.lifted_at),
    }


class RequestList(ListView):
    """Requests about the players of one's games."""

    scopes = {"GET": Scope.PLAYERS_READ, "POST": Scope.PLAYERS_WRITE}
    filters = {
        "state": one_of("state", PrivacyState.values, "Where it stands."),
        "kind": one_of("kind", PrivacyKind.values, "What is asked for."),
        "player": id_in("player_id", "Ids of players."),
    }
    orderings = {"received_at": "received_at", "due_at": "due_at", "id": "id"}
    default_ordering = "-received_at"

    @operation(
        name="listPrivacyRequests",
        summary="Requests about personal data",
        response=PrivacyRequestSerializer,
        response_example=REQUEST,
        is_list=True,
    )
    def get(self, request: Request) -> Response:
        return self.listed(request)

    @operation(
        name="receivePrivacyRequest",
        summary="Write down what somebody asks for; its term begins",
        request=RequestInput,
        request_example={"player": "301", "kind": "access"},
        response=PrivacyRequestSerializer,
        response_example=REQUEST,
        status=201,
    )
    def post(self, request: Request) -> Response:
        values = read(request, RequestInput)
        player = player_for(self.agent, values.pop("player"))
        kind = PrivacyKind(values.pop("kind"))
        return Response(request_resource(privacy_requests.receive_request(player, kind, by=self.actor, **values)), 201)

    def rows(self) -> QuerySet[PrivacyRequest]:
        return requests_for(self.agent)

    def resources(self, rows: list[Any]) -> list[dict[str, Any]]:
        return [request_resource(row) for row in rows]


class RequestDetail(ApiView):
    """One request."""

    scopes = {"GET": Scope.PLAYERS_READ}

    @operation(
        name="getPrivacyRequest",
        summary="One request about personal data",
        response=PrivacyRequestSerializer,
        response_example=REQUEST,
    )
    def get(self, request: Request, pk: str) -> Response:
        return Response(request_resource(request_for(self.agent, path_id(pk))))


def _step(
    name: str,
    summary: str,
    act: Callable[..., PrivacyRequest],
    form: type[StrictSerializer] = NoInput,
    refusal: str = "privacy_request.ended",
) -> type[ApiView]:
    """The address of one step of a request."""

    class Step(ApiView):
        scopes = {"POST": Scope.PLAYERS_WRITE}

        @operation(
            name=f"{name}PrivacyRequest",
            summary=summary,
            request=form,
            request_example={} if form is NoInput else {"answer": "已按您的要求处理"},
            response=PrivacyRequestSerializer,
            response_example=REQUEST,
            problems={409: refusal},
        )
        def post(self, request: Request, pk: str) -> Response:
            values = read(request, form)
            return Response(request_resource(act(path_id(pk), by=self.actor, **values)))

    Step.__doc__ = f"{summary}."
    return Step


STEPS = {
    "accept": _step("accept", "Say that it was checked who asks", privacy_requests.accept_request),
    "finish": _step(
        "finish",
        "Say that it is done",
        privacy_requests.finish_request,
        RequestAnswerInput,
        "privacy_request.not_checked",
    ),
    "refuse": _step(
        "refuse", "Refuse it, with the reason for the person", privacy_requests.refuse_request, RequestAnswerInput
    ),
    "erase": _step(
        "erase",
        "Erase the person and keep the cases; another person than who checked it",
        erasing.erase_person,
        refusal="privacy_request.second_person",
    ),
}


class RequestExport(ApiView):
    """Who was given a copy is recorded first; the copy itself is kept nowhere."""

    scopes = {"POST": Scope.EXPORTS_READ}
    keeps_answers = False

    @operation(
        name="exportPersonalData",
        summary="Everything that is kept about the person, for an accepted request",
        request=NoInput,
        request_example={},
        response=ArchiveSerializer,
        response_example={"name": "personal-data-12.zip", "content": "UEsDBBQ…", "rows": {"profiles": 1, "tickets": 3}},
        problems={409: "privacy_request.not_checked"},
    )
    def post(self, request: Request, pk: str) -> Response:
        read(request, NoInput)
        made = exporting.export_person(path_id(pk), by=self.actor)
        return Response({"name": made.name, "content": b64encode(made.content).decode(), "rows": made.rows})


class ConsentList(ListView):
    """What a player agreed to, also what was withdrawn."""

    scopes = {"GET": Scope.PLAYERS_READ, "POST": Scope.PLAYERS_WRITE}
    orderings = {"given_at": "given_at", "id": "id"}
    default_ordering = "-given_at"

    @operation(
        name="listConsents",
        summary="Consents of a player",
        response=ConsentSerializer,
        response_example=CONSENT,
        is_list=True,
    )
    def get(self, request: Request, pk: str) -> Response:
        return self.listed(request)

    @operation(
        name="giveConsent",
        summary="Write down that somebody agreed; a former version ends with it",
        request=ConsentInput,
        request_example={"purpose": "marketing", "version": "2026-01"},
        response=ConsentSerializer,
        response_example=CONSENT,
        status=201,
        problems={409: "consent.guardian_needed"},
    )
    def post(self, request: Request, pk: str) -> Response:
        values = read(request, ConsentInput)
        given = consents.give_consent(
            player_for(self.agent, path_id(pk)),
            ConsentPurpose(values["purpose"]),
            values["version"],
            given_by=ConsentGiver(values["given_by"]),
            by=self.actor,
        )
        return Response(consent_resource(given), 201)

    def rows(self) -> QuerySet[Consent]:
        return Consent.objects.filter(player=player_for(self.agent, path_id(self.kwargs["pk"])))

    def resources(self, rows: list[Any]) -> list[dict[str, Any]]:
        return [consent_resource(row) for row in rows]


class ConsentWithdrawal(ApiView):
    """The end of a consent."""

    scopes = {"POST": Scope.PLAYERS_WRITE}

    @operation(
        name="withdrawConsent",
        summary="Take a consent back",
        request=WithdrawInput,
        request_example={"purpose": "marketing"},
        response=ConsentSerializer,
        response_example=CONSENT,
    )
    def post(self, request: Request, pk: str) -> Response:
        purpose = ConsentPurpose(read(request, WithdrawInput)["purpose"])
        player = player_for(self.agent, path_id(pk))
        return Response(consent_resource(consents.withdraw_consent(player, purpose, by=self.actor)))


class HoldList(ListView):
    """The holds on a player's data."""

    scopes = {"GET": Scope.PLAYERS_READ, "POST": Scope.PLAYERS_WRITE}
    orderings = {"placed_at": "placed_at", "id": "id"}
    default_ordering = "-placed_at"

    @operation(
        name="listHolds",
        summary="Legal holds on a player's data",
        response=HoldSerializer,
        response_example=HOLD,
        is_list=True,
    )
    def get(self, request: Request, pk: str) -> Response:
        return self.listed(request)

    @operation(
        name="placeHold",
        summary="Keep everything of this account until the hold is lifted",
        request=HoldReasonInput,
        request_example={"reason": "法院调取"},
        response=HoldSerializer,
        response_example=HOLD,
        status=201,
        problems={409: "legal_hold.stands"},
    )
    def post(self, request: Request, pk: str) -> Response:
        reason = read(request, HoldReasonInput)["reason"]
        player = player_for(self.agent, path_id(pk))
        return Response(hold_resource(legal_holds.place_hold(player, by=self.actor, reason=reason)), 201)

    def rows(self) -> QuerySet[LegalHold]:
        return holds_for(self.agent).filter(player=player_for(self.agent, path_id(self.kwargs["pk"])))

    def resources(self, rows: list[Any]) -> list[dict[str, Any]]:
        return [hold_resource(row) for row in rows]


class HoldEnd(ApiView):
    """The end of a hold."""

    scopes = {"POST": Scope.PLAYERS_WRITE}

    @operation(
        name="liftHold",
        summary="Let the data go again when its span is over",
        request=HoldReasonInput,
        request_example={"reason": "已结案"},
        response=HoldSerializer,
        response_example=HOLD,
    )
    def post(self, request: Request, pk: str) -> Response:
        reason = read(request, HoldReasonInput)["reason"]
        player = player_for(self.agent, path_id(pk))
        return Response(hold_resource(legal_holds.lift_hold(player, by=self.actor, reason=reason)))
