"""The facts of a category as form fields."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from core import clock
from core.clock import InvalidTime, parse_iso
from knowledge.models import Category

PREFIX = "fact_"
TOLD_ABOVE = {"account_uid"}  # the form asks for it once, beside the name
NOT_ASKED = {"note"}  # a word about screenshots, not a question
OLDEST = timedelta(days=3660)
TEXT_MAX = 2000

WRONG_TIME = gettext_lazy("Please give the day and the time.")
WRONG_AMOUNT = gettext_lazy("Please give the amount in digits, such as 648.00.")
WRONG_NUMBER = gettext_lazy("Please give a whole number.")
WRONG_CHOICE = gettext_lazy("“%(value)s” is not among the options. Please choose one of them.")
TOO_LONG = gettext_lazy("At most %(limit_value)d characters, please; this has %(show_value)d.")

Fact = dict[str, Any]


def words(fact: Fact, name: str) -> str:
    """A fact's label or help in the reader's language."""
    language = "en" if (get_language() or "").startswith("en") else "zh"
    return str(fact.get(f"{name}_{language}") or "")


def asked_facts(category: Category | None) -> list[Fact]:
    """What the form asks for in this category, the required ones first."""
    if category is None:
        return []
    asked = [fact for fact in category.facts if fact["input"] not in NOT_ASKED and fact["code"] not in TOLD_ABOVE]
    return sorted(asked, key=lambda fact: not fact.get("required"))


def evidence_words(category: Category | None) -> str:
    """What this category says about screenshots, if anything."""
    notes = [fact for fact in (category.facts if category else []) if fact["input"] == "note"]
    return words(notes[0], "help") if notes else ""


def fact_field(fact: Fact) -> forms.Field:
    """One optional field: nobody in distress is stopped by a missing detail; an agent asks for it later."""
    field = MAKERS.get(fact["input"], _text)(fact)
    field.required = False
    field.label = words(fact, "label")
    field.help_text = words(fact, "help")
    field.is_wanted = bool(fact.get("required"))  # type: ignore[attr-defined]
    return field


class PastMoment(forms.DateTimeField):
    """A moment that has passed, within ten years; given as local date and time."""

    default_error_messages = {"invalid": WRONG_TIME}
    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    input_formats = ("%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M", "%Y-%m-%d")

    def prepare_value(self, value: Any) -> Any:
        """A kept fact as the browser's field reads it: local, without an offset."""
        try:
            kept = parse_iso(value) if isinstance(value, str) and value else None
        except InvalidTime:  # what was just typed, or came without an offset
            kept = None
        return timezone.localtime(kept).strftime("%Y-%m-%dT%H:%M") if kept else value

    def clean(self, value: Any) -> str:
        """The moment as ISO text, because facts are JSON."""
        moment: datetime | None = super().clean(value)
        if moment is None:
            return ""
        if not clock.now() - OLDEST <= moment <= clock.now() + timedelta(hours=1):
            raise forms.ValidationError(_("Please give a time that has already passed, within the last ten years."))
        return timezone.localtime(moment).isoformat(timespec="minutes")


class Digits(forms.CharField):
    """Exactly so many digits."""

    def __init__(self, *, digits: int) -> None:
        self.digits = digits
        super().__init__(widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}))

    def clean(self, value: Any) -> str:
        text = str(super().clean(value))
        if text and not (text.isascii() and text.isdigit() and len(text) == self.digits):
            raise forms.ValidationError(_("Just the last %(n)d digits, please.") % {"n": self.digits})
        return text


class Money(forms.DecimalField):
    """An amount, kept as text."""

    FAULTS = ("invalid", "min_value", "max_digits", "max_decimal_places", "max_whole_digits")

    def __init__(self) -> None:
        super().__init__(
            min_value=0,
            max_digits=12,
            decimal_places=2,
            widget=forms.TextInput(attrs={"inputmode": "decimal"}),
            error_messages=dict.fromkeys(self.FAULTS, WRONG_AMOUNT),
        )

    def clean(self, value: Any) -> str:
        amount = super().clean(str(value or "").replace(",", "").lstrip("¥￥$ ").strip())
        return "" if amount is None else f"{amount:.2f}"


class WholeNumber(forms.IntegerField):
    """A small whole number."""

    def __init__(self) -> None:
        super().__init__(
            min_value=0,
            max_value=1_000_000,
            widget=forms.TextInput(attrs={"inputmode": "numeric"}),
            error_messages=dict.fromkeys(("invalid", "min_value", "max_value"), WRONG_NUMBER),
        )


def _text(fact: Fact) -> forms.Field:
    widget = forms.TextInput(attrs={"autocomplete": "off"})
    return forms.CharField(max_length=TEXT_MAX, widget=widget, error_messages={"max_length": TOO_LONG})


def _long_text(fact: Fact) -> forms.Field:
    widget = forms.Textarea(attrs={"rows": 3})
    return forms.CharField(max_length=TEXT_MAX, widget=widget, error_messages={"max_length": TOO_LONG})


def _choice(fact: Fact) -> forms.Field:
    language = "en" if (get_language() or "").startswith("en") else "zh"
    options = [(str(option["value"]), option[language]) for option in fact["options"]]
    return _one_of(options)


def _yes_no(fact: Fact) -> forms.Field:
    return _one_of([("yes", _("Yes")), ("no", _("No"))])


def _one_of(options: list[tuple[str, str]]) -> forms.Field:
    choices = [("", _("Not sure or not given")), *options]
    return forms.ChoiceField(choices=choices, error_messages={"invalid_choice": WRONG_CHOICE})


MAKERS: dict[str, Callable[[Fact], forms.Field]] = {
    "text": _text,
    "textarea": _long_text,
    "choice": _choice,
    "yes_no": _yes_no,
    "datetime": lambda fact: PastMoment(),
    "digits4": lambda fact: Digits(digits=4),
    "money": lambda fact: Money(),
    "number": lambda fact: WholeNumber(),
}
