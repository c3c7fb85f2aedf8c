"""The kinds of matters, in the asked language."""

from typing import Any

from django.db.models import QuerySet
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from core.api.filters import text_in
from core.api.operations import operation
from core.api.views import ListView
from core.enums import Scope
from knowledge.models import Category
from knowledge.queries.categories import active_categories


class CategorySerializer(serializers.Serializer[Any]):
    """A kind of matter; `AC` is of the first level, `AC-02` of the second."""

    code = serializers.CharField()
    name = serializers.CharField()
    parent = serializers.CharField(allow_null=True)  # type: ignore[assignment]  # a name of the contract
    group = serializers.CharField(help_text="Code of the group where such a case is handed.")
    facts = serializers.ListField(child=serializers.CharField(), help_text="Codes of the facts that the form asks for.")


EXAMPLE = {"code": "AC-02", "name": "Stolen account", "parent": "AC", "group": "SEC", "facts": ["last_login"]}


class CategoryList(ListView):
    """The categories that a ticket may have."""

    scopes = {"GET": Scope.TICKETS_READ}
    filters = {"parent": text_in("parent_id", "Code of the first-level category.", "AC")}
    orderings = {"code": "code"}
    default_ordering = "code"

    @operation(
        name="listCategories",
        summary="Categories",
        response=CategorySerializer,
        response_example=EXAMPLE,
        is_list=True,
    )
    def get(self, request: Request) -> Response:
        return self.listed(request)

    def rows(self) -> QuerySet[Category]:
        return active_categories()

    def resources(self, rows: list[Any]) -> list[dict[str, Any]]:
        return [
            {
                "code": category.code,
                "name": category.name,
                "parent": category.parent_id,
                "group": category.group.code,
                "facts": [fact["code"] for fact in category.facts],
            }
            for category in rows
        ]
