"""The rows of a list, written in Python: a page shows fifty, and the template engine was half of its time."""

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

from django import template
from django.template import Context
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from core.templatetags.components import channel, icon, prio
from core.templatetags.markup import constant
from tickets.enums import Channel
from tickets.models import Ticket
from tickets.queries.desk import is_unread
from tickets.templatetags.desk import marked, row_chip, row_holder

register = template.Library()
ROW = (
    '<li id="t{pk}" data-id="{pk}"><label class="pick"><input type="checkbox" name="ids" value="{pk}" form="bulk-form"'
    ' aria-label="#{number}"></label><a class="tk{unread}" href="{href}"{current}>'
    '<span class="tk__prio">{prio}</span><span class="tk__subj cut"><bdi>{subject}</bdi></span>{chip}'
    '<span class="tk__snip cut">{snippet}</span>{holder}'
    '<span class="tk__meta cut">{channel}<bdi class="cut">{player}</bdi><i></i><span class="cut">{place}</span>'
    "{aside}{shield}</span></a></li>"
)
"""One row; every value that comes from a person is escaped below, everything else is markup of ours."""


@register.simple_tag(takes_context=True)
def ticket_rows(context: Context, rows: Sequence[Ticket]) -> SafeString:
    """The rows of a list, in its order; the opened ticket is marked, and each link keeps the list beside it."""
    page, chips = context.get("page"), context.get("chips")
    lines = _Lines(str(context["rows"].state), page.ticket.pk if page else None, chips)
    return constant("".join(map(lines.line, rows)))


class _Lines:
    """What the rows of one page have in common, looked up once."""

    def __init__(self, state: str, opened: int | None, chips: Mapping[Any, str] | None) -> None:
        self.before = reverse("desk_ticket", args=[0]).removesuffix("0")
        self.after = f"?{escape(state)}" if state else ""
        self.opened, self.chips = opened, chips
        self.channels = {value: channel(value, str(label), bare=True) for value, label in Channel.choices}
        self.games: dict[int, str] = {}
        self.regions: dict[int, str] = {}

    def line(self, row: Ticket) -> str:
        """One row as HTML."""
        return ROW.format(
            pk=row.pk,
            number=row.number,
            unread=" is-unread" if is_unread(row) else "",
            href=f"{self.before}{row.number}{self.after}{self._anchor(row)}",
            current=' aria-current="true"' if row.pk == self.opened else "",
            prio=prio(row.priority, bare=True),
            subject=_subject(row),
            chip=row_chip(row, self.chips),
            snippet=_snippet(row),
            holder=row_holder(row),
            channel=self.channels[row.channel],
            player=escape(str(row.player)),
            place=self._place(row),
            aside=_aside() if row.snoozed_until else "",
            shield=_shield() if row.is_restricted else "",
        )

    def _anchor(self, row: Ticket) -> str:
        """Where in the conversation the hit of a search stands."""
        hit = getattr(row, "hit", None)
        if hit is None:
            return ""
        every = ("&amp;all=1" if self.after else "?all=1") if hit.is_far else ""
        return f"{every}{escape(hit.anchor)}"

    def _place(self, row: Ticket) -> str:
        """The game, and the server or region where the player is at home."""
        game = self.games.get(row.game_id)
        if game is None:
            game = self.games[row.game_id] = escape(row.game.name)
        key = row.player.region_id
        if key is None or row.player.region is None:
            return game
        region = self.regions.get(key)
        if region is None:
            region = self.regions[key] = escape(row.player.region.name)
        return f"{game} · {region}"


def _subject(row: Ticket) -> str:
    hit = getattr(row, "hit", None)
    return marked(hit.subject) if hit else escape(row.subject)


def _snippet(row: Ticket) -> str:
    """The last public words, or what was found with the hits marked; words of a note are called so."""
    hit = getattr(row, "hit", None)
    if hit is None:
        return f"<bdi>{escape(row.snippet)}</bdi>"
    note = f'<span class="tk__note">{icon("lock", 12)}{escape(_("Note"))}</span>' if hit.is_note else ""
    return f"{note}<bdi>{marked(hit.pieces)}</bdi>"


def _aside() -> str:
    words = escape(_("Put aside"))
    return f'<span title="{words}">{icon("alarm-clock", 12)}<span class="vh">{words}</span></span>'


def _shield() -> str:
    return f'{icon("shield-alert", 12)}<span class="vh">{escape(_("Restricted"))}</span>'
