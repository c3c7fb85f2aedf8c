"""What is drawn of a rating: levels, weights that fade, a line of days, a week of play against the law."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django import template
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from core.templatetags.components import risk as drawn_risk
from players.queries.play_week import PlayDayLine
from players.templatetags.players import SIGNS

register = template.Library()
LEFT, RIGHT, ROW, TOP = 76.0, 786.0, 35, 30
DIGIT = 8.5  # as wide is a digit of an amount, with room behind it
SPARK_W, SPARK_H = 67.0, 16.0


@register.filter
def level_number(name: str | int | None) -> int:
    """The number of a level as the interface calls it."""
    return int(str(name or "0").removeprefix("L"))


@register.filter
def level_word(level: int) -> str:
    """What a level means, in a word."""
    return (_("normal"), _("watch"), _("warning"), _("high"), _("critical"))[level]


@register.simple_tag
def risk_level(level: int | str, *, bare: bool = False) -> SafeString:
    """The badge of a level, with its word unless there is no room."""
    number = level_number(level)
    return drawn_risk(number, "" if bare else level_word(number))


@register.filter
def pts(value: str) -> str:
    """Points with one decimal, as people read them."""
    return f"{float(value):.1f}"


@register.filter
def age_words(days: float) -> str:
    """How long ago, from days."""
    if days < 1 / 24:
        return _("just now")
    if days < 1:
        return _("%(hours)s h ago") % {"hours": int(days * 24)}
    return _("%(days)s days ago") % {"days": int(days)}


@register.filter
def clock_span(minutes: int) -> str:
    """Minutes as `5:12`."""
    return f"{minutes // 60}:{minutes % 60:02d}"


@register.simple_tag
def weight_bar(full: str, now: str, level: int | str) -> SafeString:
    """What a sign added when it was new, pale, and what is left of it; 50 points fill the line."""
    wide, left = (min(100.0, 2 * float(value)) for value in (full, now))
    return format_html(
        '<svg class="wbar" viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true">'
        '<rect class="ghost" width="{}" height="8"/><rect class="w" data-l="{}" width="{}" height="8"/></svg>',
        round(wide, 1),
        level_number(level),
        round(left, 1),
    )


@register.simple_tag
def spark(days: Sequence[int], *, is_over: bool = False) -> SafeString:
    """The days as a line, today as a dot; nothing for a single day."""
    if len(days) < 2:
        return SafeString()
    most, least = max(days), min(days)
    step = SPARK_W / (len(days) - 1)
    points = [
        (round(1 + n * step, 1), round(3 + (SPARK_H * (most - value) / (most - least) if most > least else 8), 1))
        for n, value in enumerate(days)
    ]
    path = "M" + "L".join(f"{x} {y}" for x, y in points)
    return format_html(
        '<svg class="spark{}" viewBox="0 0 72 22" aria-hidden="true"><path d="{}"/>'
        '<circle cx="{}" cy="{}" r="2.5"/></svg>',
        " spark--over" if is_over else "",
        path,
        *points[-1],
    )


@register.simple_tag
def play_week_chart(days: Sequence[PlayDayLine]) -> SafeString:
    """Seven days of 24 hours: when play is allowed, when there was play, when money was spent."""
    parts: list[SafeString] = [_hours()]
    parts += [_row(place, day) for place, day in enumerate(days)]
    height = TOP + ROW * len(days) + 15
    inside, outside = sum(d.inside for d in days), sum(d.outside for d in days)
    label = _("Play of seven days: %(inside)s inside the hours, %(outside)s outside") % {
        "inside": clock_span(inside),
        "outside": clock_span(outside),
    }
    return format_html(
        '<svg class="chart week" viewBox="0 0 936 {}" role="img" aria-label="{}"><defs><pattern id="hatch" width="6" '
        'height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
        '<rect class="hatch-b" width="6" height="6"/><rect class="hatch-d" width="2" height="6"/>'
        "</pattern></defs>{}</svg>",
        height,
        label,
        format_html_join("", "{}", ((part,) for part in parts)),
    )


def _x(minute: float) -> float:
    return round(LEFT + (RIGHT - LEFT) * minute / 1440, 1)


def _hours() -> SafeString:
    bottom = TOP + ROW * 7 - 12
    lines = format_html_join(
        "",
        '<path class="grid" d="M{} 18V{}"/><text x="{}" y="{}" text-anchor="middle">{}</text>',
        ((_x(60 * hour), bottom, _x(60 * hour), bottom + 17, hour) for hour in range(0, 25, 4)),
    )
    return format_html(
        '{}<text x="864" y="10" text-anchor="end">{}</text><text x="936" y="10" text-anchor="end">{}</text>',
        lines,
        _("inside"),
        _("outside"),
    )


def _row(place: int, day: PlayDayLine) -> SafeString:
    y = TOP + ROW * place
    windows = () if day.is_whole else day.windows
    drawn = [
        format_html('<text class="t-ink" x="0" y="{}">{}</text>', y + 7, _day(day)),
        format_html('<rect class="s-line" x="{}" y="{}" width="{}" height="3" rx="1.5"/>', LEFT, y, RIGHT - LEFT),
        format_html_join(
            "",
            '<rect class="win" x="{}" y="{}" width="{}" height="23" rx="4"/>',
            ((_x(start), y - 10, round(_x(end) - _x(start), 1)) for start, end in windows),
        ),
        format_html_join(
            "",
            '<rect class="{}" x="{}" y="{}" width="{}" height="13" rx="3"/>',
            (
                ("s1" if p.is_allowed else "hatch", _x(p.start), y - 5, max(1.5, round(_x(p.end) - _x(p.start), 1)))
                for p in day.pieces
            ),
        ),
        *_payments(y, day),
        _sums(y, day),
    ]
    return format_html_join("", "{}", ((part,) for part in drawn))


def _day(day: PlayDayLine) -> str:
    """The day as short as a row allows."""
    return date_format(day.day, "D j").replace("星期", "周")


def _payments(y: int, day: PlayDayLine) -> Iterator[SafeString]:
    """Each payment as a coin; an amount that would stand on the one before is told on the coin alone."""
    free = LEFT
    for minute, paid, currency in sorted(day.payments):
        x, amount = _x(minute), f"{paid:f}".removesuffix(".00")
        is_free = x >= free
        free = x + DIGIT * len(amount) if is_free else free
        yield _spent(y, x, amount, currency, is_free=is_free)


def _spent(y: int, x: float, amount: str, currency: str, *, is_free: bool) -> SafeString:
    sign = SIGNS.get(currency, "¤")[:1]
    return format_html(
        '<g><title>{} {}</title><circle class="spend" cx="{}" cy="{}" r="8"/>'
        '<text class="spend-t" x="{}" y="{}" text-anchor="middle">{}</text>{}</g>',
        amount,
        currency,
        x,
        y + 1.5,
        x,
        y + 5.5,
        sign,
        format_html('<text class="t-ink" x="{}" y="{}">{}</text>', x + 11, y - 6, amount) if is_free else "",
    )


def _sums(y: int, day: PlayDayLine) -> SafeString:
    inside = clock_span(day.inside) if day.windows else _("no hours")
    outside = clock_span(day.outside) if day.outside else "–"
    return format_html(
        '<text class="t-ink" x="864" y="{}" text-anchor="end">{}</text>'
        '<text class="{}" x="936" y="{}" text-anchor="end">{}</text>',
        y + 7,
        inside,
        "t-soon" if day.outside else "",
        y + 7,
        outside,
    )
