"""Until when a ticket is put aside: offers in the agent's own days, or a time of one's own."""

from datetime import datetime

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core import clock
from core.errors import InvalidInput
from core.templatetags.clocks import moment_text
from tickets.engines.later import Later, offers
from tickets.forms.desk import DeedForm
from tickets.forms.desk_reply import MOMENT_FORMATS
from tickets.queries.service_hours import hours_for


class SnoozeForm(DeedForm):
    when = forms.ChoiceField(label=gettext_lazy("Until when?"), widget=forms.RadioSelect)
    at = forms.DateTimeField(
        label=gettext_lazy("Your own time"),
        required=False,
        input_formats=MOMENT_FORMATS,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )
    note = forms.CharField(label=gettext_lazy("What for?"), required=False)

    def prepare(self) -> None:
        now, zone = clock.now(), self.agent.time_zone
        self.times = {later.code: later for later in offers(now, zone, hours_for(self.ticket, self.agent))}
        choices = [(code, _label(later)) for code, later in self.times.items()]
        self.fields["when"].choices = [*choices, ("own", _("Another time"))]  # type: ignore[attr-defined]  # choices
        if not self.is_bound:
            self.initial = {"when": choices[0][0] if choices else "own", **self.initial}

    def moment(self) -> datetime:
        """The chosen moment; raises `InvalidInput` when the own time is missing."""
        if (when := self.cleaned_data["when"]) != "own":
            return self.times[when].at
        own: datetime | None = self.cleaned_data.get("at")
        if own is None:
            raise InvalidInput({"at": [_("Please choose a time between now and 90 days from now.")]})
        return own


def _label(later: Later) -> str:
    if later.code == "week":
        return _("Next week · %(time)s") % {"time": moment_text(later.at)}
    if later.code == "today":
        return _("Later today · %(time)s") % {"time": moment_text(later.at)}
    if not later.is_that_day:
        return _("The next day of work · %(time)s") % {"time": moment_text(later.at)}
    return _("Tomorrow morning · %(time)s") % {"time": f"{timezone.localtime(later.at):%H:%M}"}
