"""What upper apps know about a lower app's resource, joined to it without being imported.

A provider is asked once for a whole list: it answers for all rows with a fixed number of statements.

    register("ticket", "clocks", clocks_of, schema=ClockSerializer(many=True))
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from rest_framework.fields import Field

from core.models import Agent

Provider = Callable[[Sequence[Any], Agent], Mapping[Any, Any]]


@dataclass(frozen=True)
class Extra:
    """One field: `provide(rows, agent)` maps primary keys to JSON-ready values, `default()` fills the gaps.

    `example` is its value in the examples of the resource.
    """

    name: str
    provide: Provider
    schema: Field[Any, Any, Any, Any]
    default: Callable[[], Any]
    example: Any = None


_registry: dict[str, dict[str, Extra]] = {}


def register(
    resource: str,
    name: str,
    provider: Provider,
    *,
    schema: Field[Any, Any, Any, Any],
    default: Callable[[], Any] = lambda: None,
    example: Any = None,
) -> None:
    """From now on every such resource has the field; `schema` describes one value of it. The last one wins."""
    _registry.setdefault(resource, {})[name] = Extra(name, provider, schema, default, example)


def extras_for(resource: str) -> tuple[Extra, ...]:
    """The registered fields of a resource by name, for its schema."""
    return tuple(extra for _name, extra in sorted(_registry.get(resource, {}).items()))


def defaults(resource: str) -> dict[str, Any]:
    """The values for a row that nobody can know anything about yet, without asking."""
    return {extra.name: extra.default() for extra in extras_for(resource)}


def provided(resource: str, rows: Sequence[Any], agent: Agent) -> list[dict[str, Any]]:
    """The values of all registered fields for each row, in the order of the rows."""
    answers = [(extra, extra.provide(rows, agent) if rows else {}) for extra in extras_for(resource)]
    return [
        {extra.name: values[row.pk] if row.pk in values else extra.default() for extra, values in answers}
        for row in rows
    ]
