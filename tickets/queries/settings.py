"""What administrators keep for the desk, as lists: prepared texts, tags, categories; and who changed what."""

import base64
import binascii
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db.models import Model, Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from core.errors import NotThere
from core.models import Event, Group
from knowledge.models import Category
from tickets.models import Macro, Tag

PAGE, HISTORY, VALUE_SHOWN = 50, 30, 60
Text = str | Promise


@dataclass(frozen=True)
class Section:
    """One kind of rows. `orders` maps a name to its column, with `-` for the largest first; the first one is usual."""

    code: str
    title: Text
    model: type[Model]
    searched: tuple[str, ...]
    orders: Mapping[str, tuple[str, Text]]
    related: tuple[str, ...] = ()
    only: Q = field(default_factory=Q)

    def rows(self) -> QuerySet[Any]:
        """Every row of this kind, with what a list shows of others."""
        return self.model._default_manager.filter(self.only).select_related(*self.related)


SECTIONS = {
    section.code: section
    for section in (
        Section(
            "macros",
            gettext_lazy("Macros"),
            Macro,
            ("code", "title_zh", "title_en", "body_zh", "body_en"),
            {
                "code": ("code", gettext_lazy("By code")),
                "used": ("-used_count", gettext_lazy("Most used")),
                "title": ("title_zh", gettext_lazy("By title")),
            },
            ("group",),
            Q(owner=None),
        ),
        Section(
            "tags",
            gettext_lazy("Tags"),
            Tag,
            ("code", "name_zh", "name_en"),
            {"code": ("code", gettext_lazy("By tag")), "state": ("state", gettext_lazy("By state"))},
            ("merged_into",),
        ),
        Section(
            "categories",
            pgettext_lazy("settings", "Categories"),
            Category,
            ("code", "name_zh", "name_en"),
            {
                "code": ("code", gettext_lazy("By code")),
                "urgency": ("urgency", gettext_lazy("Most urgent")),
                "name": ("name_zh", gettext_lazy("By name")),
            },
            ("group", "parent"),
        ),
    )
}


def section_of(code: str) -> Section:
    """The section of this name; raises `NotThere`."""
    if code not in SECTIONS:
        raise NotThere
    return SECTIONS[code]


@dataclass(frozen=True)
class SettingsPage:
    """Some rows of a section, how they are ordered, and the place from which the next page goes on."""

    rows: list[Any]
    order: str
    next_cursor: str = ""


def settings_page(section: Section, *, asked: str = "", order: str = "", after: str = "") -> SettingsPage:
    """The rows that hold `asked`, fifty at a time; what no list has given out as `after` begins anew. One statement."""
    name = order if order in section.orders else next(iter(section.orders))
    column = section.orders[name][0]
    bare, is_down = column.removeprefix("-"), column.startswith("-")
    rows = section.rows()
    if words := asked.strip()[:100].replace("\x00", ""):
        found = Q()
        for searched in section.searched:
            found |= Q(**{f"{searched}__icontains": words})
        rows = rows.filter(found)
    rows = rows.filter(_after(section, bare, after, is_down=is_down)).order_by(column, "pk")
    kept = list(rows[: PAGE + 1])
    more = len(kept) > PAGE
    last = kept[PAGE - 1] if more else None
    return SettingsPage(kept[:PAGE], name, _cursor(getattr(last, bare), last.pk) if last else "")


def _cursor(value: Any, pk: Any) -> str:
    return base64.urlsafe_b64encode(json.dumps([value, pk]).encode()).decode().rstrip("=")


def _after(section: Section, column: str, cursor: str, *, is_down: bool) -> Q:
    try:
        value, pk = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))) if cursor else (None, None)
        if value is None:
            return Q()
        columns: dict[str, Any] = {given.name: given for given in section.model._meta.concrete_fields}
        columns[column].to_python(value)
        columns[section.model._meta.pk.name].to_python(pk)
    except (ValueError, TypeError, binascii.Error, ValidationError):
        return Q()
    beyond = Q(**{f"{column}__lt" if is_down else f"{column}__gt": value})
    return beyond | Q(**{column: value, "pk__gt": pk})


@dataclass(frozen=True)
class Change:
    """One field as it was and is."""

    label: str
    before: str
    after: str


@dataclass(frozen=True)
class HistoryLine:
    """Who did what to a row, and when."""

    at: datetime
    who: str
    text: str
    changes: tuple[Change, ...]


def history_of(section: Section, row: Any) -> list[HistoryLine]:
    """What happened to the row, the newest first, thirty at most. At most two statements."""
    if section.code == "categories":
        events = Event.objects.filter(name="category.changed", data__code=row.pk)
    else:
        events = Event.objects.filter(subject_type=row._meta.model_name, subject_id=row.pk).exclude(name="macro.used")
    found = list(events.order_by("-pk")[:HISTORY])
    groups = _groups(found)
    return [_line(section, event, groups) for event in found]


def _groups(events: Iterable[Event]) -> dict[int, str]:
    ids = {value for event in events for value in event.data.get("changes", {}).get("group_id", []) if value}
    return {group.pk: group.name for group in Group.objects.filter(pk__in=ids)} if ids else {}


def _line(section: Section, event: Event, groups: Mapping[int, str]) -> HistoryLine:
    changes = event.data.get("changes", {})
    done = event.name.split(".")[1]
    text = {
        "added": _("made it"),
        "merged": _("merged it into %(tag)s") % {"tag": event.data.get("into", "")},
    }.get(done) or ngettext("changed %(n)d field", "changed %(n)d fields", len(changes)) % {"n": len(changes)}
    shown = () if done == "added" else tuple(_change(section, name, pair, groups) for name, pair in changes.items())
    return HistoryLine(event.at, event.actor_name or _("The system"), text, shown)


def _change(section: Section, name: str, pair: list[Any], groups: Mapping[int, str]) -> Change:
    try:
        model_field: Any = section.model._meta.get_field(name.removesuffix("_id"))
        label, options = str(model_field.verbose_name), dict(model_field.flatchoices)
    except FieldDoesNotExist:
        label, options = name, {}
    before, after = (_shown(value, options, groups if name == "group_id" else {}) for value in pair)
    return Change(label[:1].upper() + label[1:], before, after)


def _shown(value: Any, options: Mapping[Any, Any], names: Mapping[int, str]) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if value in (None, "", []):
        return "–"
    if isinstance(value, list):
        return _(", ").join(map(str, value))
    text = str(names.get(value) or options.get(value) or value)
    return f"{text[:VALUE_SHOWN]}…" if len(text) > VALUE_SHOWN else text
