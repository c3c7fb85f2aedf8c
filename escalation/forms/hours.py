"""Opening hours as a person writes them: a line of windows for a day, seven lines for a week."""

import re
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.template.loader import render_to_string
from django.utils.dates import WEEKDAYS
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.clock import MINUTES_PER_DAY, InvalidWindow, Window

BETWEEN = re.compile(r"[,;，、；]")
ALIKE = str.maketrans("：–—－~～", ":-----")  # what a Chinese keyboard gives in place of a colon or a hyphen
SHAPE = re.compile(r"(\d{1,2}):(\d{2})\s*-\s*(\d{1,2}):(\d{2})")
DAYS = 7


def windows_of(text: str) -> list[str]:
    """The windows of a line; refused with a sentence for each that cannot be read."""
    windows = [part.strip() for part in BETWEEN.split(text.translate(ALIKE)) if part.strip()]
    wrong = [why for window in windows if (why := _what_is_wrong(window))]
    if wrong:
        raise ValidationError(wrong)
    return windows


def _what_is_wrong(window: str) -> str:
    try:
        Window.parse(window)
    except InvalidWindow:
        return _explain(window) % {"window": window}
    return ""


def _explain(window: str) -> str:
    match = SHAPE.fullmatch(window)
    if match is None:
        return _("“%(window)s” cannot be read. Please write times such as 09:00-12:00.")
    hour, minute, last_hour, last_minute = (int(number) for number in match.groups())
    start, end = hour * 60 + minute, last_hour * 60 + last_minute
    if max(minute, last_minute) >= 60 or max(start, end) > MINUTES_PER_DAY:
        return _("“%(window)s” names a time that does not exist. A day goes from 00:00 to 24:00.")
    if start == end:
        return _("“%(window)s” has no length. The whole day is 00:00-24:00.")
    return _("“%(window)s” begins at 24:00. That is 00:00 of the next day; please write it there.")


def as_line(windows: Any) -> Any:
    """Windows as the line that a person edits; what was typed stays as it was typed."""
    return ", ".join(map(str, windows)) if isinstance(windows, list | tuple) else windows


class LineInput(forms.TextInput):
    def format_value(self, value: Any) -> Any:
        return super().format_value(as_line(value))


class WindowsField(forms.CharField):
    """A line of windows; an empty one is a day without hours."""

    widget = LineInput

    def __init__(self, **options: Any) -> None:
        super().__init__(**options, empty_value=[])  # type: ignore[arg-type]  # the empty value of a list

    def to_python(self, value: Any) -> Any:
        """A list of windows, as the model keeps it."""
        return value if isinstance(value, list) else windows_of(super().to_python(value) or "")


class WeekWidget(forms.MultiWidget):
    """A line for each day from Monday on; `wrong` are the days that the last look refused."""

    class Media:
        css: ClassVar = {"all": ["css/admin-week.css"]}

    def __init__(self, attrs: Any = None) -> None:
        super().__init__([LineInput({"class": "vTextField", "autocomplete": "off"}) for _day in range(DAYS)], attrs)
        self.wrong: set[int] = set()

    def decompress(self, value: Any) -> list[Any]:
        return [*(value or []), *[[]] * DAYS][:DAYS]

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        """Each line with the name of its day; only a day that was refused is marked."""
        lines: Sequence[dict[str, Any]] = self.get_context(name, value, attrs)["widget"]["subwidgets"]
        for day, line in enumerate(lines):
            for mark in ("aria-invalid", "required"):
                line["attrs"].pop(mark, None)
            line["attrs"] |= {"aria-invalid": "true"} if day in self.wrong else {}
        days = [{"name": WEEKDAYS[day], "line": line} for day, line in enumerate(lines)]
        return render_to_string("admin/week.html", {"days": days})


class WeekField(forms.MultiValueField):
    """Seven lines from Monday on, one of them not empty. Each day that cannot be read says why."""

    widget: Any = WeekWidget

    def __init__(self, **options: Any) -> None:
        super().__init__([WindowsField(required=False) for _day in range(DAYS)], **options)

    def clean(self, value: Any) -> list[list[str]]:
        """The week as the model keeps it."""
        lines = dict(enumerate(value or []))
        week, wrong = self._read(lines)
        self.widget.wrong = set(wrong)
        if wrong:
            said = [{"day": WEEKDAYS[day], "why": why} for day, whys in wrong.items() for why in whys]
            raise ValidationError([_("%(day)s: %(why)s") % names for names in said])
        if not any(week):
            raise ValidationError(_("Please give opening hours on at least one day of the week."))
        return week

    def _read(self, lines: Mapping[int, Any]) -> tuple[list[list[str]], dict[int, list[str]]]:
        week: list[list[str]] = []
        wrong: dict[int, list[str]] = {}
        for day, field in enumerate(self.fields):
            try:
                week.append(field.clean(lines.get(day, "")))
            except ValidationError as error:
                wrong[day] = error.messages
        return week, wrong


WEEK_HINT = gettext_lazy(
    "Windows such as 09:00-12:00, 13:00-18:00. Over midnight: 22:00-06:00, written at the day on which it begins. "
    "The whole day: 00:00-24:00. Empty: shut."
)
