"""What an administrator may write into deadlines: spans, windows, zones and shares that can be counted with."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.forms.administration import ZoneForm
from escalation.clock import Amount, InvalidAmount
from escalation.enums import DayRule
from escalation.forms.hours import WEEK_HINT, WeekField, WindowsField
from escalation.models import CalendarDay, ServiceCalendar, SlaOverride, SlaPolicy, SlaTarget
from knowledge.queries.categories import category_choices

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
    category = forms.ChoiceField(label=gettext_lazy("Category"))

    class Meta:
        model = SlaOverride
        fields = ("policy", "category", "kind", "amount", "calendar", "is_live", "note_zh", "note_en")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["category"].choices = category_choices([self.instance.category])  # type: ignore[attr-defined]


class CalendarForm(ZoneForm):
    zone_field = "zone"
    zone = forms.ChoiceField(label=gettext_lazy("Time zone"))
    week = WeekField(label=gettext_lazy("Opening hours"), help_text=WEEK_HINT)

    class Meta:
        model = ServiceCalendar
        exclude = ("version",)


class DayForm(ModelForm):
    windows = WindowsField(
        label=gettext_lazy("Opening hours"),
        help_text=gettext_lazy("Of a day with own hours, such as 10:00-12:00, 13:00-16:00."),
        required=False,
    )

    class Meta:
        model = CalendarDay
        fields = ("on", "rule", "windows", "note")

    def clean(self) -> dict[str, Any]:
        """A special day may have hours of its own; the other kinds of day have none."""
        given = super().clean() or self.cleaned_data
        if given.get("windows") and given.get("rule") != DayRule.SPECIAL:
            raise ValidationError({"windows": _("Only a special day has hours of its own.")})
        return given
