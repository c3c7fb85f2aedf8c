"""What an administrator may write into deadlines: spans, windows, zones and shares that can be counted with."""

from typing import TYPE_CHECKING, Any
from zoneinfo import available_timezones

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from core.clock import Calendar, EmptyCalendar, InvalidWindow, Window
from escalation.clock import Amount, InvalidAmount
from escalation.enums import DayRule
from escalation.models import CalendarDay, ServiceCalendar, SlaOverride, SlaPolicy, SlaTarget

if TYPE_CHECKING:  # the class takes a type only in the stubs
    ModelForm = forms.ModelForm[Any]
else:
    ModelForm = forms.ModelForm
FACTOR_MAX = 10


class PolicyForm(ModelForm):
    class Meta:
        model = SlaPolicy
        exclude = ("version",)

    def clean_tier_factors(self) -> dict[str, float]:
        """Numbers above zero by tier."""
        factors = self.cleaned_data["tier_factors"]
        numbers = factors.values() if isinstance(factors, dict) else [None]
        if not all(isinstance(n, int | float) and not isinstance(n, bool) and 0 < n <= FACTOR_MAX for n in numbers):
            raise ValidationError(_('Please give numbers by tier, such as {"T0": 1.0, "T2": 0.5}.'))
        return dict(factors)


class _AmountForm(ModelForm):
    def clean_amount(self) -> str:
        """A span that the clocks can read."""
        amount: str = self.cleaned_data["amount"].strip()
        try:
            Amount.parse(amount)
        except InvalidAmount as error:
            raise ValidationError(_("Please write a span such as 15m, 4h, 8bh or 3bd.")) from error
        return amount


class TargetForm(_AmountForm):
    class Meta:
        model = SlaTarget
        fields = ("policy", "priority", "kind", "is_live", "amount", "calendar")


class OverrideForm(_AmountForm):
    class Meta:
        model = SlaOverride
        fields = ("policy", "category", "kind", "amount", "calendar", "is_live", "note_zh", "note_en")


class CalendarForm(ModelForm):
    class Meta:
        model = ServiceCalendar
        exclude = ("version",)

    def clean_zone(self) -> str:
        """A zone of the time-zone table."""
        zone: str = self.cleaned_data["zone"]
        if zone not in available_timezones():
            raise ValidationError(_("There is no such time zone. Please write one like Asia/Shanghai."))
        return zone

    def clean_week(self) -> list[list[str]]:
        """Seven days, open on at least one of them."""
        week = self.cleaned_data["week"]
        try:
            Calendar("UTC", tuple(tuple(Window.parse(text) for text in day) for day in week))
        except (InvalidWindow, EmptyCalendar, TypeError, AttributeError) as error:
            raise ValidationError(
                _('Please give seven lists of windows from Monday on, such as ["09:00-21:00"], one of them not empty.')
            ) from error
        return list(week)


class DayForm(ModelForm):
    class Meta:
        model = CalendarDay
        fields = ("on", "rule", "windows", "note")

    def clean(self) -> dict[str, Any]:
        """A special day has windows that can be read; the other kinds of day have none."""
        given = super().clean() or self.cleaned_data
        windows = given.get("windows") or []
        try:
            for text in windows:
                Window.parse(text)
        except (InvalidWindow, TypeError, AttributeError) as error:
            raise ValidationError({"windows": _('Please give windows such as ["10:00-16:00"].')}) from error
        if windows and given.get("rule") != DayRule.SPECIAL:
            raise ValidationError({"windows": _("Only a special day has hours of its own.")})
        return given
