"""What a person sets for the own account."""

from zoneinfo import available_timezones

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from core.enums import Availability

SCHEMES = [("system", _("Follow the system")), ("light", _("Light")), ("dark", _("Dark"))]
DENSITIES = [("comfortable", _("Comfortable")), ("compact", _("Compact"))]
COMMON_ZONES = (
    "Asia/Shanghai", "Asia/Hong_Kong", "Asia/Taipei", "Asia/Singapore", "Asia/Tokyo", "Asia/Seoul", "Europe/Berlin",
    "Europe/London", "America/New_York", "America/Los_Angeles", "UTC",
)  # fmt: skip


class PreferencesForm(forms.Form):
    """Language and time zone go with the account, colours and density stay with the browser."""

    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES, widget=forms.RadioSelect)
    time_zone = forms.ChoiceField(label=_("Time zone"))
    scheme = forms.ChoiceField(label=_("Colours"), choices=SCHEMES, widget=forms.RadioSelect)
    density = forms.ChoiceField(label=_("Rows"), choices=DENSITIES, widget=forms.RadioSelect)

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        rest = sorted(available_timezones() - set(COMMON_ZONES))
        self.fields["time_zone"].choices = [  # type: ignore[attr-defined]
            (_("Often used"), [(zone, zone) for zone in COMMON_ZONES]),
            (_("All others"), [(zone, zone) for zone in rest]),
        ]


class AvailabilityForm(forms.Form):
    """Whether the agent is there."""

    availability = forms.ChoiceField(choices=Availability.choices)
