"""What an administrator may write into the rules of risk: what the engine can apply, and what is different."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from players.engines.risk_rules import InvalidRules, read_rules
from players.models import RiskRuleVersion

if TYPE_CHECKING:  # the class takes a type only in the stubs
    ModelForm = forms.ModelForm[Any]
else:
    ModelForm = forms.ModelForm


class RiskRulesForm(ModelForm):
    """A new version; it is told what is different."""

    class Meta:
        model = RiskRuleVersion
        fields = ("note", "rules")
        widgets = {"rules": forms.Textarea(attrs={"rows": 40, "cols": 110, "spellcheck": "false"})}

    def clean_note(self) -> str:
        """Nobody understands a version without a word."""
        note: str = self.cleaned_data["note"].strip()
        if not note:
            raise ValidationError(_("Please say what is different."))
        return note

    def clean_rules(self) -> Any:
        """Rules that can be applied."""
        rules = self.cleaned_data["rules"]
        try:
            read_rules(rules)
        except InvalidRules as problem:
            raise ValidationError(_("These rules do not work: %(problem)s") % {"problem": problem}) from problem
        return rules
