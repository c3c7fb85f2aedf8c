"""What escalating and answering ask for."""

from django import forms
from django.utils.translation import gettext_lazy as lazy

from core.models import Actor, Group
from escalation.enums import CaseKind, CaseState
from escalation.models import Case
from escalation.queries.cases import answerable
from tickets.forms.desk import DeedForm

QUESTIONS = [choice for choice in CaseKind.choices if choice[0] != CaseKind.WORK_ORDER]


class EscalateForm(DeedForm):
    wanted = ("note",)
    group = forms.ModelChoiceField(
        Group.objects.none(), label=lazy("Which specialists?"), empty_label=lazy("Choose a group")
    )
    kind = forms.ChoiceField(label=lazy("What is asked for?"), choices=QUESTIONS, initial=CaseKind.EXPERT_OPINION.value)
    note = forms.CharField(
        label=lazy("What should they know?"),
        widget=forms.Textarea(attrs={"rows": 4}),
        required=False,
        strip=False,
        help_text=lazy("Facts that are checked, what the player was promised, what you need back."),
    )

    def prepare(self) -> None:
        groups = Group.objects.filter(is_front_line=False).order_by("pk")
        self.fields["group"].queryset = groups  # type: ignore[attr-defined]  # a model choice field
        if self.ticket.category.group_id in set(groups.values_list("pk", flat=True)):
            self.initial.setdefault("group", self.ticket.category.group_id)


class CaseForm(DeedForm):
    """A deed about one open case of the ticket; with several the agent chooses."""

    case = forms.ChoiceField(label=lazy("Case"))

    def prepare(self) -> None:
        self.cases = {str(case.pk): case for case in self.find()}
        field = self.fields["case"]
        field.choices = [(key, f"{case.name} · {case.group.name}") for key, case in self.cases.items()]  # type: ignore[attr-defined]
        if len(self.cases) == 1:
            field.widget = forms.HiddenInput()
            self.initial.setdefault("case", next(iter(self.cases)))

    def find(self) -> list[Case]:
        """Open cases that the deed can be done to."""
        rows = Case.objects.filter(ticket=self.ticket, state=CaseState.OPEN).exclude(kind=CaseKind.WORK_ORDER)
        return list(rows.select_related("group").order_by("pk"))

    def chosen(self) -> Case:
        """The case that the agent chose."""
        return self.cases[self.cleaned_data["case"]]


class AnswerForm(CaseForm):
    wanted = ("answer",)
    answer = forms.CharField(
        label=lazy("Your answer to the agent"),
        widget=forms.Textarea(attrs={"rows": 6}),
        required=False,
        strip=False,
        help_text=lazy("What you found, what was done, what the player may be told. Players never see it."),
    )

    def find(self) -> list[Case]:
        return answerable(self.ticket, Actor.of_agent(self.agent))


class WithdrawForm(CaseForm):
    wanted = ("reason",)
    reason = forms.CharField(
        label=lazy("Why is it not needed any more?"), widget=forms.Textarea(attrs={"rows": 3}), required=False
    )
