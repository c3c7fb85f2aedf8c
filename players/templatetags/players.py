"""What is drawn of a player: days of play as bars, sums of money."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from django import template
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from players.queries.card import PlayDay

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
