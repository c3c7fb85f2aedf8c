"""The rows of a list, written in Python: a page shows fifty, and the template engine was half of its time."""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from html import escape
from typing import Any

from django import template
from django.template import Context
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from core.templatetags.components import avatar, channel, icon, prio
from core.templatetags.markup import constant
from tickets.enums import Channel
from tickets.queries.list_rows import Row
from tickets.templatetags.desk import marked, row_chip

register = template.Library()
KEPT_ROWS = 4_096
"""Of about 1.5 KB each: what eighty agents have before their eyes."""
BEFORE = (
    '<li id="t{pk}" data-id="{pk}"><label class="rowpick"><input type="checkbox" name="ids" value="{pk}"'
    ' form="bulk-form" aria-label="#{number}"></label><a class="tk{unread}" href="{href}"{current}>'
    '<span class="tk__prio">{prio}</span><span class="tk__subj cut"><bdi>{subject}</bdi></span>'
)
AFTER = (
    '<span class="tk__snip cut">{snippet}</span>{holder}'
    '<span class="tk__meta cut">{channel}<bdi class="cut">{player}</bdi><i></i><span class="cut">{place}</span>'
    "{aside}{shield}</span></a></li>"
)
"""One row before and after its clock; every value that comes from a person is escaped, everything else is ours."""


@register.simple_tag(takes_context=True)
def ticket_rows(context: Context, rows: Sequence[Row]) -> SafeString:
    """The rows of a list, in its order; the opened ticket is marked, and each link keeps the list beside it."""
    page, chips = context.get("page"), context.get("chips")
    state, opened, language = str(context["rows"].state), page.ticket.pk if page else None, get_language()
    return constant("".join(_line(row, state, opened, language, chips) for row in rows))


def _line(row: Row, state: str, opened: int | None, language: str | None, chips: Mapping[Any, str] | None) -> str:
    write = _kept if row.hit is None else _written
    before, after = write(row, state, language, is_open=row.pk == opened)
    return f"{before}{row_chip(row, chips)}{after}"


def _written(row: Row, state: str, _language: str | None, *, is_open: bool) -> tuple[str, str]:
    """The row around its clock, which alone goes on: all else follows from these values."""
    head = BEFORE.format(
        pk=row.pk,
        number=row.number,
        unread=" is-unread" if row.is_unread else "",
        href=_href(row, state),
        current=' aria-current="true"' if is_open else "",
        prio=prio(row.priority, bare=True),
        subject=marked(row.hit.subject) if row.hit else escape(row.subject),
    )
    tail = AFTER.format(
        snippet=_snippet(row),
        holder=_holder(row),
        channel=channel(row.channel, str(Channel(row.channel).label), bare=True),
        player=escape(row.player),
        place=escape(row.place),
        aside=_aside() if row.snoozed_until else "",
        shield=_shield() if row.is_restricted else "",
    )
    return head, tail


_kept = lru_cache(maxsize=KEPT_ROWS)(_written)


def _href(row: Row, state: str) -> str:
    """The ticket beside its list, and where in the conversation the hit of a search stands."""
    query, anchor = [escape(state)] if state else [], ""
    if row.hit is not None:
        query, anchor = query + ["all=1"] * row.hit.is_far, row.hit.anchor
    return reverse("desk_ticket", args=[row.number]) + ("?" if query else "") + "&amp;".join(query) + escape(anchor)


def _snippet(row: Row) -> str:
    """The last public words, or what was found with the hits marked; words of a note are called so."""
    if row.hit is None:
        return f"<bdi>{escape(row.snippet)}</bdi>"
    note = f'<span class="tk__note">{icon("lock", 12)}{escape(_("Note"))}</span>' if row.hit.is_note else ""
    return f"{note}<bdi>{marked(row.hit.pieces)}</bdi>"


def _holder(row: Row) -> str:
    """The face of whoever has the ticket, or the empty place of one that nobody has."""
    if row.holder is None:
        return format_html(
            '<span class="avatar avatar--20 avatar--none" title="{0}"><span class="vh">{0}</span></span>',
            _("Unassigned"),
        )
    return avatar(row.holder, f"agent{row.assignee_id}", 20, label=row.holder)


def _aside() -> str:
    words = escape(_("Put aside"))
    return f'<span title="{words}">{icon("alarm-clock", 12)}<span class="vh">{words}</span></span>'


def _shield() -> str:
    return f'{icon("shield-alert", 12)}<span class="vh">{escape(_("Restricted"))}</span>'
