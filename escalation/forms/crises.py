"""What the crisis protocol asks for."""

from django import forms
from django.utils.translation import gettext_lazy as lazy

from escalation.enums import CrisisStep, FollowUpOutcome
from escalation.policies.crises import MARKED
from tickets.forms.desk import DeedForm


class StepForm(DeedForm):
    """A step is done, or not after all; a button beside the ticket sends it."""

    step = forms.ChoiceField(choices=[(step.value, step.label) for step in MARKED], widget=forms.HiddenInput)
    done = forms.BooleanField(required=False, widget=forms.HiddenInput)


class RescueForm(DeedForm):
    wanted = ("note",)
    note = forms.CharField(
        label=lazy("Who was called, what were they told, and on which ground?"),
        widget=forms.Textarea(attrs={"rows": 4}),
        required=False,
        strip=False,
        help_text=lazy("It becomes an internal note, which only the crisis group reads."),
    )

    @property
    def step(self) -> str:
        """The step that this form is about."""
        return CrisisStep.RESCUE.value


class CallForm(DeedForm):
    wanted = ("outcome",)
    outcome = forms.ChoiceField(
        label=lazy("How is the player?"), choices=FollowUpOutcome.choices, widget=forms.RadioSelect, required=False
    )
