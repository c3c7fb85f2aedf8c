"""The law of play, asked by a game: may this player play, may this player pay."""

from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from core.api.errors import QueryRefused
from core.api.formats import moment, path_id
from core.api.operations import operation
from core.api.serializers import MomentField, StrictCharField, StrictSerializer
from core.api.views import ApiView
from core.enums import Scope
from players.engines.rule_values import MAX_MONEY
from players.queries.law import play_verdict, spend_verdict
from players.queries.players import player_for


@extend_schema_field(OpenApiTypes.STR)
class MoneyField(serializers.Field[Decimal, str, str, Any]):
    """An amount of money as a text with at most two decimals, above zero."""

    default_error_messages = {"invalid": gettext_lazy("Send an amount as a text, such as 50.00, above zero.")}

    def to_internal_value(self, data: Any) -> Decimal:
        whole, _dot, cents = data.partition(".") if isinstance(data, str) else ("", "", "")
        if not _is_amount(whole, cents, has_dot=bool(_dot)):
            self.fail("invalid")
        amount = Decimal(data)
        if not 0 < amount <= MAX_MONEY:
            self.fail("invalid")
        return amount

    def to_representation(self, value: Decimal) -> str:
        return f"{value:.2f}"


class CurrencyField(StrictCharField):
    """Three capital letters of ISO 4217."""

    def to_internal_value(self, data: Any) -> str:
        text = super().to_internal_value(data)
        if not (len(text) == 3 and text.isascii() and text.isalpha() and text.isupper()):
            raise serializers.ValidationError(_("Write three capital letters, such as CNY."), code="invalid")
        return text


class PlayWindowSerializer(serializers.Serializer[Any]):
    """Whether the player may play at that moment."""

    allow = serializers.BooleanField()
    rules = serializers.ListField(
        child=serializers.CharField(),
        help_text="Codes of the rules that say no; when play is allowed, of those that bound it.",
    )
    next_allowed_at = serializers.DateTimeField(
        allow_null=True, help_text="When play is allowed again; null when it is now, or when no date alone allows it."
    )
    minutes_left = serializers.IntegerField(allow_null=True, help_text="Whole minutes left now; null for no bound.")


class SpendCheckInput(StrictSerializer):
    """What the player is about to pay."""

    amount = MoneyField()
    currency = CurrencyField()
    at = MomentField(required=False)


class SpendCheckSerializer(serializers.Serializer[Any]):
    """Whether the player may pay that much."""

    allow = serializers.BooleanField()
    rules = serializers.ListField(
        child=serializers.CharField(),
        help_text="Codes of the rules that say no, in the order in which they are asked; else of those that bound it.",
    )
    amount_left = serializers.CharField(
        allow_null=True, help_text="The most that could be paid now, before this payment; null for no bound."
    )


class PlayWindow(ApiView):
    """May this player play?"""

    scopes = {"GET": Scope.PLAYERS_READ}
    query = ("at",)

    @operation(
        name="getPlayWindow",
        summary="Whether the player may play, now or at a moment",
        description="A past moment is judged by the law and the age of its day.",
        response=PlayWindowSerializer,
        response_example={
            "allow": False,
            "rules": ["CN-2021-WINDOW"],
            "next_allowed_at": "2026-12-04T12:00:00Z",
            "minutes_left": 0,
        },
        parameters={"at": "A moment in ISO 8601 with a time zone; now when left out."},
    )
    def get(self, request: Request, pk: str) -> Response:
        player = player_for(self.agent, path_id(pk))
        verdict = play_verdict(player, _asked_moment(request))
        return Response(
            {
                "allow": verdict.allow,
                "rules": list(verdict.rules),
                "next_allowed_at": moment(verdict.next_allowed_at),
                "minutes_left": verdict.minutes_left,
            }
        )


class SpendCheck(ApiView):
    """May this player pay?"""

    scopes = {"POST": Scope.PLAYERS_READ}

    @operation(
        name="checkSpending",
        summary="Whether the player may pay an amount",
        description="Nothing is written: the payment itself is told as an event.",
        request=SpendCheckInput,
        request_example={"amount": "50.00", "currency": "CNY"},
        response=SpendCheckSerializer,
        response_example={"allow": True, "rules": ["CN-SPEND-SINGLE", "CN-SPEND-MONTH"], "amount_left": "50.00"},
    )
    def post(self, request: Request, pk: str) -> Response:
        player = player_for(self.agent, path_id(pk))
        body = SpendCheckInput(data=request.data)
        body.is_valid(raise_exception=True)
        verdict = spend_verdict(player, **body.validated_data)
        left = None if verdict.amount_left is None else f"{verdict.amount_left:.2f}"
        return Response({"allow": verdict.allow, "rules": list(verdict.rules), "amount_left": left})


def _is_amount(whole: str, cents: str, *, has_dot: bool) -> bool:
    digits = whole + cents
    return (
        digits.isascii()
        and digits.isdigit()
        and 1 <= len(whole) <= 12
        and (1 <= len(cents) <= 2 if has_dot else not cents)
    )


def _asked_moment(request: Request) -> Any:
    """The moment of `?at=`, or None; a plus sign that came as a space is one."""
    if "at" not in request.query_params:
        return None
    try:
        return MomentField().run_validation(request.query_params["at"].replace(" ", "+"))
    except serializers.ValidationError as error:
        raise QueryRefused({"at": str(error.detail[0])}) from error  # type: ignore[index]
