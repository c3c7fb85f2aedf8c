"""Numbers that say how sure they are and never jump."""

from __future__ import annotations

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

register = template.Library()


@register.simple_tag
def percent(
    value: float | None, n: int | None = None, low: float | None = None, high: float | None = None
) -> SafeString:
    """A rate (0 to 1) as per cent with its interval and the number of cases; without a value, a dash and the reason."""
    if value is None:
        return format_html(
            '<span class="figure muted">– <span class="figure__range">{}</span></span>', _("no cases yet")
        )
    interval = f"{100 * low:.0f}–{100 * high:.0f} %" if low is not None and high is not None else ""
    cases = _("n = %(n)s") % {"n": f"{n:,}"} if n is not None else ""
    told = ", ".join(part for part in (interval, cases) if part)
    return format_html(
        '<span class="figure num"><b>{} %</b><span class="figure__range">{}</span></span>', f"{100 * value:.0f}", told
    )


@register.simple_tag
def figure(value: float | int | None, unit: str = "") -> SafeString:
    """A number in groups of three, with its unit."""
    if value is None:
        return format_html('<span class="figure muted">–</span>')
    return format_html('<span class="figure num"><b>{}</b>{}</span>', f"{value:,}", unit)
