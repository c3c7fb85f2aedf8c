"""What the schema says about one verb of one address; written beside the code that it describes."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from rest_framework.serializers import BaseSerializer

AnyHandler = TypeVar("AnyHandler", bound=Callable[..., Any])


@dataclass(frozen=True)
class Operation:
    """`name` is the operationId. `problems` are the codes of refusals of its own, by status.

    `response` is the resource, for a list (`is_list`) one of its rows; None for an answer without a body.
    """

    name: str
    summary: str
    response: type[BaseSerializer[Any]] | None
    response_example: Any = None
    status: int = 200
    description: str = ""
    is_list: bool = False
    has_version: bool = False
    request: type[BaseSerializer[Any]] | None = None
    request_example: Any = None
    request_type: str = "application/json"
    response_type: str = "application/json"
    parameters: Mapping[str, str] = field(default_factory=dict)
    problems: Mapping[int, str] = field(default_factory=dict)


def operation(**facts: Any) -> Callable[[AnyHandler], AnyHandler]:
    """Describe a handler: `@operation(name="listGames", summary="…", response=GameSerializer, …)`."""

    def describe(handler: AnyHandler) -> AnyHandler:
        handler.operation = Operation(**facts)  # type: ignore[attr-defined]
        return handler

    return describe
