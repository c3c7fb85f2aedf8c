"""What opening a work order asks for, and what a resolve asks while one is open."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core import clock
from core.errors import InvalidInput
from core.models import Agent, Group
from escalation.queries.service_time import service_moment
from escalation.queries.work_orders import open_orders
from escalation.queries.workers import workers_by_group
from escalation.workflow import CADENCE, DUE
from tickets.enums import Priority
from tickets.forms.desk import DeedForm, ResolveForm
from tickets.forms.desk_reply import MOMENT_FORMATS

OWN, NONE = "own", ""
SPANS = {
    "30m": gettext_lazy("In 30 minutes"),
    "2h": gettext_lazy("In 2 hours"),
    "4bh": gettext_lazy("After 4 service hours"),
    "1bd": gettext_lazy("After 1 working day"),
    "3bd": gettext_lazy("After 3 working days"),
    "5bd": gettext_lazy("After 5 working days"),
}


def moment_field(label: Any) -> forms.DateTimeField:
    """A moment of one's own, in the reader's time zone."""
    return forms.DateTimeField(
        label=label,
        required=False,
        input_formats=MOMENT_FORMATS,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )


def span_moment(game_id: int, span: str, own: datetime | None, field: str) -> datetime | None:
    """The moment behind a choice of span; raises `InvalidInput` on `field` when the own time is missing."""
    if span == NONE:
        return None
    if span != OWN:
        return service_moment(game_id, span, clock.now())
    if own is None:
        raise InvalidInput({field: [_("Please choose a time between now and a year from now.")]})
    return own


class WorkOrderForm(DeedForm):
    wanted = ("title", "note")
    group = forms.ModelChoiceField(
        Group.objects.none(), label=gettext_lazy("Which group?"), empty_label=gettext_lazy("Choose a group")
    )
    title = forms.CharField(label=gettext_lazy("What is to be done?"), required=False, strip=False)
    note = forms.CharField(
        label=gettext_lazy("What should they know?"),
        widget=forms.Textarea(attrs={"rows": 4}),
        required=False,
        strip=False,
        help_text=gettext_lazy("The group may not see the ticket: write down what they need. Players never see it."),
    )
    priority = forms.TypedChoiceField(
        label=gettext_lazy("Priority"), choices=Priority.choices, coerce=lambda value: Priority(int(value))
    )
    due = forms.ChoiceField(label=gettext_lazy("Due"), required=False)
    due_own = moment_field(gettext_lazy("Own due date"))
    follow_up = forms.ChoiceField(label=gettext_lazy("Follow up"), required=False)
    follow_up_own = moment_field(gettext_lazy("Own follow-up date"))
    follow_up_note = forms.CharField(label=gettext_lazy("What will you look at then?"), required=False)
    assignee = forms.ChoiceField(label=gettext_lazy("For whom in the group?"), required=False)
    steps = forms.CharField(
        label=gettext_lazy("Steps"),
        widget=forms.Textarea(attrs={"rows": 3}),
        required=False,
        help_text=gettext_lazy("One on each line; the group ticks them off."),
    )
    holds = forms.BooleanField(label=gettext_lazy("The player waits for it: put the ticket on hold"), required=False)

    def prepare(self) -> None:
        groups = Group.objects.filter(is_front_line=False).order_by("pk")
        self.fields["group"].queryset = groups  # type: ignore[attr-defined]  # a model choice field
        workers = workers_by_group(groups, self.ticket.game_id)
        self.people = {str(agent.pk): agent for people in workers.values() for agent in people}
        by_group = [(group.name, [(agent.pk, agent.name) for agent in people]) for group, people in workers.items()]
        self.fields["assignee"].choices = [("", _("Whoever is free")), *by_group]  # type: ignore[attr-defined]
        spans = [*SPANS.items(), (OWN, _("Another time"))]
        self.fields["due"].choices = [(NONE, _("No due date")), *spans]  # type: ignore[attr-defined]
        self.fields["follow_up"].choices = [(NONE, _("No date")), *spans]  # type: ignore[attr-defined]
        first = {"priority": self.ticket.priority, "follow_up_note": _("How far are they?")}
        first |= {"due": DUE[self.ticket.priority], "follow_up": CADENCE[self.ticket.priority]}
        if self.ticket.category.group_id in set(groups.values_list("pk", flat=True)):
            first["group"] = self.ticket.category.group_id
        self.initial = {**first, **self.initial}

    def facts(self) -> dict[str, Any]:
        """What `open_work_order` takes; raises `InvalidInput`."""
        given = self.cleaned_data
        due = span_moment(self.ticket.game_id, given["due"], given["due_own"], "due_own")
        again = span_moment(self.ticket.game_id, given["follow_up"], given["follow_up_own"], "follow_up_own")
        return {
            **{name: given[name] for name in ("group", "title", "note", "priority", "holds")},
            "assignee": self.chosen(),
            "due_at": due,
            "follow_ups": [] if again is None else [(again, given["follow_up_note"])],
            "steps": given["steps"].splitlines(),
        }

    def chosen(self) -> Agent | None:
        return self.people.get(self.cleaned_data["assignee"])

    def refuse(self, refusal: InvalidInput) -> None:
        """Dates of the action are those of the form."""
        own = self.cleaned_data.get("follow_up") == OWN
        names = {"due_at": "due_own", "follow_ups": "follow_up_own" if own else "follow_up_note"}
        super().refuse(InvalidInput({names.get(name, name): said for name, said in refusal.fields.items()}))


class EndingForm(ResolveForm):
    """A resolve that cannot pass over open work orders: whoever ends the ticket says what becomes of them."""

    work_orders = forms.ChoiceField(
        label=gettext_lazy("Work orders are still open. What becomes of them?"),
        widget=forms.RadioSelect,
        choices=[("go_on", gettext_lazy("They go on")), ("cancel", gettext_lazy("Withdraw them"))],
        required=False,
    )

    def prepare(self) -> None:
        super().prepare()
        self.open = open_orders(self.ticket)
        if "answers" in self.initial:  # of an end that was taken back
            self.initial = {**self.initial, "work_orders": "cancel" if self.initial["answers"]["withdraw"] else "go_on"}
        if not self.open:
            del self.fields["work_orders"]
            return
        names = " · ".join(f"{order.case.name} {order.title} ({order.case.group.name})" for order in self.open)
        self.fields["work_orders"].help_text = names
        self.fields["work_orders"].is_wanted = True  # type: ignore[attr-defined]  # read by components/field.html
        self.order_fields(["work_orders"])

    def ending(self) -> dict[str, Any]:
        """As for every resolve; where orders are open also what becomes of them, which must be answered."""
        withdrawn = self.withdrawn()
        return super().ending() | ({} if withdrawn is None else {"answers": {"withdraw": withdrawn}})

    def withdrawn(self) -> list[int] | None:
        """The orders that go with this resolve; None where there are none. Raises `InvalidInput` without an answer."""
        if "work_orders" not in self.fields:
            return None
        if not self.cleaned_data["work_orders"]:
            raise InvalidInput({"work_orders": [_("Please say what becomes of them.")]})
        return [order.pk for order in self.open] if self.cleaned_data["work_orders"] == "cancel" else []
