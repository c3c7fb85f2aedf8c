"""What is asked about a request for personal data."""

from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms.refusals import RefusableForm
from players.actions.privacy_requests import TEXT_MAX
from players.enums import PrivacyKind


class RequestForm(forms.Form):
    """Who asks for what, as it came by letter, call or ticket."""

    kind = forms.ChoiceField(label=_("What is asked for?"), choices=PrivacyKind.choices)
    by_guardian = forms.BooleanField(label=_("A guardian asks"), required=False)
    note = forms.CharField(
        label=_("Note"), required=False, max_length=TEXT_MAX, widget=forms.Textarea(attrs={"rows": 2})
    )


class AnswerForm(forms.Form):
    """What the person is told."""

    answer = forms.CharField(
        label=_("Answer to the person"), required=False, max_length=TEXT_MAX, widget=forms.Textarea(attrs={"rows": 2})
    )


class HoldForm(RefusableForm):
    """Why an account must be left as it is."""

    reason = forms.CharField(
        label=_("Why must nothing be removed?"),
        help_text=_("Name the court, the authority or the matter, no persons."),
        required=False,
        max_length=TEXT_MAX,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
