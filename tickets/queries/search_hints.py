"""What the search field and the palette offer while somebody types."""

from typing import TypedDict

from django.urls import reverse
from django.utils.translation import gettext as _

from tickets.engines.search_words import OPERATORS, VALUES, shown_values
from tickets.queries.list_rows import Row
from tickets.queries.search_conditions import is_chinese


class Hint(TypedDict):
    """An operator: `name` is written into the field, `words` are its names, `values` the words that it takes."""

    name: str
    hint: str
    words: list[str]
    values: list[str]


def operator_hints() -> list[Hint]:
    """The operators in the reader's language, each with what it is for."""
    chinese = is_chinese()
    return [
        {
            "name": next((alias for alias in aliases if chinese and not alias.isascii()), operator),
            "hint": hint,
            "words": [operator, *aliases],
            "values": _values(operator, chinese=chinese),
        }
        for operator, hint in _hints().items()
        for aliases in [OPERATORS[operator]]
    ]


def command_of(row: Row) -> dict[str, str]:
    """A found ticket as the palette shows it (rows of `quick_search`)."""
    anchor = row.hit.anchor if row.hit else ""
    return {
        "label": f"#{row.number} {row.subject}",
        "hint": row.player,
        "url": reverse("desk_ticket", args=[row.number]) + anchor,
    }


def _values(operator: str, *, chinese: bool) -> list[str]:
    if operator == "assignee":
        return ["我", "无"] if chinese else ["me", "none"]
    if operator in {"created", "after", "before"}:
        return ["今天", "昨天", "7天"] if chinese else ["today", "yesterday", "7d"]
    return shown_values(operator, chinese=chinese) if operator in VALUES else []


def _hints() -> dict[str, str]:
    return {
        "status": _("where it stands"),
        "priority": _("P0 to P4"),
        "group": _("skill group, by code or name"),
        "category": _("category, by code or name"),
        "assignee": _("a colleague, me or none"),
        "player": _("id or nickname, also nearly right"),
        "game": _("which game"),
        "tag": _("a tag"),
        "language": _("language of the message"),
        "channel": _("how it came in"),
        "is": _("open, unread, mine, overdue …"),
        "has": _("attachment or note"),
        "created": _("a day or a span of days"),
        "after": _("from this day on"),
        "before": _("before this day"),
        "number": _("a ticket's number"),
        "order": _("an order's number"),
        "email": _("the whole e-mail address"),
    }
