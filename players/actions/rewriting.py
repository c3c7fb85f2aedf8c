"""Change every word that a table holds about somebody, by its privacy class: texts, lists, mappings, dates, vectors."""

from collections.abc import Callable, Iterable
from typing import Any

from django.contrib.postgres.search import SearchVectorField
from django.db import models

from players.queries.personal_fields import Holding

Change = Callable[[str], str]
BATCH = 500
GONE = "〔…〕"


def gone(text: str) -> str:
    """The change that leaves no word: what was empty stays empty."""
    return GONE if text else ""


def rewrite(holding: Holding, ids: Iterable[int], change: Change) -> int:
    """Apply the change to the personal texts of the rows that are about these; return how many rows are other now.

    Words for the search go with the text that they came from; whoever wants them anew builds them afterwards.
    """
    found = holding.model._base_manager.filter(**{holding.key: list(ids)}).order_by("pk")
    fields = [holding.model._meta.get_field(name) for name in holding.fields]
    texts = [field for field in fields if isinstance(field, models.Field) and _is_text(field)]
    alone = _unique_names(holding.model)
    many = 0
    last: Any = None
    while rows := list((found if last is None else found.filter(pk__gt=last))[:BATCH]):
        last = rows[-1].pk
        other = [row for row in rows if _changed(row, texts, change, alone)]
        if other:
            holding.model._base_manager.bulk_update(other, [field.name for field in texts])
        many += len(other)
    return many


def _is_text(field: "models.Field[Any, Any]") -> bool:
    kinds = (models.CharField, models.TextField, models.JSONField, SearchVectorField)
    return isinstance(field, kinds) or getattr(field, "base_field", None) is not None


def _unique_names(model: type[models.Model]) -> set[str]:
    """Fields in which two emptied rows would collide."""
    constraints = (one for one in model._meta.constraints if isinstance(one, models.UniqueConstraint))
    return {name for one in constraints for name in one.fields} | {
        field.name for field in model._meta.concrete_fields if field.unique
    }


def _changed(row: models.Model, fields: "list[models.Field[Any, Any]]", change: Change, alone: set[str]) -> bool:
    before = {field.attname: getattr(row, field.attname) for field in fields}
    after = {name: changed(value, change) for name, value in before.items()}
    words = {field.attname for field in fields if isinstance(field, SearchVectorField)}
    texts_differ = any(before[name] != after[name] for name in before if name not in words)
    if not texts_differ:
        return False
    for field in fields:
        value = after[field.attname]
        if field.attname in words:
            value = None
        elif field.name in alone and value != before[field.attname]:
            value = f"erased-{row.pk}"
        elif isinstance(value, str) and field.max_length and len(value) > field.max_length:
            value = value[: field.max_length - 1] + "…"
        elif value == "" != before[field.attname] and _is_in_key(field):
            value = f"erased-{row.pk}"  # two that are empty would be the same to the database
        setattr(row, field.attname, value)
    return True


def _is_in_key(field: "models.Field[Any, Any]") -> bool:
    """Whether the database wants the field's values to differ, alone or together with others."""
    constraints = field.model._meta.constraints
    return field.unique or any(
        isinstance(constraint, models.UniqueConstraint) and field.name in constraint.fields
        for constraint in constraints
    )


def changed(value: Any, change: Change) -> Any:
    """The value with every text inside of it changed; numbers, dates and keys of mappings stay."""
    if isinstance(value, str):
        return change(value)
    if isinstance(value, dict):
        return {key: changed(inner, change) for key, inner in value.items()}
    return [changed(inner, change) for inner in value] if isinstance(value, list) else value
