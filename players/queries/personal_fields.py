"""Where anything about a player stands, read out of the privacy classes of the models themselves.

A model of any app with a `class Privacy` and a chain of foreign keys to `Player` is found here without being named, so
a table that is added next year is erased like the others. One that proves something and may not change says why it is
`kept` there; fields that the law binds to stay until their span is over are `bound`.
"""

from dataclasses import dataclass
from functools import lru_cache

from django.apps import apps
from django.db import models

from players.models import Player


@dataclass(frozen=True)
class Holding:
    """A table with personal fields, and the way from its rows to what they are about (`ticket__player`)."""

    model: type[models.Model]
    path: str
    fields: tuple[str, ...]

    @property
    def key(self) -> str:
        """The look-up of the row at the end of the way."""
        return f"{self.path}__in" if self.path else "pk__in"


@lru_cache(maxsize=8)
def holdings(about: type[models.Model] = Player) -> tuple[Holding, ...]:
    """Every table that says something about a player, or about another thing that is a player's."""
    found = []
    for model in apps.get_models():
        privacy = getattr(model, "Privacy", None)
        personal, path = getattr(privacy, "personal", None), path_to(model, about)
        if personal and path is not None and not getattr(privacy, "kept", ""):
            free = personal - getattr(privacy, "bound", set())
            found.append(Holding(model, path, tuple(sorted(free))))
    return tuple(sorted(found, key=lambda holding: (holding.path.count("__"), holding.model._meta.label)))


def path_to(model: type[models.Model], target: type[models.Model], depth: int = 4) -> str | None:
    """The shortest chain of foreign keys from one model to another; empty for the model itself, None without one."""
    ways: list[tuple[type[models.Model], str]] = [(model, "")]
    seen = {model}
    for _ in range(depth + 1):
        for reached, path in ways:
            if reached is target:
                return path
        ways = [step for reached, path in ways for step in _steps(reached, path, seen)]
    return None


def _steps(model: type[models.Model], path: str, seen: set[type[models.Model]]) -> list[tuple[type[models.Model], str]]:
    steps = []
    for field in model._meta.concrete_fields:
        other = field.related_model
        if isinstance(field, models.ForeignKey) and isinstance(other, type) and other not in seen:
            seen.add(other)
            steps.append((other, f"{path}__{field.name}" if path else field.name))
    return steps
