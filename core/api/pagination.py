"""Pages by cursor: the place after the last row that was read, so an insert makes no row come twice or never."""

import base64
import binascii
import json
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db.models import Model, Q, QuerySet
from django.utils.translation import gettext as _
from rest_framework.request import Request

from core.api.errors import QueryRefused
from core.api.formats import moment
from core.engines.text import is_storable

DEFAULT_SIZE = 50
MAX_SIZE = 200
PARAMETERS = ("cursor", "page_size", "ordering")


@dataclass(frozen=True)
class Page:
    """Some rows, and the addresses of the pages before and after them."""

    rows: list[Any]
    next: str | None
    previous: str | None

    @property
    def links(self) -> str:
        """The value of the Link header, empty on a single page."""
        named = (("next", self.next), ("prev", self.previous))
        return ", ".join(f'<{url}>; rel="{name}"' for name, url in named if url)


@dataclass(frozen=True)
class Whole:
    """A list that nobody narrows down: the statement of its first page is the same again, and `first` keeps it.

    `first` gets what the statement follows from besides the list, and a function that makes the page of a queryset.
    """

    model: type[Model]
    first: Callable[[Hashable, Callable[[QuerySet[Any]], QuerySet[Any]]], list[Any]]


@dataclass(frozen=True)
class _Cursor:
    ordering: str
    values: list[Any]
    is_backward: bool

    def text(self) -> str:
        raw = json.dumps([self.ordering, self.values, self.is_backward], separators=(",", ":"), ensure_ascii=False)
        return base64.urlsafe_b64encode(raw.encode()).decode().rstrip("=")


class CursorPages:
    """Pages of a queryset, ordered by one named column and then by primary key.

    `orderings` maps the names that a caller may use to columns that are never empty; `row` gives what was read those
    columns as attributes, where it has them not.
    """

    def __init__(
        self, orderings: Mapping[str, str], default: str, row: Callable[[Any], Any] = lambda found: found
    ) -> None:
        self.orderings = orderings
        self.default = default
        self.row = row

    def page(self, rows: Callable[[], QuerySet[Any]], request: Request, whole: Whole | None = None) -> Page:
        """Read one page with one statement, or raise `QueryRefused`."""
        size, ordering = self._size(request), self._ordering(request)
        model = whole.model if whole else rows().model
        cursor = self._cursor(request, ordering, model)
        columns = self._columns(ordering, model)
        is_backward = cursor is not None and cursor.is_backward

        def asked(found: QuerySet[Any]) -> QuerySet[Any]:
            return _ordered(_after(found, columns, cursor), columns, is_backward)[: size + 1]

        is_first = cursor is None
        read = whole.first((ordering, size), asked) if whole and is_first else list(asked(rows()))
        has_more, found = len(read) > size, [self.row(one) for one in read[:size]]
        if is_backward:
            found.reverse()
        before = has_more if is_backward else cursor is not None
        after = cursor is not None if is_backward else has_more
        return Page(
            found,
            next=self._url(request, ordering, columns, found[-1], is_backward=False) if after and found else None,
            previous=self._url(request, ordering, columns, found[0], is_backward=True) if before and found else None,
        )

    def _size(self, request: Request) -> int:
        text = request.query_params.get("page_size", str(DEFAULT_SIZE))
        if not (text.isascii() and text.isdigit() and len(text) < 6 and 1 <= int(text) <= MAX_SIZE):
            raise QueryRefused({"page_size": _("Give a number from 1 to 200.")})
        return int(text)

    def _ordering(self, request: Request) -> str:
        ordering = request.query_params.get("ordering", self.default)
        if ordering.removeprefix("-") not in self.orderings:
            known = ", ".join(self.orderings)
            raise QueryRefused(
                {"ordering": _("Order by one of: %(known)s; a minus turns it round.") % {"known": known}}
            )
        return ordering

    def _columns(self, ordering: str, model: type[Model]) -> list[tuple[str, bool]]:
        """Column and whether it falls; the primary key makes the order total."""
        falls, column = ordering.startswith("-"), self.orderings[ordering.removeprefix("-")]
        key = model._meta.pk.name
        return [(column, falls)] if column == key else [(column, falls), (key, falls)]

    def _cursor(self, request: Request, ordering: str, model: type[Model]) -> _Cursor | None:
        text = request.query_params.get("cursor")
        if text is None:
            return None
        try:
            padded = text.encode("ascii") + b"=" * (-len(text) % 4)
            named, values, is_backward = json.loads(base64.urlsafe_b64decode(padded))
            columns = self._columns(ordering, model)
            typed = [_value(model, column, value) for (column, _falls), value in zip(columns, values, strict=True)]
        except (ValueError, TypeError, RecursionError, binascii.Error, ValidationError) as error:
            raise QueryRefused({"cursor": _("This cursor is not one of ours.")}) from error
        if named != ordering or not isinstance(is_backward, bool):
            raise QueryRefused({"cursor": _("This cursor belongs to another ordering.")})
        return _Cursor(ordering, typed, is_backward)

    def _url(
        self, request: Request, ordering: str, columns: Sequence[tuple[str, bool]], row: Any, *, is_backward: bool
    ) -> str:
        values = [_wire(getattr(row, column)) for column, _falls in columns]
        kept = {name: value for name, value in request.query_params.items() if name != "cursor"}
        query = urlencode(kept | {"cursor": _Cursor(ordering, values, is_backward).text()})
        return f"{settings.PUBLIC_URL}{request.path}?{query}"


def _after(rows: QuerySet[Any], columns: Sequence[tuple[str, bool]], cursor: _Cursor | None) -> QuerySet[Any]:
    """The rows beyond the cursor. The plain bound on the first column lets its index be entered at the right place."""
    if cursor is None:
        return rows
    (first, falls), value = columns[0], cursor.values[0]
    look_up = "lt" if falls != cursor.is_backward else "gt"
    if len(columns) == 1:
        return rows.filter(**{f"{first}__{look_up}": value})
    second, tie = columns[1][0], cursor.values[1]
    beyond = Q(**{f"{first}__{look_up}": value}) | Q(**{f"{second}__{look_up}": tie})
    return rows.filter(beyond, **{f"{first}__{look_up}e": value})


def _ordered(rows: QuerySet[Any], columns: Sequence[tuple[str, bool]], is_backward: bool) -> QuerySet[Any]:
    return rows.order_by(*("-" + column if falls != is_backward else column for column, falls in columns))


def _wire(value: Any) -> Any:
    if isinstance(value, datetime):
        return moment(value)
    return value if isinstance(value, int) else str(value)


def _value(model: type[Model], column: str, value: Any) -> Any:
    """The value of a cursor as its column has it; what the column could never hold is refused."""
    if isinstance(value, bool) or not isinstance(value, str | int):
        raise TypeError(column)
    field = model._meta.get_field(column)
    typed = field.to_python(value)  # type: ignore[union-attr]
    is_number_beyond = isinstance(typed, int) and not -(2**63) <= typed < 2**63
    is_naive = isinstance(typed, datetime) and typed.tzinfo is None
    if typed is None or is_number_beyond or is_naive or not is_storable(str(typed)):
        raise ValueError(column)
    return typed
