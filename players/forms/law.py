"""What an administrator may write into the law of play: values that the engines can apply, days that are not told."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.clock import InvalidWindow, Window
from core.forms.administration import ZoneForm
from players.engines.rule_values import UnreadableRule, check_value
from players.models import DayOverride, JurisdictionRule, PlayChoice

if TYPE_CHECKING:  # the class takes a type only in the stubs
    ModelForm = forms.ModelForm[Any]
else:
    ModelForm = forms.ModelForm


class RuleForm(ZoneForm):
    """A rule in force is not rewritten: what may change of it is its last day, its source and its notes."""

    zone_field = "tz"
    tz = forms.ChoiceField(label=gettext_lazy("Time zone"))

    class Meta:
        model = JurisdictionRule
        fields = (
            "jurisdiction", "code", "kind", "age_from", "age_to", "value", "calendar_code", "tz", "scope",
            "effective_from", "effective_to", "legal_ref", "source_url", "confidence", "note",
        )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """Ages and dates in order, and a value that can be applied."""
        told = super().clean() or self.cleaned_data
        if "age_from" in told and "age_to" in told and told["age_from"] >= told["age_to"]:
            self.add_error("age_to", _("The age below which the rule ends must lie above the one where it begins."))
        last, first = told.get("effective_to"), told.get("effective_from")
        if last and first and last < first:
            self.add_error("effective_to", _("The last day in force lies before the first."))
        if told.get("kind") and "value" in told:
            self._check_value(told["kind"], told["value"])
        return dict(told)

    def _check_value(self, kind: str, value: Any) -> None:
        try:
            check_value(kind, value)
        except UnreadableRule as error:
            text = _("“%(part)s” is missing or cannot be applied. See the reference of the rules of play.")
            self.add_error("value", ValidationError(text % {"part": error}))


class DayForm(ModelForm):
    class Meta:
        model = DayOverride
        fields = ("country", "on", "mark", "note")


class ChoiceForm(ModelForm):
    class Meta:
        model = PlayChoice
        fields = ("player", "asked_by", "hours", "minutes", "starts_on", "ends_on")
        widgets = {"player": forms.NumberInput()}

    def clean_hours(self) -> str:
        """Hours that can be read, over midnight or not."""
        hours: str = self.cleaned_data["hours"].strip()
        if hours:
            try:
                Window.parse(hours)
            except InvalidWindow as error:
                raise ValidationError(_("Please write hours such as 00:00-06:00.")) from error
        return hours

    def clean(self) -> dict[str, Any]:
        """Something is asked for, and the days are in order."""
        told = super().clean() or self.cleaned_data
        if "hours" in told and not told["hours"] and told.get("minutes") is None and "minutes" in told:
            self.add_error("hours", _("Please give hours without play, minutes a day, or both."))
        last, first = told.get("ends_on"), told.get("starts_on")
        if last and first and last < first:
            self.add_error("ends_on", _("The last day lies before the first."))
        return dict(told)
