"""Numbers that were taken out of a ticket's texts: which there are, and what one of them is."""

from typing import Any

from django.db.models import QuerySet
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from core.api.formats import moment, path_id
from core.api.operations import operation
from core.api.serializers import StrictCharField, StrictSerializer
from core.api.views import ApiView, ListView
from core.engines.redaction import NumberKind
from core.enums import Scope
from core.models import SealedNumber
from tickets.actions.reveals import REASON_MAX, RevealNeedsApproval, ask_for_number, reveal_number
from tickets.api.versions import visible
from tickets.queries.numbers import numbers_of

NUMBER = {
    "id": "31",
    "kind": "TEL",
    "token": "〔TEL 138****8000〕",
    "place": "message:3",
    "made_at": "2026-11-21T02:12:30.481000Z",
}


class NumberSerializer(serializers.Serializer[Any]):
    """A token, and where it stands: `message:3`, `subject`, `facts.new_contact`, or the event that told it."""

    id = serializers.CharField()
    kind = serializers.ChoiceField(choices=[kind.value for kind in NumberKind])
    token = serializers.CharField()
    place = serializers.CharField()
    made_at = serializers.DateTimeField()


class RevealInput(StrictSerializer):
    """Why it is needed; it is written down with the name of who asks."""

    reason = StrictCharField(max_length=REASON_MAX)


class RevealedSerializer(serializers.Serializer[Any]):
    """What the player had written; or, where a colleague has to allow the look, the request that waits for one."""

    text = serializers.CharField(allow_null=True)
    request = serializers.CharField(allow_null=True)
    lapses_at = serializers.DateTimeField(allow_null=True)


class NumberList(ListView):
    """The tokens of a ticket, in the order in which they came."""

    scopes = {"GET": Scope.TICKETS_READ}
    orderings = {"id": "id"}
    default_ordering = "id"

    @operation(
        name="listNumbers",
        summary="Numbers that were taken out of a ticket's texts",
        description="Numbers of persons in free text are tokens everywhere; what they stand for is kept sealed.",
        response=NumberSerializer,
        response_example=NUMBER,
        is_list=True,
    )
    def get(self, request: Request, pk: str) -> Response:
        return self.listed(request)

    def rows(self) -> QuerySet[SealedNumber]:
        return numbers_of(visible(self.agent, self.kwargs["pk"]))

    def resources(self, rows: list[Any]) -> list[dict[str, Any]]:
        return [
            {
                "id": str(row.pk),
                "kind": row.kind,
                "token": row.token,
                "place": row.place,
                "made_at": moment(row.made_at),
            }
            for row in rows
        ]


class NumberReveal(ApiView):
    """Each look is written down; the answer is kept nowhere, also not under an Idempotency-Key."""

    scopes = {"POST": Scope.PLAYERS_READ}
    keeps_answers = False

    @operation(
        name="revealNumber",
        summary="Show one number as it was written",
        description=(
            "Needs the right to reveal identities, and a reason. The event `number.revealed` says who saw it. Where "
            "the player is not known to be an adult a colleague has to allow the look: the answer is 202 with the "
            "request; allowed, the same call shows the number for fifteen minutes."
        ),
        request=RevealInput,
        request_example={"reason": "回访确认绑定手机"},
        response=RevealedSerializer,
        response_example={"text": "13800138000", "request": None, "lapses_at": None},
        problems={429: "reveal.limit"},
    )
    def post(self, request: Request, pk: str, number: str) -> Response:
        form = RevealInput(data=request.data)
        form.is_valid(raise_exception=True)
        ticket = visible(self.agent, pk)
        which, reason = path_id(number), form.validated_data["reason"]
        try:
            text = reveal_number(ticket, which, by=self.actor, reason=reason)
        except RevealNeedsApproval:
            asked = ask_for_number(ticket, which, by=self.actor, reason=reason)
            return Response({"text": None, "request": str(asked.pk), "lapses_at": moment(asked.lapses_at)}, status=202)
        return Response({"text": text, "request": None, "lapses_at": None})
