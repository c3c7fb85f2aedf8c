"""Parts of the desk that a list repeats, as tags because a page shows hundreds of them."""

import json
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from django import template
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from core import clock
from core.templatetags.clocks import day_text
from core.templatetags.components import sla_chip
from core.templatetags.markup import constant
from tickets.classifiers.rules.demands import demand_in
from tickets.engines.excerpts import Piece
from tickets.enums import Status
from tickets.models import Ticket
from tickets.queries.list_rows import Row
from tickets.queries.presence import Present
from tickets.queries.search_hints import operator_hints

register = template.Library()
DUE_NAMES = {
    "first_response": gettext_lazy("First response"),
    "next_response": gettext_lazy("Next response"),
    "update": gettext_lazy("Update"),
    "resolution": gettext_lazy("Resolution"),
    "promise": gettext_lazy("Promise"),
}


@register.simple_tag
def row_chip(row: Ticket | Row, chips: Mapping[Any, str] | None = None, *, labelled: bool = False) -> SafeString:
    """The clock of a row: what the app of the clocks says, else the nearest deadline or what the ticket waits for.

    `labelled` is for a place beside the status: there the clock is named, and the status not said again.
    """
    if chips and row.pk in chips:
        return constant(chips[row.pk])
    if row.next_due_at is not None:
        name = str(DUE_NAMES.get(row.next_due_kind, ""))
        return sla_chip(
            "running", due_at=row.next_due_at, kind=row.next_due_kind, name=name, label=name if labelled else ""
        )
    if row.status == Status.PENDING:
        return sla_chip("paused", text=_("On the player"))
    if row.status in {Status.RESOLVED, Status.CLOSED} and not labelled:
        return sla_chip("met", text=str(Status(row.status).label))
    return SafeString()


@register.filter
def demand(text: str) -> str:
    """What a player wants, its name in the reader's language; the player's own words stay."""
    return demand_in(text, get_language() or "zh-hans")


@register.simple_tag
def search_hints() -> str:
    """The operators of the search with their values, for the field that offers them."""
    return json.dumps(operator_hints(), ensure_ascii=False)


@register.simple_tag
def marked(pieces: Iterable[Piece]) -> SafeString:
    """The pieces of a text in a row, those that were searched for marked."""
    parts = (format_html("<mark>{}</mark>" if piece.is_hit else "{}", piece.text) for piece in pieces)
    return format_html_join("", "{}", ((part,) for part in parts))


@register.filter
def allows(moves: frozenset[str], name: str) -> bool:
    """Whether the move is among those that are possible here."""
    return name in moves


@register.simple_tag
def day(at: datetime) -> SafeString:
    """The day on which the next messages were written."""
    local, today = timezone.localtime(at).date(), timezone.localtime(clock.now()).date()
    words = {today: _("Today"), today - timedelta(days=1): _("Yesterday")}.get(local) or day_text(at)
    return format_html('<time datetime="{}">{}</time>', local.isoformat(), words)


@register.filter
def names(people: list[Present]) -> str:
    """The names of colleagues as one text, three at most."""
    shown = _(", ").join(person.agent.name for person in people[:3])
    return shown if len(people) <= 3 else _("%(names)s and others") % {"names": shown}
