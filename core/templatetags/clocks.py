"""How moments and spans are said. The scripts say them in the same words, handed to the page as data."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import cache

from django import template
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext_lazy as _

from core import clock

register = template.Library()

SOON_SHARE = 25  # per cent of the time left: from here on a clock asks for attention
MINUTE, HOUR, DAY = 60, 3600, 86_400

SCRIPT_WORDS = {
    "now": _("just now"),
    "minutes_ago": _("{n} min ago"),
    "hours_ago": _("{n} h ago"),
    "days_ago": _("{n} d ago"),
    "in_minutes": _("in {n} min"),
    "in_hours": _("in {n} h"),
    "in_hours_minutes": _("in {h} h {m} min"),
    "hours": _("{h} h {m} min"),
    "days": _("{d} d {h} h"),
    "over": _("Overdue {t}"),
    "seconds": _("{n} s"),
    "undo": _("Undo"),
    "undone": _("Undone."),
    "too_late": _("It had already gone out."),
    "close": _("Close"),
    "copied": _("Copied"),
    "saved": _("Draft saved"),
    "saving": _("Saving…"),
    "unsaved": _("Draft not saved, we keep trying"),
    "kept_here": _("Draft kept on this device"),
    "failed": _("That did not work. Nothing was lost, please try again."),
    "offline": _("No connection. What you typed is kept."),
    "signed_out": _("You were signed out. Sign in again in another tab, then repeat."),
    "live": _("Live"),
    "polling": _("Live by polling"),
    "no_live": _("Not live at the moment, trying to reconnect"),
    "uploading": _("Uploading {n} %"),
    "uploaded": _("Uploaded"),
    "too_big": _("This file is too big. The limit is {n} MB."),
    "upload_failed": _("Could not be uploaded. Try again or send it without."),
    "remove": _("Remove"),
    "nothing_found": _("Nothing found"),
    "promise_now": _("Now {t}"),
    "promise_due": _("Reply due {t}"),
    "promise_at": _("Your promise {t}"),
    "promise_case": _("Specialist {t}"),
    "promise_early": _("That is before the specialist's own clock at {t}."),
    "promise_past": _("That moment has passed."),
    "sending": _("Sending…"),
    "found": _("{n} found"),
    "tree_search": _("Code, name or pinyin"),
    "by_key": _("Good. Now do it with its key: {key}"),
    "practised": _("{n} of {all} done"),
}


def say(key: str, **values: object) -> str:
    """One of the script's words with its gaps filled."""
    return _word(key, get_language()).format(**values)


@cache
def _word(key: str, _language: str | None) -> str:
    return str(SCRIPT_WORDS[key])


def stamp(at: datetime) -> str:
    """A moment for scripts: UTC, ISO 8601, whole seconds."""
    return clock.to_utc(at).strftime("%Y-%m-%dT%H:%M:%SZ")


def exact(at: datetime) -> str:
    """A moment to the second with its offset, for the tooltip."""
    local = timezone.localtime(at)
    hours, minutes = divmod(int((local.utcoffset() or timedelta()).total_seconds()) // 60, 60)
    offset = f"UTC{hours:+d}" + (f":{minutes:02d}" if minutes else "")
    return f"{local:%Y-%m-%d %H:%M:%S} ({offset})"


def due_words(name: str, due_at: datetime) -> str:
    """What a clock counts and when it runs out, for the tooltip."""
    if not name:
        return str(_("Due %(at)s")) % {"at": exact(due_at)}
    return str(_("%(name)s due %(at)s")) % {"name": name, "at": exact(due_at)}


def span_text(seconds: float) -> str:
    """A span as short as it can be read: `04:12`, `1 h 42 min`, `2 d 3 h`."""
    whole = max(0, int(seconds))
    if whole < HOUR:
        return f"{whole // MINUTE:02d}:{whole % MINUTE:02d}"
    if whole < DAY:
        return say("hours", h=whole // HOUR, m=whole % HOUR // MINUTE)
    return say("days", d=whole // DAY, h=whole % DAY // HOUR)


def ago_text(at: datetime) -> str:
    """How long ago, or in how long; from a week on, the date."""
    passed = (clock.now() - clock.to_utc(at)).total_seconds()
    n = abs(passed)
    if n < MINUTE:
        return say("now")
    if n >= 7 * DAY:
        return day_text(at)
    if n >= DAY:
        days = int(n // DAY)
        return say("days_ago", n=days) if passed > 0 else ngettext("in %(n)d day", "in %(n)d days", days) % {"n": days}
    if passed < 0:
        return _ahead_text(n)
    return say("hours_ago", n=int(n // HOUR)) if n >= HOUR else say("minutes_ago", n=int(n // MINUTE))


def _ahead_text(seconds: float) -> str:
    """What is still to come, to the nearest minute: a promise that is cut to whole hours sounds like a shorter one."""
    minutes = int(seconds / MINUTE + 0.5)
    if minutes < 60:
        return say("in_minutes", n=minutes)
    hours, rest = divmod(minutes, 60)
    return say("in_hours_minutes", h=hours, m=rest) if rest else say("in_hours", n=hours)


def is_english() -> bool:
    return (get_language() or "").startswith("en")


def day_text(at: datetime) -> str:
    """The day, with its year only when it is not this one."""
    local = timezone.localtime(at)
    this_year = local.year == timezone.localtime(clock.now()).year
    if is_english():
        return f"{local.day} {local:%b}" if this_year else f"{local.day} {local:%b %Y}"
    return f"{local.month} 月 {local.day} 日" if this_year else f"{local.year} 年 {local.month} 月 {local.day} 日"


def moment_text(at: datetime) -> str:
    """The minute: alone when it is today, else after its day."""
    local, today = timezone.localtime(at), timezone.localtime(clock.now()).date()
    minute = f"{local:%H:%M}"
    if local.date() == today:
        return minute
    if local.date() == today - timedelta(days=1):
        return f"{_('yesterday')} {minute}"
    if local.date() == today + timedelta(days=1):
        return f"{_('tomorrow')} {minute}"
    return f"{day_text(at)} {minute}"


def share_left(due_at: datetime | None, from_at: datetime | None) -> float:
    """Per cent of a clock's time that is left, 0 to 100."""
    if due_at is None:
        return 0.0
    whole = (due_at - (from_at or due_at)).total_seconds()
    left = (due_at - clock.now()).total_seconds()
    return max(0.0, min(100.0, 100 * left / whole)) if whole > 0 else 0.0


def look_of(state: str, due_at: datetime | None, from_at: datetime | None, kind: str) -> str:
    """How a clock in this state looks now: ok, soon, over, paused, met or promise."""
    if state in {"paused", "met"} or due_at is None:
        return "met" if state == "met" else "over" if state == "breached" else "paused"
    if state == "breached" or due_at <= clock.now():
        return "over"
    calm = "promise" if kind == "promise" else "ok"
    return "soon" if from_at is not None and share_left(due_at, from_at) <= SOON_SHARE else calm


def words_of(look: str, due_at: datetime | None, label: str, text: str) -> str:
    """What the chip says."""
    if look in {"paused", "met"} or due_at is None:
        return " ".join(part for part in (str(label), str(text)) if part)
    if look == "promise":
        return " ".join(part for part in (str(label), text or moment_text(due_at)) if part)
    seconds = abs((due_at - clock.now()).total_seconds())
    said = say("over", t=span_text(seconds)) if look == "over" else span_text(seconds)
    return " ".join(part for part in (str(label), said) if part)


@register.simple_tag
def ago(at: datetime | None) -> SafeString:
    """`3 min ago`, with the exact time on hover; `<relative-time>` keeps it true in the browser."""
    if at is None:
        return SafeString()
    return format_html(
        '<relative-time><time datetime="{}" title="{}">{}</time></relative-time>', stamp(at), exact(at), ago_text(at)
    )


@register.simple_tag
def moment(at: datetime | None) -> SafeString:
    """`20:04` today, `yesterday 20:04`, `18 Nov 20:04`; exact on hover."""
    if at is None:
        return SafeString()
    return format_html('<time datetime="{}" title="{}">{}</time>', stamp(at), exact(at), moment_text(at))


@register.simple_tag
def span(seconds: float | timedelta | None) -> str:
    """A length of time in words."""
    if seconds is None:
        return ""
    return span_text(seconds.total_seconds() if isinstance(seconds, timedelta) else seconds)


@register.simple_tag
def iso(at: datetime | None) -> str:
    """A moment for scripts, in UTC."""
    return stamp(at) if at else ""


@register.simple_tag
def today() -> str:
    """The day and the zone in which moments are said now: what a kept block must name that says any."""
    return f"{timezone.localtime(clock.now()).date()} {timezone.get_current_timezone_name()}"


@register.simple_tag
def zone() -> str:
    """The time zone in which this page shows its times."""
    return timezone.get_current_timezone_name()


@register.simple_tag
def server_time() -> str:
    """Milliseconds since 1970 by the house's clock: scripts count by it, not by the visitor's."""
    return str(int(clock.now().timestamp() * 1000))
