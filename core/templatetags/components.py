"""The small parts that stand on every page: icons, faces, chips, bars. Tags, because a list shows hundreds of them.

The gallery at `/_components/` shows each in all its states; docs/how-to/front-end.md has one line of usage for each.
"""

from __future__ import annotations

import unicodedata
from datetime import datetime
from functools import cache, lru_cache
from html import escape
from zlib import crc32

import lucide
from django import template
from django.utils.html import format_html, json_script
from django.utils.safestring import SafeString
from django.utils.timezone import get_current_timezone_name
from django.utils.translation import get_language

from core.templatetags import clocks
from core.templatetags.markup import constant

register = template.Library()

STATUS_ICONS = {
    "new": "circle-dashed",
    "open": "circle-dot",
    "pending": "message-circle-question-mark",
    "on_hold": "circle-pause",
    "resolved": "circle-check",
    "closed": "archive",
}
CHANNEL_ICONS = {
    "web": "globe",
    "in_game": "gamepad-2",
    "chat": "message-circle",
    "email": "mail",
    "phone": "phone",
    "api": "webhook",
}
SLA_ICONS = {
    "ok": "clock",
    "soon": "hourglass",
    "over": "circle-alert",
    "paused": "pause",
    "met": "check",
    "promise": "handshake",
}
SPRITE = (
    "clock",
    "hourglass",
    "circle-alert",
    "pause",
    "check",
    "handshake",
    "x",
    "file",
    "copy",
    "undo-2",
    "send",
    "search",
    "zap",
    "chevron-right",
)
SLA_CHIP = '<sla-chip class="sla" data-state="{}"{}>{}<span class="sla__t">{}</span>{}</sla-chip>'
SLA_TIMES = ' data-due="{}" data-from="{}" data-label="{}" data-kind="{}" title="{}"'
SLA_LINE = """
<svg class="sla__line" viewBox="0 0 100 2" preserveAspectRatio="none" aria-hidden="true">
<rect width="{}" height="2"/></svg>
""".strip()
KEY_FACES = {"Mod": "Ctrl", "Enter": "↵", "Shift": "⇧", "Escape": "Esc", "Space": "␣"}


@cache
def _drawn(name: str, size: int, extra: str) -> SafeString:
    classes = " ".join(part for part in ("i", f"i-{size}" if size != 16 else "", extra) if part)
    attributes = {"class": classes, "aria-hidden": "true", "stroke-width": "1.75"}
    drawn = lucide._render_icon(name, None, **attributes)
    return constant("".join(line.strip() for line in drawn.splitlines()))


@register.simple_tag
def icon(name: str, size: int = 16, extra: str = "") -> SafeString:
    """A Lucide icon by name, hidden from screen readers: the words beside it, or an `aria-label`, say what it means."""
    return _drawn(str(name), int(size), str(extra))


@register.simple_tag
@cache
def icon_sprite() -> SafeString:
    """The symbols that scripts swap in place (`<use href="#i-clock">`); a layout has it once."""
    symbols = []
    for name in SPRITE:
        inner = lucide._render_icon(name, None).split(">", 1)[1].rsplit("</svg>", 1)[0]
        inner = "".join(line.strip() for line in inner.splitlines())
        symbols.append(f'<symbol id="i-{name}" viewBox="0 0 24 24">{inner}</symbol>')
    return constant(f'<svg hidden aria-hidden="true">{"".join(symbols)}</svg>')


@lru_cache(maxsize=64)
def used(name: str) -> SafeString:
    """An icon out of the layout's sprite."""
    return format_html('<svg class="i" aria-hidden="true"><use href="#i-{}"/></svg>', name)


@lru_cache(maxsize=4096)
def tint_of(key: str) -> int:
    """One of six tints, always the same for the same person."""
    return crc32(key.encode()) % 6 + 1


def _initial(name: str) -> str:
    letters = (c for c in name if unicodedata.category(c)[0] in "LNS")
    return next(letters, "?").upper()


@register.simple_tag
def avatar(
    name: str, key: object = "", size: int = 24, presence: str = "", label: str = "", *, kind: str = ""
) -> SafeString:
    """The face of a person: first letter on a tint of their own.

    `presence` is online, available, busy, away or offline. `kind` (agent or player) goes before a bare number, so that
    the key is the one that a conversation has for that person. The face is silent for screen readers unless `label`
    says what it stands for, because the name stands beside it.
    """
    return _face(str(name), f"{kind}{key or name}", size, presence, label)


@lru_cache(maxsize=2048)
def _face(name: str, key: str, size: int, presence: str, label: str) -> SafeString:
    size_class = f" avatar--{size}" if size != 24 else ""
    heard = format_html('role="img" aria-label="{}"', label) if label else constant('aria-hidden="true"')
    shown = format_html(' data-p="{}"', presence) if presence else ""
    return format_html(
        '<span class="avatar{}" data-t="{}"{} title="{}" {}>{}</span>',
        *(size_class, tint_of(key), shown, label or name, heard, _initial(name)),
    )


def _bar(left: float, width: float, height: int, floor: int, *, is_on: bool) -> str:
    lit = ' class="on"' if is_on else ""
    return f'<rect x="{left:g}" y="{floor - height}" width="{width:g}" height="{height}" rx="1"{lit}/>'


@register.simple_tag
@lru_cache(maxsize=16)
def prio(priority: int | str, bare: bool = False) -> SafeString:
    """Priority as bars by height; P0 is a filled square with a mark. `bare` keeps the word for screen readers only."""
    rank = int(str(priority).lstrip("Pp"))
    if rank == 0:
        bars = '<rect width="14" height="14" rx="3"/><path class="glyph" d="M6 3h2l-.3 5H6.3zM6 9.5h2v1.8H6z"/>'
    else:
        bars = "".join(_bar(3.7 * n, 2.8, 4 + 3 * n, 14, is_on=n <= 4 - rank) for n in range(4))
    word = f'<span class="vh">P{rank}</span>' if bare else f"P{rank}"
    return constant(
        f'<span class="prio" data-p="{rank}"><svg viewBox="0 0 14 14" aria-hidden="true">{bars}</svg>{word}</span>'
    )


@register.simple_tag
def status_chip(status: str, label: str) -> SafeString:
    """The status of a ticket: the shape says it, the word says it again."""
    return format_html('<span class="status" data-s="{}">{}{}</span>', status, icon(STATUS_ICONS[str(status)]), label)


@register.simple_tag
def channel(kind: str, label: str, bare: bool = False) -> SafeString:
    """The channel a message came by; `bare` shows the icon alone."""
    word = format_html('<span class="vh">{}</span>', label) if bare else label
    return format_html('<span class="channel" title="{}">{}{}</span>', label, icon(CHANNEL_ICONS[str(kind)], 14), word)


@register.simple_tag
def chip(text: object, kind: str = "", icon_name: str = "") -> SafeString:
    """A small label. `kind` is empty, line, accent, soon, over, wait or key."""
    return format_html(
        '<span class="chip{}">{}{}</span>',
        f" chip--{kind}" if kind else "",
        icon(icon_name, 12) if icon_name else "",
        text,
    )


@register.simple_tag
def count(number: int, over: bool = False) -> SafeString:
    """A count at the end of a line; `over` marks it red with a sign."""
    if over and number:
        return format_html('<span class="count count--over">{}{}</span>', icon("circle-alert", 12), number)
    return format_html('<span class="count">{}</span>', number)


@register.simple_tag
def risk(level: int, label: str) -> SafeString:
    """Risk level 0 to 4: its name and a meter of four cells."""
    cells = constant("".join(_bar(5 * n, 4, 4 + 2 * n, 10, is_on=n < level) for n in range(4)))
    shape = format_html('<svg viewBox="0 0 19 10" aria-hidden="true">{}</svg>', cells)
    return format_html('<span class="risk" data-l="{}">{}L{} {}</span>', level, shape, level, label)


@register.simple_tag
def tier(label: str) -> SafeString:
    """A player's loyalty tier."""
    return format_html('<span class="tier">{}{}</span>', icon("crown", 12), label)


@register.simple_tag
def meter(value: float, most: float = 100, label: str = "", kind: str = "") -> SafeString:
    """A thin bar, `value` of `most`; without a label it only decorates the number beside it."""
    share = 0 if not most else max(0.0, min(100.0, 100 * value / most))
    heard = format_html('role="img" aria-label="{}"', label) if label else constant('aria-hidden="true"')
    return format_html(
        '<svg class="bar{}" viewBox="0 0 100 6" preserveAspectRatio="none" {}><rect width="{}" height="6"/></svg>',
        f" bar--{kind}" if kind else "", heard, f"{share:g}",
    )  # fmt: skip


@register.filter
def colon(label: object) -> str:
    """What stands between a label and the words about it: a colon, or after a question nothing but its own mark."""
    english = clocks.is_english()
    if str(label).rstrip().endswith(("?", "？", "!", "！", ":", "：")):
        return " " if english else ""
    return ": " if english else "："


@register.simple_tag
@lru_cache(maxsize=64)
def keys(combination: str) -> SafeString:
    """Keys printed on a button, such as `Mod+Enter`; on a Mac the script shows ⌘ instead of Ctrl."""
    faces = " ".join(KEY_FACES.get(key, key.upper() if len(key) == 1 else key) for key in combination.split("+"))
    return format_html('<kbd data-keys="{}" aria-hidden="true">{}</kbd>', combination, faces)


@lru_cache(maxsize=4096)
def _chip_times(
    due_at: datetime, from_at: datetime, label: str, kind: str, name: str, *_zone_and_language: object
) -> str:
    """What of a clock stays the same while it runs, for a reader of this language in this zone."""
    shown = escape(clocks.due_words(name, due_at))
    return SLA_TIMES.format(clocks.stamp(due_at), clocks.stamp(from_at), escape(label), escape(kind), shown)


@register.simple_tag
def sla_chip(
    state: str,
    *,
    due_at: datetime | None = None,
    from_at: datetime | None = None,
    label: str = "",
    text: str = "",
    kind: str = "",
    name: str = "",
) -> SafeString:
    """One clock as one number and a line that drains; `<sla-chip>` goes on counting in the browser.

    `state` is a clock's state (running, paused, met, breached, cancelled) and `kind="promise"` shows the promised
    minute. `text` stands instead of the number where no time runs (“waits for the player”, “1:08”). `name` says in the
    tooltip what is counted.
    """
    if state == "cancelled":
        return SafeString()
    look = clocks.look_of(state, due_at, from_at, kind)
    words = escape(clocks.words_of(look, due_at, label, text))
    times = line = ""
    if due_at and look in {"ok", "soon", "over", "promise"}:
        zone, language = get_current_timezone_name(), get_language()
        times = _chip_times(due_at, from_at or due_at, str(label), str(kind), str(name or label), zone, language)
    if look in {"ok", "soon", "promise"}:
        line = SLA_LINE.format(f"{clocks.share_left(due_at, from_at):.1f}")
    return constant(SLA_CHIP.format(look, times, used(SLA_ICONS[look]), words, line))


@register.simple_tag
def js_words() -> SafeString:
    """The words that scripts say, in the reader's language, as data and not as code."""
    return _words_in(get_language())


@cache
def _words_in(_language: str | None) -> SafeString:
    return json_script({key: str(word) for key, word in clocks.SCRIPT_WORDS.items()}, "words")
