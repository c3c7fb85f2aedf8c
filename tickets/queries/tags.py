"""Known tags: their looks, and what a written word becomes."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import QuerySet

from core.engines.pinyin import pinyin_words
from tickets.enums import TagColour, TagState
from tickets.models import Tag

OFFERED = 500


@dataclass(frozen=True)
class TagLook:
    """A tag as a chip shows it."""

    code: str
    name: str
    colour: str


def looks_of(codes: Iterable[str]) -> list[TagLook]:
    """The tags with their names and colours, in order; a merged one as its heir. One statement, none for no tags."""
    wanted = list(codes)
    rows = {row.code: row for row in _known(wanted)} if wanted else {}
    return [_look(code, rows.get(code)) for code in wanted]


def _known(codes: list[str]) -> QuerySet[Tag]:
    return Tag.objects.filter(code__in=codes).select_related("merged_into")


def _look(code: str, row: Tag | None) -> TagLook:
    shown = row.merged_into if row and row.merged_into else row
    return TagLook(code, shown.name, shown.colour) if shown else TagLook(code, code, TagColour.LINE.value)


def current_tags(codes: Iterable[str], *, held: Iterable[str]) -> tuple[list[str], list[str]]:
    """The tags as they are called now, and those that are retired and not `held`; one statement, none for no tags."""
    wanted, kept = list(codes), set(held)
    if not wanted:
        return [], []
    rows = {row.code: row for row in _known(wanted)}
    named = [row.merged_into.code if (row := rows.get(code)) and row.merged_into else code for code in wanted]
    retired = [code for code in wanted if code in rows and rows[code].state == TagState.RETIRED and code not in kept]
    return list(dict.fromkeys(named)), retired


def offered_tags() -> list[dict[str, str]]:
    """The tags in use, for the field that completes them: code, name, and the words under which it finds them."""
    rows = Tag.objects.filter(state=TagState.ALLOWED)[:OFFERED]
    return [
        {"code": row.code, "name": row.name, "words": f"{row.name_zh} {row.name_en} {pinyin_words(row.name_zh)}"}
        for row in rows
    ]
