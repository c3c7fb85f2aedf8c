"""How a person wants to be told: a table of matters and ways, quiet hours, mails, and what happens by itself."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from core.enums import DigestRhythm, Way
from core.forms.refusals import RefusableForm
from core.models import NotificationPreference
from core.queries.attention import PAGES, Matter, chosen_ways, matters

PREFIX = "way-"
FIELDS = (
    "quiet_from", "quiet_to", "only_available", "shows_subjects", "digest", "digest_hour", "watches_mentions",
    "watches_own_notes", "shows_presence",
)  # fmt: skip


@dataclass(frozen=True)
class Cell:
    """One box of the table."""

    name: str
    way: str
    label: str | Promise
    is_on: bool
    is_fixed: bool


@dataclass(frozen=True)
class Row:
    """One matter with a box for each way."""

    label: str | Promise
    cells: tuple[Cell, ...]


class AttentionForm(RefusableForm):
    """The choices of `NotificationPreference`; the table is read from the boxes that are ticked."""

    quiet_from = forms.TimeField(
        label=_("Quiet from"), required=False, widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )
    quiet_to = forms.TimeField(
        label=_("Quiet until"),
        required=False,
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        help_text=_("In your time zone. The browser stays silent then; what pages comes all the same."),
    )
    only_available = forms.BooleanField(label=_("By the browser only while I am available"), required=False)
    shows_subjects = forms.BooleanField(
        label=_("Show subjects in messages of the browser"),
        required=False,
        help_text=_("They may stand on a locked screen. Restricted tickets never show theirs."),
    )
    digest = forms.ChoiceField(
        label=_("Mail about what still waits"), choices=DigestRhythm.choices, widget=forms.RadioSelect
    )
    digest_hour = forms.TypedChoiceField(
        label=_("The daily mail comes at"), coerce=int, choices=[(hour, f"{hour:02d}:00") for hour in range(24)]
    )
    watches_mentions = forms.BooleanField(label=_("Watch a ticket when somebody mentions me there"), required=False)
    watches_own_notes = forms.BooleanField(label=_("Watch a ticket when I leave a note there"), required=False)
    shows_presence = forms.BooleanField(
        label=_("Colleagues see which ticket I look at"),
        required=False,
        help_text=_("Without it they do not see that you answer either, and may answer twice."),
    )

    def __init__(self, data: Any = None, *, preference: NotificationPreference) -> None:
        self.preference = preference
        super().__init__(data, initial={name: getattr(preference, name) for name in FIELDS})

    @property
    def ways(self) -> list[tuple[str, Any]]:
        """The columns of the table."""
        return [(way.value, way.label) for way in Way]

    @property
    def table(self) -> list[Row]:
        """The table as it was chosen, or as it was just sent."""
        return [Row(matter.label, tuple(self._cell(matter, way) for way in Way)) for matter in matters()]

    def _cell(self, matter: Matter, way: Way) -> Cell:
        name = PREFIX + matter.code
        is_fixed = matter.is_fixed and way in PAGES
        ticked = way in self._ticked(matter) if self.is_bound else way in chosen_ways(self.preference, matter)
        return Cell(name, way.value, way.label, ticked or is_fixed, is_fixed)

    def _ticked(self, matter: Matter) -> list[str]:
        return list(self.data.getlist(PREFIX + matter.code))  # type: ignore[attr-defined]  # bound by a request

    def chosen(self) -> dict[str, Any]:
        """Keywords for `core.actions.preferences.set_attention`."""
        ways = {matter.code: self._ticked(matter) for matter in matters()}
        return {"ways": ways, **{name: self.cleaned_data[name] for name in FIELDS}}
