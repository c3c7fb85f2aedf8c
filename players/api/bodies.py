"""Bodies of requests about players: read strictly, or empty."""

from typing import Any

from rest_framework.request import Request

from core.api.serializers import StrictSerializer


class NoInput(StrictSerializer):
    """Nothing: the address says it all."""


def read(request: Request, form: type[StrictSerializer]) -> dict[str, Any]:
    """The fields of the body as the form takes them; a refusal names each one that cannot be."""
    body = form(data=request.data)
    body.is_valid(raise_exception=True)
    return dict(body.validated_data)
