"""The field that chooses a category: two levels, found by code, by name in both languages and by pinyin."""

from collections.abc import Iterable
from typing import Any

from django import forms

from core.engines.pinyin import pinyin_words
from knowledge.models import Category

Choices = list[tuple[str, list[tuple[str, str]]]]


class _Tree:
    """Gives each option the words under which static/js/elements/category-tree.js finds it."""

    words: dict[str, str]

    def create_option(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        option: dict[str, Any] = super().create_option(*args, **kwargs)  # type: ignore[misc]  # of the select beside it
        if words := self.words.get(str(option["value"])):
            option["attrs"]["data-words"] = words
        return option


class CategorySelect(_Tree, forms.Select):
    """One category out of the tree; without scripts a select with groups."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.words = {}
        self.attrs["data-category-tree"] = ""


class CategorySelectMultiple(_Tree, forms.SelectMultiple):
    """Several categories; without scripts a list with groups."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.words = {}
        self.attrs |= {"data-category-tree": "", "size": 8}


def tree_of(rows: Iterable[Category], *, with_tops: bool = False) -> tuple[Choices, dict[str, str]]:
    """Categories as grouped choices, and the words of each; `with_tops` lets whole first levels be chosen."""
    known = list(rows)
    leaves: dict[str, list[Category]] = {}
    for row in known:
        if row.parent_id:
            leaves.setdefault(row.parent_id, []).append(row)
    choices = []
    for top in known:
        if top.parent_id is None:
            first = [(top.code, str(top))] if with_tops else []
            choices.append((str(top), [*first, *((row.code, str(row)) for row in leaves.get(top.code, []))]))
    words = {row.code: f"{row.name_zh} {row.name_en} {pinyin_words(row.name_zh)}" for row in known}
    return [choice for choice in choices if choice[1]], words
