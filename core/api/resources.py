"""Descriptions of resources for the schema. Answers themselves are made by plain functions, which are much faster."""

import copy
from typing import Any, ClassVar

from rest_framework import serializers

from core.api.fields import extras_for


class ResourceSerializer(serializers.Serializer[Any]):
    """Describes a resource together with the fields that upper apps have registered for it."""

    resource: ClassVar[str]

    def get_fields(self) -> dict[str, Any]:
        described = super().get_fields()
        described.update({extra.name: copy.deepcopy(extra.schema) for extra in extras_for(self.resource)})
        return described
