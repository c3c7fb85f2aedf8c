"""Game events: what happens in a game, told by its servers in batches."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from core.api.errors import pointer_to
from core.api.operations import operation
from core.api.parsers import StrictJsonParser
from core.api.views import ApiView
from core.enums import Scope
from core.errors import InvalidInput, Text
from players.actions.ingest import MAX_BATCH, Outcome, report_events
from players.enums import EventKind, EventResult

STEPS: tuple[str, ...] = ("events",)
MAX_BODY = 4_000_000  # a thousand events, some with the record of a hand


class EventInput(serializers.Serializer[Any]):
    """One event. `data` depends on the kind; see the description of the address."""

    id = serializers.CharField(max_length=64, help_text="The game's own id, unique per game for 400 days.")
    kind = serializers.ChoiceField(choices=EventKind.values)
    uid = serializers.CharField(max_length=64, help_text="The game's own id of the account; added when not known.")
    game = serializers.CharField(max_length=40, help_text="Slug.")
    at = serializers.DateTimeField(help_text="When it happened: at most 400 days ago, at most 5 minutes ahead.")
    data = serializers.DictField()  # type: ignore[assignment]  # the name is the contract's


class BatchInput(serializers.Serializer[Any]):
    """At most 1,000 events; the list may also be sent alone, without the object around it."""

    events = EventInput(many=True)


class WrongSerializer(serializers.Serializer[Any]):
    """One thing that is wrong with an event."""

    pointer = serializers.CharField(help_text="JSON pointer into the body that was sent.")
    detail = serializers.CharField()
    code = serializers.CharField()


class OutcomeSerializer(serializers.Serializer[Any]):
    """What became of one event."""

    id = serializers.CharField(allow_null=True, help_text="As sent; null where it could not be read.")
    result = serializers.ChoiceField(choices=EventResult.values)
    errors = WrongSerializer(  # type: ignore[assignment]  # the same
        many=True, help_text="What is wrong with an invalid event; else empty."
    )


class OutcomesSerializer(serializers.Serializer[Any]):
    """One result for each event, in the order of the events."""

    results = OutcomeSerializer(many=True)


EXAMPLE = {
    "events": [
        {
            "id": "e-20261201-000001",
            "kind": "payment",
            "uid": "hl-88213",
            "game": "huanle",
            "at": "2026-12-01T12:03:44Z",
            "data": {"order": "HL900017", "amount": "50.00", "currency": "CNY", "channel": "wechat", "status": "paid"},
        }
    ]
}
ANSWER = {"results": [{"id": "e-20261201-000001", "result": "accepted", "errors": []}]}
DESCRIPTION = """\
One result for each event, in their order; one bad event never spoils the batch. `accepted`: taken. `duplicate`: this id
was taken before with the same content, so a batch may be sent again after a broken connection. `conflict`: the id was
taken before with other content, which stays. `invalid`: `errors` says why.

Fields of `data` by kind (`?` may be left out; unknown fields are refused; amounts are texts such as `50.00`):
`login {session, ip?, region?, device?, os?, app_version?, lat?, lon?, ok}` · `logout {session}` ·
`play {session, started_at, ended_at?}` at the start, at least every 5 minutes, and at the end ·
`payment {order, amount, currency, channel, status: paid|failed, payer?}` ·
`refund` and `chargeback {order, amount, currency}` ·
`security_change {what: password|phone|email|second_factor|limit_set|limit_removed|self_ban|face_check, ok?, device?}` ·
`match {match, name, started_at, ended_at?, rank?, result?: win|loss|draw}` ·
`hand {match, hand, record?, result?: win|loss|draw}` ·
`disconnect {match?, hand?, seconds, network?}` · `asset_out {item, quantity, value, to_uid?}` ·
`sanction {type, reason, until?}` · `attempt {what: login|play|pay, rule}` ·
`reminder {reminder, shown_at, acknowledged_at?}`.

Of an address of the net only the net is kept, of a payer only a keyed hash, and a place
to a tenth of a degree."""


class EventParser(StrictJsonParser):
    """As strict as everywhere, but a text that cannot be stored makes its own event invalid, not the batch."""

    max_body = MAX_BODY
    refuses_unstorable = False


class EventReports(ApiView):
    """Where game servers tell what happens."""

    scopes = {"POST": Scope.EVENTS_WRITE}
    parser_classes = (EventParser,)
    max_body = MAX_BODY

    @operation(
        name="reportEvents",
        summary="Report up to 1,000 game events",
        description=DESCRIPTION,
        request=BatchInput,
        request_example=EXAMPLE,
        response=OutcomesSerializer,
        response_example=ANSWER,
        status=202,
    )
    def post(self, request: Request) -> Response:
        events, steps = _batch(request.data)
        outcomes = report_events(events, by=self.actor)
        results = [_resource(outcome, (*steps, place)) for place, outcome in enumerate(outcomes)]
        return Response({"results": results}, status=202)


def _batch(body: Any) -> tuple[Sequence[Any], tuple[str, ...]]:
    """The events of the body, and the way to them; raises `InvalidInput` for what is no batch."""
    if isinstance(body, dict):
        unknown: dict[str, list[Text]] = {
            str(name): [_("There is no such field to set.")] for name in body if name != "events"
        }
        if unknown:
            raise InvalidInput(unknown)
        events, steps = body.get("events"), STEPS
    else:
        events, steps = body, STEPS[:0]
    if not isinstance(events, list) or not 1 <= len(events) <= MAX_BATCH:
        raise InvalidInput({"events": [_("Send a list of 1 to %(most)s events.") % {"most": MAX_BATCH}]})
    return events, steps


def _resource(outcome: Outcome, steps: tuple[object, ...]) -> dict[str, Any]:
    errors = [
        {"pointer": pointer_to(*steps, *wrong.path), "detail": str(wrong.text), "code": wrong.code}
        for wrong in outcome.refused
    ]
    return {"id": outcome.id, "result": outcome.result.value, "errors": errors}
