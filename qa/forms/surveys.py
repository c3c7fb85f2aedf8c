"""What the player's survey sends."""

from django import forms
from django.utils.translation import gettext_lazy as _

from qa.actions.surveys import COMMENT_MAX
from qa.enums import Score


class SurveyForm(forms.Form):
    score = forms.TypedChoiceField(
        coerce=int,
        choices=Score.choices,
        error_messages={
            "required": _("Please choose one of the five faces."),
            "invalid_choice": _("Please choose one of the five faces."),
        },
    )
    comment = forms.CharField(required=False, max_length=COMMENT_MAX, strip=True)
