"""What a deed on many tickets asks for: one form each, whose answers are plain values that can be kept."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.forms.refusals import RefusableForm
from core.models import Agent, Group
from knowledge.models import Category
from tickets.actions.bulk_deeds import PROMISE_GAP
from tickets.enums import Priority
from tickets.forms.desk import follow_up_times
from tickets.forms.desk_reply import MOMENT_FORMATS
from tickets.forms.people import people_choices
from tickets.queries.macros import PLACEHOLDERS
from tickets.queries.offers import macros_for
from tickets.queries.people import takers

NOBODY = "group"


class BulkForm(RefusableForm):
    """A deed without questions."""

    wanted: tuple[str, ...] = ()  # fields that the action demands, with words of its own when they say nothing

    def __init__(self, data: Any = None, *, agent: Agent, initial: dict[str, Any] | None = None) -> None:
        self.agent = agent
        super().__init__(data, initial=initial)
        self.prepare()
        for name in self.wanted:
            self.fields[name].is_wanted = True  # type: ignore[attr-defined]  # read by components/field.html

    def prepare(self) -> None:
        """Choices that follow from the agent."""

    def answers(self) -> dict[str, Any]:
        """The checked answers as the deed wants them (tickets/actions/bulk_deeds.py)."""
        return dict(self.cleaned_data)


class BulkAssignForm(BulkForm):
    agent_id = forms.ChoiceField(label=gettext_lazy("Who should have them?"))

    def prepare(self) -> None:
        self.fields["agent_id"].choices = [*people_choices(takers()), (NOBODY, _("Nobody: back to the group"))]  # type: ignore[attr-defined]

    def answers(self) -> dict[str, Any]:
        chosen = self.cleaned_data["agent_id"]
        return {"agent": None if chosen == NOBODY else int(chosen)}


class BulkHandOverForm(BulkForm):
    wanted = ("note",)
    group = forms.ModelChoiceField(
        Group.objects.order_by("-is_front_line", "pk"),
        label=gettext_lazy("To which group?"),
        empty_label=gettext_lazy("Choose a group"),
    )
    note = forms.CharField(
        label=gettext_lazy("What should they know?"),
        widget=forms.Textarea(attrs={"rows": 4}),
        required=False,
        strip=False,
        help_text=gettext_lazy("It stands on each of the tickets. Players never see it."),
    )

    def answers(self) -> dict[str, Any]:
        return {"group": self.cleaned_data["group"].pk, "note": self.cleaned_data["note"]}


class BulkPriorityForm(BulkForm):
    wanted = ("reason",)
    priority = forms.TypedChoiceField(
        label=gettext_lazy("Priority"), choices=Priority.choices, coerce=int, widget=forms.RadioSelect
    )
    reason = forms.CharField(label=gettext_lazy("Why?"), required=False, max_length=500)


class BulkCategoryForm(BulkForm):
    category = forms.ChoiceField(label=gettext_lazy("What is it about?"))
    reason = forms.CharField(label=gettext_lazy("Why?"), required=False, max_length=500)

    def prepare(self) -> None:
        rows = list(Category.objects.filter(is_active=True).order_by("code"))
        tops = [row for row in rows if not row.parent_id]
        below = {top.code: [(row.code, str(row)) for row in rows if row.parent_id == top.code] for top in tops}
        self.fields["category"].choices = [(str(top), below[top.code]) for top in tops]  # type: ignore[attr-defined]


class BulkTagsForm(BulkForm):
    add = forms.CharField(
        label=gettext_lazy("Add tags"), required=False, help_text=gettext_lazy("Separated by commas.")
    )
    remove = forms.CharField(label=gettext_lazy("Take tags away"), required=False)

    def answers(self) -> dict[str, Any]:
        return {name: _tags(self.cleaned_data[name]) for name in ("add", "remove")}


def _tags(given: str) -> list[str]:
    parts = given.replace("，", ",").replace("、", ",").split(",")
    return list(dict.fromkeys(part.strip().lower() for part in parts if part.strip()))


class BulkReplyForm(BulkForm):
    macro = forms.ChoiceField(label=gettext_lazy("Macro"), required=False)
    body = forms.CharField(
        label=gettext_lazy("Or your own text"), widget=forms.Textarea(attrs={"rows": 5}), required=False, strip=False
    )

    def prepare(self) -> None:
        macros = [m for m in macros_for(self.agent) if PROMISE_GAP not in m.body_zh + m.body_en]
        self.fields["macro"].choices = [("", _("none")), *((m.code, m.title) for m in macros)]  # type: ignore[attr-defined]
        gaps = ", ".join(f"{{{{ {name} }}}}" for name in sorted(PLACEHOLDERS - {PROMISE_GAP}))
        self.fields["body"].help_text = _("Filled in for each ticket: %(gaps)s") % {"gaps": gaps}

    def answers(self) -> dict[str, Any]:
        given = self.cleaned_data
        return {"macro": given["macro"]} if given["macro"] else {"body": given["body"]}


class BulkNoteForm(BulkForm):
    wanted = ("body",)
    body = forms.CharField(
        label=gettext_lazy("Internal note"), widget=forms.Textarea(attrs={"rows": 5}), required=False, strip=False
    )


class BulkFollowUpForm(BulkForm):
    when = forms.ChoiceField(label=gettext_lazy("When?"), widget=forms.RadioSelect)
    at = forms.DateTimeField(
        label=gettext_lazy("Your own time"),
        required=False,
        input_formats=MOMENT_FORMATS,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )
    note = forms.CharField(label=gettext_lazy("What for?"), required=False)

    def prepare(self) -> None:
        self.times = dict(follow_up_times())
        named = [(value, label) for value, (label, _at) in self.times.items()]
        self.fields["when"].choices = [*named, ("own", _("Another time")), ("none", _("No date any more"))]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """An own time must be given when it is chosen."""
        given = super().clean() or self.cleaned_data
        if given.get("when") == "own" and given.get("at") is None and "at" not in self.errors:
            self.add_error("at", _("Please choose a time between now and a year from now."))
        return given

    def answers(self) -> dict[str, Any]:
        given = self.cleaned_data
        at: datetime | None = given["at"] if given["when"] == "own" else None
        if given["when"] in self.times:
            at = self.times[given["when"]][1]
        return {"at": at.isoformat() if at else None, "note": given["note"]}


class BulkResolveForm(BulkForm):
    wanted = ("summary", "root_cause")
    summary = forms.CharField(
        label=gettext_lazy("What was done?"), widget=forms.Textarea(attrs={"rows": 3}), required=False, strip=False
    )
    root_cause = forms.CharField(
        label=gettext_lazy("Root cause"), required=False, help_text=gettext_lazy("Why it happened, in a few words.")
    )
    body = forms.CharField(
        label=gettext_lazy("Last words to the player"),
        widget=forms.Textarea(attrs={"rows": 4}),
        required=False,
        strip=False,
    )
