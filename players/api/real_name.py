"""Real names over the interface: handed in, compared, and given out as a status, a band of age and masked signs."""

from typing import Any

from django.utils.translation import gettext as _
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from core.api.formats import moment, path_id
from core.api.operations import operation
from core.api.serializers import StrictCharField, StrictSerializer
from core.api.views import ApiView
from core.enums import Scope
from core.errors import InvalidInput
from core.models import Agent
from players.actions.alarms import count_identity
from players.actions.real_name import match_identity, submit_real_name
from players.api.bodies import read
from players.enums import AgeBand, RealNameMethod, RealNameStatus
from players.models import Player
from players.policies.real_name import check_can_match
from players.queries.identities import may_see_masked, real_name_of
from players.queries.players import player_for

TOLD = (RealNameStatus.VERIFIED, RealNameStatus.FAILED)


class RealNameSerializer(serializers.Serializer[Any]):
    """Where the real name of an account stands. Name and number are masked, and null for callers without the right."""

    status = serializers.ChoiceField(choices=RealNameStatus.values)
    age_band = serializers.ChoiceField(choices=AgeBand.values)
    method = serializers.ChoiceField(choices=RealNameMethod.values, allow_null=True)
    checked_at = serializers.DateTimeField(allow_null=True)
    name = serializers.CharField(allow_null=True, help_text="Masked; null without the right to compare identities.")
    id_number = serializers.CharField(allow_null=True, help_text="Masked, as `name`.")


class RealNameInput(StrictSerializer):
    """What stands on the document. It is sealed as it arrives and given out by no answer."""

    name = StrictCharField(max_length=80)
    id_number = StrictCharField(max_length=32, help_text="18 characters, GB 11643-1999.")
    status = serializers.ChoiceField(
        choices=[str(status) for status in TOLD],
        required=False,
        help_text="What the game's own verification found; left out: it is verified here.",
    )
    pi = StrictCharField(
        max_length=38, required=False, allow_blank=True, help_text="The person's code, where the game has it."
    )


class MatchInput(StrictSerializer):
    """What the player says; at least one of the two."""

    name = StrictCharField(max_length=80, required=False)
    id_number = StrictCharField(max_length=32, required=False)
    ticket = StrictCharField(
        max_length=40, required=False, help_text="Number of the ticket that it is for: five tries each."
    )


class MatchSerializer(serializers.Serializer[Any]):
    """Whether all that was said is what is kept; which part differs is not told."""

    match = serializers.BooleanField()


EXAMPLE = {
    "status": "verified",
    "age_band": "adult",
    "method": "nppa",
    "checked_at": "2026-11-21T02:15:41.120000Z",
    "name": "某*一",
    "id_number": "1****************1",
}


class PlayerRealName(ApiView):
    """The real name of one account."""

    scopes = {"GET": Scope.PLAYERS_READ, "PUT": Scope.PLAYERS_WRITE}

    @operation(
        name="getRealName",
        summary="Status and age band of a player's real name",
        response=RealNameSerializer,
        response_example=EXAMPLE,
        problems={429: "real_name.profile_limit"},
    )
    def get(self, request: Request, pk: str) -> Response:
        player = player_for(self.agent, path_id(pk))
        if may_see_masked(self.agent, player):
            count_identity(self.agent, player)
        return Response(_resource(player, self.agent))

    @operation(
        name="putRealName",
        summary="Hand in a real name",
        description=(
            "A number that the company knows is verified at once; else the state's system is asked where it is"
            " connected, and two people decide where it is not. What was handed in is never repeated."
        ),
        request=RealNameInput,
        request_example={"name": "某一一", "id_number": "110000190101010001"},
        response=RealNameSerializer,
        response_example=EXAMPLE | {"name": None, "id_number": None},
        problems={409: "real_name.under_way"},
    )
    def put(self, request: Request, pk: str) -> Response:
        player = player_for(self.agent, path_id(pk))
        given = read(request, RealNameInput)
        result = RealNameStatus(given["status"]) if "status" in given else None
        player = submit_real_name(
            player,
            name=given["name"],
            number=given["id_number"],
            by=self.actor,
            result=result,
            pi=given.get("pi", ""),
        )
        return Response(_resource(player, self.agent))


class RealNameMatch(ApiView):
    """Compare what a player says with what is kept."""

    scopes = {"POST": Scope.PLAYERS_READ}

    @operation(
        name="matchRealName",
        summary="Whether what a player says is what is kept",
        description="Five tries for a ticket, ten for a player within a day; each is logged.",
        request=MatchInput,
        request_example={"name": "某一一", "id_number": "110000190101010001", "ticket": "10042"},
        response=MatchSerializer,
        response_example={"match": True},
        problems={409: "real_name.nothing_kept", 429: "real_name.match_limit"},
    )
    def post(self, request: Request, pk: str) -> Response:
        player = player_for(self.agent, path_id(pk))
        given = read(request, MatchInput)
        if not given.get("name") and not given.get("id_number"):
            raise InvalidInput({"name": [_("Give a name or a number to compare.")]})
        check_can_match(self.agent, player)
        count_identity(self.agent, player)
        is_equal = match_identity(
            player,
            by=self.actor,
            name=given.get("name", ""),
            number=given.get("id_number", ""),
            ticket=given.get("ticket", ""),
        )
        return Response({"match": is_equal})


def _resource(player: Player, agent: Agent) -> dict[str, Any]:
    found = real_name_of(player, agent)
    return {
        "status": found.status,
        "age_band": found.age_band,
        "method": found.method,
        "checked_at": moment(found.checked_at),
        "name": found.name or None,
        "id_number": found.number or None,
    }
