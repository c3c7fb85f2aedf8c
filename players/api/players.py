"""Players: told to us by the game, found by the game's own id."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from core.api import fields
from core.api.errors import QueryRefused
from core.api.filters import text_in
from core.api.formats import moment, path_id
from core.api.operations import operation
from core.api.preconditions import check_if_match
from core.api.resources import ResourceSerializer
from core.api.serializers import DayField, StrictCharField, StrictIntegerField, StrictSerializer
from core.api.views import ApiView, ListView, single
from core.enums import Permission, Scope
from core.errors import InvalidInput, NotThere, Text, VersionMismatch
from core.models import Agent, ApiToken, Game
from core.policies.permissions import has_anywhere
from core.queries.directory import game_named
from players.actions.alarms import count_view
from players.actions.profile import put_player
from players.enums import AgeBand, PlayerKind, RealNameStatus, Tier
from players.models import Player
from players.queries.law import band_of
from players.queries.players import player_for, players_for


class PlayerSerializer(ResourceSerializer):
    """A person in one game. A date of birth goes in and never comes out: only the band of the age does."""

    resource = "player"

    id = serializers.CharField()
    uid = serializers.CharField(allow_null=True, help_text="The game's own id; null for a guest.")
    game = serializers.CharField(help_text="Slug.")
    nickname = serializers.CharField(allow_blank=True)
    email = serializers.CharField(allow_blank=True)
    locale = serializers.CharField(allow_blank=True)
    jurisdiction = serializers.CharField(allow_blank=True)
    real_name_status = serializers.ChoiceField(choices=RealNameStatus.values)
    age_band = serializers.ChoiceField(choices=AgeBand.values)
    vip = serializers.IntegerField()
    tier = serializers.ChoiceField(choices=Tier.values)
    kind = serializers.ChoiceField(choices=PlayerKind.values)
    region = serializers.CharField(allow_null=True, help_text="Code of the region or server.")
    guest = serializers.BooleanField()
    created_at = serializers.DateTimeField()
    updated_at = serializers.DateTimeField()
    version = serializers.IntegerField()


class PlayerInput(StrictSerializer):
    """What the game knows; fields that are left out stay as they are."""

    uid = StrictCharField(max_length=64, required=False, help_text="Where it is given, the one of the address.")
    game = StrictCharField(max_length=40, required=False, help_text="Where it is given, the one of the address.")
    nickname = StrictCharField(max_length=80, allow_blank=True, required=False)
    email = StrictCharField(max_length=254, allow_blank=True, required=False)
    locale = StrictCharField(max_length=16, allow_blank=True, required=False)
    jurisdiction = StrictCharField(max_length=8, allow_blank=True, required=False)
    real_name_status = serializers.ChoiceField(choices=RealNameStatus.values, required=False)
    birth_date = DayField(required=False, allow_null=True)
    vip = StrictIntegerField(min_value=0, max_value=1000, required=False)
    kind = serializers.ChoiceField(choices=PlayerKind.values, required=False)
    region = StrictCharField(max_length=40, allow_null=True, required=False, help_text="Code of a region of the game.")


EXAMPLE = {
    "id": "301",
    "uid": "hl-88213",
    "game": "huanle",
    "nickname": "小鱼儿",
    "email": "xiaoyu@example.com",
    "locale": "zh-Hans",
    "jurisdiction": "CN",
    "real_name_status": "verified",
    "age_band": "adult",
    "vip": 3,
    "tier": "T1",
    "kind": "payer",
    "region": "east-1",
    "guest": False,
    "created_at": "2026-11-20T09:30:00Z",
    "updated_at": "2026-11-21T02:15:41.120000Z",
    "version": 4,
}
INPUT_EXAMPLE = {"nickname": "小鱼儿", "locale": "zh-Hans", "birth_date": "1996-05-31", "vip": 3, "kind": "payer"}


def player_resource(player: Player) -> dict[str, Any]:
    """The player as callers see it; upper apps' fields are joined by `player_resources`."""
    return {
        "id": str(player.pk),
        "uid": player.uid or None,
        "game": player.game.slug,
        "nickname": player.nickname,
        "email": player.email,
        "locale": player.locale,
        "jurisdiction": player.jurisdiction,
        "real_name_status": player.real_name_status,
        "age_band": band_of(player).value,
        "vip": player.vip,
        "tier": player.tier,
        "kind": player.kind,
        "region": player.region.code if player.region else None,
        "guest": player.is_guest,
        "created_at": moment(player.created_at),
        "updated_at": moment(player.updated_at),
        "version": player.version,
    }


def player_resources(players: list[Player], agent: Agent) -> list[dict[str, Any]]:
    """Each player with what upper apps know about it."""
    extras = fields.provided("player", players, agent)
    return [player_resource(player) | extra for player, extra in zip(players, extras, strict=True)]


class PlayerList(ListView):
    """Players, and the one address by which a game tells us about one."""

    scopes = {"GET": Scope.PLAYERS_READ, "PUT": Scope.PLAYERS_WRITE}
    filters = {
        "uid": text_in("uid", "The game's own id.", "hl-88213"),
        "game": text_in("game__slug", "Slug of the game.", "huanle"),
    }
    orderings = {"created_at": "created_at", "updated_at": "updated_at", "id": "id"}

    @operation(
        name="listPlayers",
        summary="Players; with `uid` and `game` at most one",
        response=PlayerSerializer,
        response_example=EXAMPLE,
        is_list=True,
        problems={429: "real_name.profile_limit"},
    )
    def get(self, request: Request) -> Response:
        return self.listed(request)

    @operation(
        name="putPlayer",
        summary="Add a player or bring it up to date",
        description="The address names the player by `uid` and `game`, both required. 201 when the player is new.",
        request=PlayerInput,
        request_example=INPUT_EXAMPLE,
        response=PlayerSerializer,
        response_example=EXAMPLE,
        has_version=True,
        problems={404: "not_found"},
    )
    def put(self, request: Request) -> Response:
        game, uid = self._addressed(request)
        values = _checked(request, game, uid)
        player, is_new = put_player(game, uid, by=self.actor, seen=self._seen(request, game, uid), **values)
        player.game = game
        (resource,) = player_resources([player], self.agent)
        return single(request, resource, player.version, status=201 if is_new else 200)

    def rows(self) -> QuerySet[Player]:
        return players_for(self.agent)

    def resources(self, rows: list[Any]) -> list[dict[str, Any]]:
        token = self.request.auth
        if not isinstance(token, ApiToken) or Scope.EXPORTS_READ not in token.scopes:
            _look_at(self.agent, *rows)
        return player_resources(rows, self.agent)

    def _addressed(self, request: Request) -> tuple[Game, str]:
        missing = {
            name: _("This parameter is required.") for name in ("uid", "game") if not request.query_params.get(name)
        }
        missing |= {
            name: _("There is no such parameter.") for name in request.query_params if name not in {"uid", "game"}
        }
        if missing:
            raise QueryRefused(missing)
        game = game_named(self.agent, request.query_params["game"])
        if game is None:
            raise NotThere
        return game, request.query_params["uid"]

    def _seen(self, request: Request, game: Game, uid: str) -> int | None:
        """The version that If-Match demands; the action compares it once more under the lock."""
        if "If-Match" not in request.headers:
            return None
        player = self.rows().filter(game=game, uid=uid).first()
        if player is None:
            raise VersionMismatch
        check_if_match(request, player.version)
        return player.version


class PlayerDetail(ApiView):
    """One player by our id."""

    scopes = {"GET": Scope.PLAYERS_READ}

    @operation(
        name="getPlayer",
        summary="One player",
        response=PlayerSerializer,
        response_example=EXAMPLE,
        has_version=True,
        problems={429: "real_name.profile_limit"},
    )
    def get(self, request: Request, pk: str) -> Response:
        player = player_for(self.agent, path_id(pk))
        _look_at(self.agent, player)
        (resource,) = player_resources([player], self.agent)
        return single(request, resource, player.version)


def _look_at(agent: Agent, *players: Player) -> None:
    """People who read profiles by a program are counted as on the pages; accounts that serve programs alone are not."""
    if has_anywhere(agent, Permission.DESK_USE):
        count_view(agent, *players)


def _checked(request: Request, game: Game, uid: str) -> dict[str, Any]:
    """The fields of the body; an id or game in it must be those of the address."""
    body = PlayerInput(data=request.data)
    body.is_valid(raise_exception=True)
    values = dict(body.validated_data)
    wrong: dict[str, list[Text]] = {}
    if values.pop("uid", uid) != uid:
        wrong["uid"] = [_("The address names another player.")]
    if values.pop("game", game.slug) not in {game.slug, str(game.pk)}:
        wrong["game"] = [_("The address names another game.")]
    if wrong:
        raise InvalidInput(wrong)
    return values
