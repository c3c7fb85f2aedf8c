"""What a person sets for the own account."""

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from core.enums import Availability
from core.forms.zones import zone_choices

SCHEMES = [("system", _("Follow the system")), ("light", _("Light")), ("dark", _("Dark"))]
DENSITIES = [("comfortable", _("Comfortable")), ("compact", _("Compact"))]


class PreferencesForm(forms.Form):
    """Language and time zone go with the account, colours and density stay with the browser."""

    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES, widget=forms.RadioSelect)
    time_zone = forms.ChoiceField(label=_("Time zone"))
    scheme = forms.ChoiceField(label=_("Colours"), choices=SCHEMES, widget=forms.RadioSelect)
    density = forms.ChoiceField(label=_("Rows"), choices=DENSITIES, widget=forms.RadioSelect)

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["time_zone"].choices = zone_choices()  # type: ignore[attr-defined]


class AvailabilityForm(forms.Form):
    """Whether the agent is there. `sure`: the agent has read what leaving means for unanswered work."""

    availability = forms.ChoiceField(choices=Availability.choices)
    sure = forms.BooleanField(required=False)
