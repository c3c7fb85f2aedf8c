"""What the deeds on the page of a work order ask for. `seen` is the version that the page showed."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from core.errors import InvalidInput
from core.forms.refusals import RefusableForm
from core.models import Agent
from escalation.enums import OrderResult
from escalation.forms.work_orders import NONE, OWN, SPANS, moment_field, span_moment
from escalation.models import Promise
from escalation.queries.clocks import open_promises
from escalation.queries.work_orders import OrderPage
from escalation.queries.workers import workers_for
from tickets.enums import Priority


class OrderForm(RefusableForm):
    """A deed without questions."""

    seen = forms.IntegerField(required=False, min_value=0, max_value=2**31 - 1, widget=forms.HiddenInput)
    wanted: tuple[str, ...] = ()

    def __init__(self, data: Any = None, *, page: OrderPage, initial: dict[str, Any] | None = None) -> None:
        self.page = page
        super().__init__(data, initial={"seen": page.order.version} | (initial or {}))
        self.prepare()
        for name in self.wanted:
            self.fields[name].is_wanted = True  # type: ignore[attr-defined]  # read by components/field.html

    def prepare(self) -> None:
        """Choices and first values that follow from the order."""

    def moment(self) -> datetime | None:
        """The chosen moment of a form with `span` and `at`."""
        given = self.cleaned_data
        return span_moment(self.page.order.case.game_id, given["span"], given["at"], "at")


def words_form(name: str, label: Any) -> type[OrderForm]:
    """A form with one text of this name."""
    text = forms.CharField(label=label, widget=forms.Textarea(attrs={"rows": 4}), required=False, strip=False)
    return type("WordsForm", (OrderForm,), {name: text, "wanted": (name,)})


class SpanForm(OrderForm):
    """A form with a moment, counted in service time or one's own."""

    span = forms.ChoiceField(label=gettext_lazy("When?"), required=False)
    at = moment_field(gettext_lazy("Your own time"))

    def prepare(self) -> None:
        choices = [*SPANS.items(), (OWN, _("Another time"))]
        self.fields["span"].choices = choices  # type: ignore[attr-defined]  # a choice field
        self.initial.setdefault("span", "1bd")


class WaitForm(SpanForm):
    wanted = ("reason",)
    reason = forms.CharField(
        label=gettext_lazy("What are you waiting for?"),
        widget=forms.Textarea(attrs={"rows": 3}),
        required=False,
        strip=False,
    )

    def refuse(self, refusal: InvalidInput) -> None:
        super().refuse(InvalidInput({"at" if k == "until" else k: v for k, v in refusal.fields.items()}))


class FinishForm(OrderForm):
    wanted = ("text",)
    result = forms.ChoiceField(
        label=pgettext_lazy("work order", "Result"), choices=OrderResult.choices, widget=forms.RadioSelect
    )
    text = forms.CharField(
        label=gettext_lazy("What was done, and what may the player be told?"),
        widget=forms.Textarea(attrs={"rows": 4}),
        required=False,
        strip=False,
    )


class CommentForm(OrderForm):
    wanted = ("body",)
    body = forms.CharField(
        label=gettext_lazy("Words to the other side"),
        widget=forms.Textarea(attrs={"rows": 4}),
        required=False,
        strip=False,
    )
    attached = forms.MultipleChoiceField(
        label=gettext_lazy("Files of the ticket"), widget=forms.CheckboxSelectMultiple, required=False
    )

    def prepare(self) -> None:
        if not self.page.files:
            del self.fields["attached"]
            return
        self.fields["attached"].choices = [(str(file.pk), file.name) for file in self.page.files]  # type: ignore[attr-defined]

    def refuse(self, refusal: InvalidInput) -> None:
        super().refuse(InvalidInput({"attached" if k == "files" else k: v for k, v in refusal.fields.items()}))


class FollowUpForm(SpanForm):
    wanted = ("note",)
    note = forms.CharField(label=gettext_lazy("What will you look at then?"), required=False)
    promise = forms.ChoiceField(
        label=gettext_lazy("Promise to the player"),
        required=False,
        help_text=gettext_lazy(
            "The date is done when the promise is kept; without a time of its own it comes with it."
        ),
    )

    def prepare(self) -> None:
        super().prepare()
        found = open_promises(self.page.order.case.ticket) if self.page.sees_ticket else []
        self.promises: dict[str, Promise] = {str(row.pk): row for row in found}
        if not found:
            del self.fields["promise"]
            return
        names = [("", _("None")), *((key, row.text) for key, row in self.promises.items())]
        self.fields["promise"].choices = names  # type: ignore[attr-defined]  # a choice field
        self.fields["span"].choices += [(NONE, _("With the promise"))]  # type: ignore[attr-defined]

    def chosen(self) -> Promise | None:
        return self.promises.get(self.cleaned_data.get("promise", ""))


class ChangeForm(OrderForm):
    wanted = ("title",)
    title = forms.CharField(label=gettext_lazy("What is to be done?"), required=False, strip=False)
    priority = forms.TypedChoiceField(
        label=gettext_lazy("Priority"), choices=Priority.choices, coerce=lambda value: Priority(int(value))
    )
    due_at = moment_field(gettext_lazy("Due"))
    steps = forms.CharField(
        label=gettext_lazy("Steps"),
        widget=forms.Textarea(attrs={"rows": 5}),
        required=False,
        help_text=gettext_lazy("One on each line; the group ticks them off."),
    )

    def prepare(self) -> None:
        order = self.page.order
        lines = "\n".join(step["text"] for step in order.steps)
        first = {"title": order.title, "priority": order.priority, "due_at": order.case.due_at, "steps": lines}
        self.initial = {**first, **self.initial}

    def facts(self) -> dict[str, Any]:
        """What `change_order` takes. A due date that the field shows without its seconds has not been changed."""
        given, before = self.cleaned_data, self.page.order.case.due_at
        due = given["due_at"]
        if due and before and due == before.replace(second=0, microsecond=0):
            due = before
        return {
            "title": given["title"],
            "priority": given["priority"],
            "due_at": due,
            "steps": given["steps"].splitlines(),
        }


class AssignForm(OrderForm):
    person = forms.ChoiceField(label=gettext_lazy("Who should have it?"), required=False)

    def prepare(self) -> None:
        case = self.page.order.case
        self.people: dict[str, Agent] = {str(agent.pk): agent for agent in workers_for(case.group_id, case.game_id)}
        choices = [("", _("Whoever is free")), *((key, agent.name) for key, agent in self.people.items())]
        self.fields["person"].choices = choices  # type: ignore[attr-defined]  # a choice field
        self.initial.setdefault("person", str(self.page.order.assignee_id or ""))

    def chosen(self) -> Agent | None:
        return self.people.get(self.cleaned_data["person"])


class StepForm(OrderForm):
    step = forms.IntegerField(min_value=0, max_value=99)
    done = forms.BooleanField(required=False)


class DateForm(OrderForm):
    date = forms.IntegerField(min_value=1, max_value=2**63 - 1)

    def clean_date(self) -> int:
        """One of the dates of this order."""
        pk: int = self.cleaned_data["date"]
        if pk not in {row.pk for row in self.page.follow_ups}:
            raise forms.ValidationError(_("There is no such date."))
        return pk
