"""Which covered number is to be seen, and why."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.models import SealedNumber
from tickets.actions.reveals import REASON_MAX


class RevealForm(forms.Form):
    """One of the numbers of a text, and the reason that is written down."""

    number = forms.TypedChoiceField(label=_("Which number?"), coerce=int, widget=forms.RadioSelect)
    reason = forms.CharField(
        label=_("Why do you need it?"),
        help_text=_("Your name, the time and the reason are recorded."),
        max_length=REASON_MAX,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, data: Any = None, *, numbers: list[SealedNumber]) -> None:
        super().__init__(data)
        choices = [(number.pk, number.token.strip("〔〕")) for number in numbers]
        self.fields["number"].choices = choices  # type: ignore[attr-defined]
        if choices:
            self.initial["number"] = choices[0][0]
