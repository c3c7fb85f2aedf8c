"""Time drawn as one line: done is solid, next is a ring, amber a square, red a diamond."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from core import clock
from core.templatetags.clocks import moment_text, stamp
from core.templatetags.markup import constant

register = template.Library()

MARKS = {
    "done": '<circle class="n-done" cx="12" cy="12" r="7"/><path class="tick" d="M9 12l2.2 2.4 4-4.6"/>',
    "now": '<circle class="n-next" cx="12" cy="12" r="9"/><circle class="n-done" cx="12" cy="12" r="4.5"/>',
    "idle": '<circle class="n-idle" cx="12" cy="12" r="5"/>',
    "skip": '<circle class="n-skip" cx="12" cy="12" r="3"/>',
}
NODES = {state: constant(f'<svg viewBox="0 0 24 24" aria-hidden="true">{mark}</svg>') for state, mark in MARKS.items()}

PROMISE_LINE = """
<time-line data-from="{made_stamp}" data-to="{due_stamp}">
<svg class="line-svg line-svg--fluid" role="img" aria-label="{heard}">
<line class="l-base" x1="0" x2="100%" y1="12" y2="12"/>
<line class="l-done" data-part="done" x1="0" x2="{now}%" y1="12" y2="12"/>
<circle class="n-done" cx="0" cy="12" r="5"/>
<circle class="n-done" data-part="now" cx="{now}%" cy="12" r="7"/>
<svg x="100%" y="12" overflow="visible">{end}</svg>
<text x="-8" y="38">{made}</text>
<text class="t-strong" x="100%" dx="8" y="38" text-anchor="end">{due}</text>
</svg>
</time-line>"""


@register.simple_tag
def steps_line(steps: Iterable[Mapping[str, Any]], label: str = "") -> SafeString:
    """The steps of a process as an ordered list on a line. Each is `{"label", "state": done | now | idle | skip}`."""
    told = {"done": _("done"), "now": _("now"), "idle": _("to come"), "skip": _("not needed")}
    items = format_html_join(
        "",
        '<li class="is-{}"{}>{}<span>{}</span><span class="vh">{}</span></li>',
        (
            (
                step["state"],
                constant(' aria-current="step"') if step["state"] == "now" else "",
                NODES[step["state"]],
                step["label"],
                told[step["state"]],
            )
            for step in steps
        ),
    )
    return format_html('<ol class="steps" aria-label="{}">{}</ol>', label or _("Progress"), items)


@register.simple_tag
def promise_line(made_at: datetime, due_at: datetime, label: str = "") -> SafeString:
    """From a promise, over now, to the promised minute; `<time-line>` moves the middle node."""
    whole = max(1.0, (due_at - made_at).total_seconds())
    share = max(0.0, min(100.0, 100 * (clock.now() - made_at).total_seconds() / whole))
    is_over = clock.now() >= due_at
    made, due, now = moment_text(made_at), moment_text(due_at), f"{share:.2f}"
    heard = label or _("Promised at %(made)s for %(due)s") % {"made": made, "due": due}
    end = '<path class="n-over" d="M-6 0l6-6 6 6-6 6z"/>' if is_over else '<circle class="n-next" r="7"/>'
    return format_html(
        PROMISE_LINE,
        made_stamp=stamp(made_at),
        due_stamp=stamp(due_at),
        heard=heard,
        now=now,
        end=constant(end),
        made=made,
        due=due,
    )
