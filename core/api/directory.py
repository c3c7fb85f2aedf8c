"""Games, groups and agents: what other resources name."""

from typing import Any

from django.db.models import QuerySet
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from core.api.operations import operation
from core.api.views import ListView
from core.enums import Availability, GameKind, Layer, Scope, Tongue
from core.models import Agent, Game, Group
from core.queries.directory import agents_for, games_for, groups_for, load_of

READ = {"GET": Scope.TICKETS_READ}


class GameSerializer(serializers.Serializer[Any]):
    """A game: the tenant to which tickets and players belong."""

    id = serializers.CharField()
    slug = serializers.CharField()
    name = serializers.CharField(help_text="In the asked language.")
    kind = serializers.ChoiceField(choices=GameKind.values)
    time_zone = serializers.CharField()
    jurisdiction = serializers.CharField()
    regions = serializers.ListField(child=serializers.CharField(), help_text="Codes of its servers or regions.")


class GroupSerializer(serializers.Serializer[Any]):
    """A skill group: where tickets wait and cases are handed."""

    id = serializers.CharField()
    code = serializers.CharField()
    name = serializers.CharField()
    front_line = serializers.BooleanField()
    receives_directly = serializers.BooleanField()
    restricted = serializers.BooleanField()


class AgentSkillSerializer(serializers.Serializer[Any]):
    """What a colleague is good at, from 1 (knows it) to 3 (teaches it)."""

    code = serializers.CharField()
    name = serializers.CharField(help_text="In the asked language.")
    level = serializers.IntegerField(min_value=1, max_value=3)


class AgentSerializer(serializers.Serializer[Any]):
    """A colleague. Addresses, permissions and tokens are not part of it."""

    id = serializers.CharField()
    name = serializers.CharField()
    availability = serializers.ChoiceField(choices=Availability.values)
    groups = serializers.ListField(child=serializers.CharField(), help_text="Codes.")
    team = serializers.CharField(allow_null=True)
    layer = serializers.ChoiceField(choices=Layer.values, allow_null=True)
    capacity = serializers.IntegerField(help_text="What automatic assignment fills at most.")
    load = serializers.IntegerField(help_text="Tickets in hand that are new or open.")
    languages = serializers.ListField(
        child=serializers.ChoiceField(choices=Tongue.values), help_text="In which players are answered."
    )
    skills = AgentSkillSerializer(many=True)


GAME_EXAMPLE = {
    "id": "1",
    "slug": "huanle",
    "name": "Huanle Cards",
    "kind": "cards",
    "time_zone": "Asia/Shanghai",
    "jurisdiction": "CN",
    "regions": ["east-1", "south-2"],
}
GROUP_EXAMPLE = {
    "id": "3",
    "code": "SEC",
    "name": "Account security",
    "front_line": False,
    "receives_directly": False,
    "restricted": False,
}
AGENT_EXAMPLE = {
    "id": "12",
    "name": "Lin Yue",
    "availability": "available",
    "groups": ["FL"],
    "team": "front-day",
    "layer": "business",
    "capacity": 8,
    "load": 3,
    "languages": ["zh-Hans", "en"],
    "skills": [{"code": "payments", "name": "Payments and refunds", "level": 2}],
}


class GameList(ListView):
    """The games that the agent may see."""

    scopes = READ
    orderings = {"id": "id", "slug": "slug"}
    default_ordering = "id"

    @operation(name="listGames", summary="Games", response=GameSerializer, response_example=GAME_EXAMPLE, is_list=True)
    def get(self, request: Request) -> Response:
        return self.listed(request)

    def rows(self) -> QuerySet[Game]:
        return games_for(self.agent).prefetch_related("regions")

    def resources(self, rows: list[Any]) -> list[dict[str, Any]]:
        return [
            {
                "id": str(game.pk),
                "slug": game.slug,
                "name": game.name,
                "kind": game.kind,
                "time_zone": game.time_zone,
                "jurisdiction": game.jurisdiction,
                "regions": [region.code for region in game.regions.all()],
            }
            for game in rows
        ]


class GroupList(ListView):
    """The skill groups."""

    scopes = READ
    orderings = {"id": "id", "code": "code"}
    default_ordering = "id"

    @operation(
        name="listGroups",
        summary="Skill groups",
        response=GroupSerializer,
        response_example=GROUP_EXAMPLE,
        is_list=True,
    )
    def get(self, request: Request) -> Response:
        return self.listed(request)

    def rows(self) -> QuerySet[Group]:
        return groups_for(self.agent)

    def resources(self, rows: list[Any]) -> list[dict[str, Any]]:
        return [
            {
                "id": str(group.pk),
                "code": group.code,
                "name": group.name,
                "front_line": group.is_front_line,
                "receives_directly": group.receives_directly,
                "restricted": group.is_restricted,
            }
            for group in rows
        ]


class AgentList(ListView):
    """The colleagues with whom the agent shares a game."""

    scopes = READ
    orderings = {"id": "id", "name": "name"}
    default_ordering = "id"

    @operation(
        name="listAgents", summary="Agents", response=AgentSerializer, response_example=AGENT_EXAMPLE, is_list=True
    )
    def get(self, request: Request) -> Response:
        return self.listed(request)

    def rows(self) -> QuerySet[Agent]:
        return agents_for(self.agent)

    def resources(self, rows: list[Any]) -> list[dict[str, Any]]:
        return [
            {
                "id": str(agent.pk),
                "name": agent.name,
                "availability": agent.availability,
                "groups": [group.code for group in agent.groups.all()],
                "team": agent.team.code if agent.team else None,
                "layer": agent.team.layer if agent.team else None,
                "capacity": agent.capacity,
                "load": load_of(agent),
                "languages": agent.tongues,
                "skills": [
                    {"code": own.skill.code, "name": own.skill.name, "level": own.level}
                    for own in sorted(agent.agent_skills.all(), key=lambda own: own.skill.code)
                ],
            }
            for agent in rows
        ]
