"""Which days of evidence somebody asks for."""

from datetime import timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

LONGEST = timedelta(days=366)


class EvidenceForm(forms.Form):
    """Two days, both included, at most a year apart."""

    first = forms.DateField()
    last = forms.DateField()

    def clean(self) -> dict[str, Any]:
        """The days are in order and not too many."""
        told = super().clean() or self.cleaned_data
        first, last = told.get("first"), told.get("last")
        if first and last and not first <= last <= first + LONGEST:
            raise ValidationError(_("Choose a first day and a last day that is at most a year later."))
        return dict(told)
