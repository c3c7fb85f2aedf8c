"""What is drawn of a player: days of play as bars, sums of money, an unusual sign-in as a line."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from django import template
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from core.templatetags.clocks import moment_text
from core.templatetags.markup import constant
from players.queries.activity import Unusual
from players.queries.card import PlayDay
from players.queries.game_events import SignIn

register = template.Library()
BAR, GAP, HEIGHT, BASE = 26, 10, 72, 96
SIGNS = {"CNY": "¥", "USD": "$", "EUR": "€", "JPY": "JP¥", "KRW": "₩", "VND": "₫", "GBP": "£"}


@register.simple_tag
def play_bars(days: Sequence[PlayDay]) -> SafeString:
    """One bar a day, its length in hours above it, its date below; said in words for those who hear the page."""
    most = max((day.minutes for day in days), default=0) or 1
    bars = format_html_join("", "{}", ((_bar(place, day, most),) for place, day in enumerate(days)))
    width = len(days) * (BAR + GAP)
    told = ", ".join(f"{_day(day)} {span_words(day.minutes)}" for day in days if day.minutes) or _("no play")
    return format_html(
        '<svg class="chart bars" viewBox="0 0 {} 116" role="img" aria-label="{}">'
        '<path class="grid" d="M0 {}H{}"/>{}</svg>',
        width,
        told,
        BASE + 0.5,
        width,
        bars,
    )


def _bar(place: int, day: PlayDay, most: int) -> SafeString:
    left, tall = place * (BAR + GAP), round(HEIGHT * day.minutes / most, 1)
    middle = left + BAR / 2
    label = format_html(
        '<text class="t-ink" x="{}" y="{}" text-anchor="middle">{}</text>',
        middle,
        round(BASE - tall - 5, 1),
        f"{day.minutes // 60}:{day.minutes % 60:02d}",
    )
    return format_html(
        '<rect class="s1" x="{}" y="{}" width="{}" height="{}" rx="3"/>{}'
        '<text x="{}" y="112" text-anchor="middle">{}</text>',
        left,
        BASE - tall,
        BAR,
        tall,
        label if day.minutes else "",
        middle,
        _day(day),
    )


def _day(day: PlayDay) -> str:
    return date_format(day.day, "m-d")


@register.filter
def span_words(minutes: int) -> str:
    """Minutes as hours and minutes in the reader's language."""
    if minutes < 60:
        return _("%(minutes)s min") % {"minutes": minutes}
    return _("%(hours)s h %(minutes)s min") % {"hours": minutes // 60, "minutes": minutes % 60}


@register.simple_tag
def money(amount: Decimal, currency: str) -> SafeString:
    """A sum with its sign, in groups of three; cents only where there are some."""
    text = f"{amount:,.2f}".removesuffix(".00")
    return format_html('<span class="num">{}{}</span>', SIGNS.get(currency, f"{currency} "), text)


@register.filter
def news_words(sign_in: SignIn) -> str:
    """What is new about a sign-in."""
    if sign_in.is_new_device and sign_in.is_new_region:
        return _("new device and new region")
    if sign_in.is_new_device:
        return _("new device")
    return _("new region") if sign_in.is_new_region else _("after many refusals")


@register.filter
def changed_words(what: str) -> str:
    """What a security change was about."""
    words = {
        "password": _("password"),
        "phone": _("phone"),
        "email": _("e-mail"),
        "second_factor": _("second factor"),
        "limit_set": _("limit set"),
        "limit_removed": _("limit removed"),
        "self_ban": _("self-ban"),
        "face_check": _("face check"),
    }
    return words.get(what, what)


@register.simple_tag
def sign_in_line(unusual: Unusual) -> SafeString:
    """From the last sign-in that was as ever, over the unusual one, to what left the account after it."""
    usual = moment_text(unusual.usual.at) if unusual.usual else "–"
    told, last = moment_text(unusual.sign_in.at), ""
    if unusual.given_away:
        last = _("%(n)s given away") % {"n": unusual.pieces}
    heard = ", ".join(filter(None, [usual, f"{told} {_('unusual')}", last]))
    return format_html(
        '<svg class="line-svg" viewBox="0 0 292 40" role="img" aria-label="{}"><path class="l-base" d="M4 20H288"/>{}'
        '<circle class="n-done" cx="52" cy="20" r="4"/><path class="n-over" d="M196 14l6 6-6 6-6-6z"/>{}'
        '<text x="52" y="38" text-anchor="middle">{}</text>'
        '<text class="t-over" x="196" y="9" text-anchor="middle">{}</text>'
        '<text x="288" y="38" text-anchor="end">{}</text></svg>',
        heard,
        constant('<path class="l-late" d="M202 20H270"/>') if last else "",
        constant('<circle class="n-next" cx="276" cy="20" r="5"/>') if last else "",
        usual,
        told,
        last,
    )
