"""What the desk offers its agents: prepared texts and named lists."""

from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from rest_framework.request import Request
from rest_framework.response import Response

from core.api.formats import text_id
from core.api.operations import operation
from core.api.views import ListView
from core.enums import Scope
from tickets.api import examples
from tickets.api.schemas import MacroSerializer, ViewSerializer
from tickets.models import Macro, View
from tickets.queries.offers import macros_for
from tickets.queries.saved_views import judged, views_for


class MacroList(ListView):
    """Prepared texts for everybody and for the agent's groups."""

    scopes = {"GET": Scope.TICKETS_READ}
    orderings = {"id": "id", "code": "code"}
    default_ordering = "code"

    @operation(
        name="listMacros", summary="Macros", response=MacroSerializer, response_example=examples.MACRO, is_list=True
    )
    def get(self, request: Request) -> Response:
        return self.listed(request)

    def rows(self) -> QuerySet[Macro]:
        return macros_for(self.agent)

    def resources(self, rows: list[Any]) -> list[dict[str, Any]]:
        return [
            {
                "id": str(macro.pk),
                "code": macro.code,
                "title": macro.title,
                "body_zh": macro.body_zh,
                "body_en": macro.body_en,
                "categories": macro.categories,
                "group": macro.group.code if macro.group else None,
            }
            for macro in rows
        ]


class ViewList(ListView):
    """The house's views, the agent's own, and those that colleagues share with the agent."""

    scopes = {"GET": Scope.TICKETS_READ}
    orderings = {"id": "id", "slug": "slug"}
    default_ordering = "id"

    @operation(name="listViews", summary="Views", response=ViewSerializer, response_example=examples.VIEW, is_list=True)
    def get(self, request: Request) -> Response:
        return self.listed(request)

    def rows(self) -> QuerySet[View]:
        return views_for(self.agent)

    def resources(self, rows: list[Any]) -> list[dict[str, Any]]:
        return [
            {
                "id": str(view.pk),
                "slug": view.slug,
                "name": view.name,
                "section": view.section,
                "owner": text_id(view.owner_id),
                "audience": view.audience,
                "filters": view.filters,
                "order": view.order,
                "problems": [problem.text for problem in view.problems],
                "url": f"{settings.PUBLIC_URL}/desk/views/{view.slug}",
            }
            for view in judged(rows, self.agent)
        ]
