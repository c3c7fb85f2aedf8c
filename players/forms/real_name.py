"""What the pages about real names ask for. Fields hold nothing after a refusal that must not be seen twice."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms.refusals import RefusableForm
from players.enums import EvidenceKind, Verdict

_QUIET = {"autocomplete": "off", "autocapitalize": "off", "spellcheck": "false"}


class RealNameForm(RefusableForm):
    """A form whose action may refuse single fields."""

    wanted: tuple[str, ...] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in self.wanted:
            self.fields[name].is_wanted = True  # type: ignore[attr-defined]  # read by components/field.html


class MatchForm(RealNameForm):
    """What the player says, to be compared."""

    name = forms.CharField(
        label=_("Name as the player says it"), required=False, widget=forms.TextInput(attrs=_QUIET | {"maxlength": 80})
    )
    id_number = forms.CharField(
        label=_("Identity number as the player says it"),
        required=False,
        widget=forms.TextInput(attrs=_QUIET | {"maxlength": 32}),
    )
    ticket = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if not given.get("name") and not given.get("id_number"):
            self.add_error(None, _("Give a name or a number to compare."))
        return given


class RevealForm(RealNameForm):
    """Why somebody has to see an identity, and for which ticket."""

    wanted = ("reason", "ticket")
    reason = forms.CharField(
        label=_("Why do you have to see it?"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2, "maxlength": 500}),
    )
    ticket = forms.CharField(label=_("Number of the ticket"), required=False, max_length=40)


class AnswerForm(RealNameForm):
    """Why a request is refused."""

    wanted = ("answer",)
    answer = forms.CharField(
        label=_("Why not?"), required=False, widget=forms.Textarea(attrs={"rows": 2, "maxlength": 500})
    )


class VerdictForm(RealNameForm):
    """What a reviewer decides, and on what grounds."""

    wanted = ("reason",)
    verdict = forms.ChoiceField(label=_("Verdict"), choices=Verdict.choices, widget=forms.RadioSelect)
    reason = forms.CharField(
        label=_("On what grounds?"), required=False, widget=forms.Textarea(attrs={"rows": 2, "maxlength": 500})
    )


class EvidenceForm(RealNameForm):
    """A picture or paper for the vault."""

    kind = forms.ChoiceField(label=_("What does it show?"), choices=EvidenceKind.choices, widget=forms.RadioSelect)
    file = forms.FileField(label=_("Picture or PDF, at most 10 MB"))
