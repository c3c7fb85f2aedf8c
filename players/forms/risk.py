"""What the risk centre asks for."""

from datetime import timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core import clock
from players.actions.risk_overrides import EVIDENCE_MAX, Decision
from players.actions.risk_tasks import TEXT_MAX
from players.engines.risk import OVERALL
from players.enums import OverrideKind, OverrideReason, RiskDimension

TARGETS = [(OVERALL, _("The whole")), *RiskDimension.choices]
LEVELS = [(str(level), f"L{level}") for level in range(5)]
DAYS = [("1", _("1 day")), ("3", _("3 days")), ("7", _("7 days")), ("14", _("14 days")), ("30", _("30 days"))]


class OverrideForm(forms.Form):
    """What a person decides about a level: why, and until when."""

    target = forms.ChoiceField(label=_("About"), choices=TARGETS)
    kind = forms.ChoiceField(label=_("The level"), choices=OverrideKind.choices)
    level = forms.TypedChoiceField(label=_("Level"), choices=LEVELS, coerce=int)
    days = forms.TypedChoiceField(label=_("For"), choices=DAYS, coerce=int, initial="7")
    reason_code = forms.ChoiceField(label=_("Reason"), choices=OverrideReason.choices)
    reason_text = forms.CharField(
        label=_("What is it based on?"),
        max_length=TEXT_MAX,
        widget=forms.Textarea(attrs={"rows": 2, "dir": "auto"}),
    )
    evidence = forms.CharField(
        label=_("Evidence"), max_length=EVIDENCE_MAX, required=False, help_text=_("A ticket or file.")
    )

    def decision(self) -> Decision:
        """What was decided, as the action wants it."""
        given: dict[str, Any] = dict(self.cleaned_data)
        ends = clock.now() + timedelta(days=given.pop("days"))
        return Decision(expires_at=ends, **given)


class ReasonForm(forms.Form):
    """Why, or what came of it."""

    reason = forms.CharField(label=_("Reason"), max_length=TEXT_MAX, widget=forms.TextInput(attrs={"dir": "auto"}))
    outcome = forms.CharField(max_length=20, required=False, widget=forms.HiddenInput())


class FlagForm(forms.Form):
    """A colleague of the front line suggests that a player is at risk."""

    dimension = forms.ChoiceField(label=_("What kind of risk?"), choices=RiskDimension.choices)
    reason = forms.CharField(
        label=_("What did you notice?"), max_length=TEXT_MAX, widget=forms.Textarea(attrs={"rows": 2, "dir": "auto"})
    )
