"""What the pages of interventions ask for."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms.refusals import RefusableForm
from players.engines.interventions import LEVELS, OVERALL, Playbook, outcomes_from
from players.enums import InterventionOutcome, InterventionWay, RiskDimension
from players.models import Intervention
from players.models.interventions import NOTE_MAX, TEXT_MAX

TARGETS = [*RiskDimension.choices, (OVERALL, _("The whole"))]


def _lines(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows, "dir": "auto"})


class PlanForm(RefusableForm):
    """A playbook is planned by hand."""

    dimension = forms.ChoiceField(label=_("About"), choices=TARGETS)
    level = forms.TypedChoiceField(label=_("Level"), choices=[(n, f"L{n}") for n in LEVELS], coerce=int, initial=2)
    reason = forms.CharField(label=_("Why?"), max_length=NOTE_MAX, widget=_lines(2))


class SendForm(RefusableForm):
    """How and with which words the player is contacted; `urgent` is for L4 alone."""

    way = forms.ChoiceField(label=_("How?"))
    text = forms.CharField(label=_("What the player reads"), max_length=TEXT_MAX, required=False, widget=_lines(5))
    urgent = forms.CharField(
        label=_("Why again within a week?"),
        max_length=NOTE_MAX,
        required=False,
        widget=forms.TextInput({"dir": "auto"}),
    )

    def __init__(self, playbook: Playbook, words: str, *args: Any, has_cap: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        ways = [(way.value, way.label) for way in playbook.ways]
        self.fields["way"] = forms.ChoiceField(label=_("How?"), choices=ways, initial=playbook.ways[0].value)
        self.fields["text"].initial = words
        if InterventionWay.INSIDE in playbook.ways:
            del self.fields["text"]
        if not (has_cap and playbook.level == LEVELS[-1]):
            del self.fields["urgent"]


class OutcomeForm(RefusableForm):
    """What came of it."""

    outcome = forms.ChoiceField(label=_("What came of it?"))
    note = forms.CharField(label=_("Note"), max_length=NOTE_MAX, required=False, widget=_lines(2))

    def __init__(self, row: Intervention, playbook: Playbook, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        outcomes = outcomes_from(row.state, contacts=playbook.contacts)
        choices = [(one.value, InterventionOutcome(one).label) for one in outcomes]
        self.fields["outcome"] = forms.ChoiceField(label=_("What came of it?"), choices=choices)


class WithdrawForm(RefusableForm):
    """A plan is dropped."""

    note = forms.CharField(label=_("Why is it dropped?"), max_length=NOTE_MAX, widget=_lines(2))
