"""What the moves of the desk ask for. Each form knows its ticket and the agent who does it."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core import clock
from core.errors import InvalidInput
from core.forms.refusals import RefusableForm
from core.models import Agent, Group
from knowledge.models import Category
from tickets.enums import DraftState, Priority
from tickets.forms.categories import CategorySelect, tree_of
from tickets.forms.desk_reply import MOMENT_FORMATS
from tickets.forms.facts import PREFIX, asked_facts, fact_field
from tickets.forms.people import has_room, people_choices
from tickets.models import Draft, Ticket
from tickets.policies.texts import BODY_MAX, CAUSE_MAX, checked_line, checked_text
from tickets.queries.news import known_to
from tickets.queries.people import colleagues_for, groups_for
from tickets.queries.routing import fitting_of
from tickets.queries.tags import current_tags

BACK_TO_GROUP = "group"


class DeedForm(RefusableForm):
    """A move without questions. `seen` is the version that the agent had before the eyes."""

    seen = forms.IntegerField(required=False, min_value=0, max_value=2**31 - 1, widget=forms.HiddenInput)
    knows_own = False  # whether the agent's own deeds since the page was made are no reason to look again
    from_address: tuple[str, ...] = ()  # first values that the address of the dialog may bring
    inside = ""  # a template of its own for the questions
    wanted: tuple[str, ...] = ()  # fields that the action demands, with words of its own when they say nothing
    can_be_done = True  # whether there is anything that it could be done with

    def __init__(
        self, data: Any = None, *, ticket: Ticket, agent: Agent, initial: dict[str, Any] | None = None
    ) -> None:
        self.ticket, self.agent = ticket, agent
        super().__init__(data, initial=initial)
        self.prepare()
        for name in self.wanted:
            self.fields[name].is_wanted = True  # type: ignore[attr-defined]  # read by components/field.html

    def prepare(self) -> None:
        """Choices and first values that follow from the ticket."""

    @property
    def seen_version(self) -> int | None:
        """What the agent knows: the version in the page, and own changes since where they cannot matter to the deed.

        None when the page did not say what it showed: then nothing is compared.
        """
        version: int | None = self.cleaned_data.get("seen")
        if version is None or not self.knows_own:
            return version
        return known_to(self.agent, self.ticket.pk, version)


class AssignForm(DeedForm):
    knows_own = True
    agent_id = forms.ChoiceField(label=gettext_lazy("Who should have it?"))

    def prepare(self) -> None:
        self.people = {str(person.pk): person for person in colleagues_for(self.ticket)}
        free = [person.pk for person in self.people.values() if has_room(person)]
        choices: list[Any] = [*people_choices(self.people.values(), fitting=fitting_of(self.ticket, free))]
        if self.ticket.assignee_id is not None:
            choices.append((BACK_TO_GROUP, _("Nobody: back to the group")))
        self.initial.setdefault("agent_id", str(self.ticket.assignee_id or ""))
        self.fields["agent_id"].choices = choices  # type: ignore[attr-defined]  # a choice field

    def chosen(self) -> Agent | None:
        """The colleague, or None for back to the group."""
        return self.people.get(self.cleaned_data["agent_id"])


class HandOverForm(DeedForm):
    knows_own = True
    wanted = ("note",)
    group = forms.ModelChoiceField(
        Group.objects.none(), label=gettext_lazy("To which group?"), empty_label=gettext_lazy("Choose a group")
    )
    note = forms.CharField(
        label=gettext_lazy("What should they know?"),
        widget=forms.Textarea(attrs={"rows": 4}),
        required=False,
        strip=False,
        help_text=gettext_lazy("What was done, what is still open, what the player was told. Players never see it."),
    )

    def prepare(self) -> None:
        self.fields["group"].queryset = groups_for(self.ticket)  # type: ignore[attr-defined]  # a model choice field


class FollowUpForm(DeedForm):
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
        choices = [(value, label) for value, (label, _at) in self.times.items()]
        choices.append(("own", _("Another time")))
        if self.ticket.follow_up_at is not None:
            choices.append(("none", _("No date any more")))
        self.fields["when"].choices = choices  # type: ignore[attr-defined]  # a choice field

    def moment(self) -> datetime | None:
        """The chosen moment, or None to take the date away; raises `InvalidInput` when the own time is missing."""
        when = self.cleaned_data["when"]
        if when == "none":
            return None
        if when != "own":
            return self.times[when][1]
        own: datetime | None = self.cleaned_data.get("at")
        if own is None:
            raise InvalidInput({"at": [_("Please choose a time between now and a year from now.")]})
        return own


def follow_up_times() -> Iterable[tuple[str, tuple[str, datetime]]]:
    """In two hours, tomorrow morning, in three days, in a week."""
    local = timezone.localtime(clock.now())
    morning = local.replace(hour=10, minute=0, second=0, microsecond=0)
    yield "2h", (_("In 2 hours"), local + timedelta(hours=2))
    yield "1d", (_("Tomorrow 10:00"), morning + timedelta(days=1))
    yield "3d", (_("In 3 days, 10:00"), morning + timedelta(days=3))
    yield "7d", (_("In a week, 10:00"), morning + timedelta(days=7))


class PriorityForm(DeedForm):
    wanted = ("reason",)
    priority = forms.TypedChoiceField(
        label=gettext_lazy("Priority"),
        choices=Priority.choices,
        coerce=lambda value: Priority(int(value)),
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(label=gettext_lazy("Why?"), required=False, max_length=500)

    def prepare(self) -> None:
        self.initial.setdefault("priority", self.ticket.priority)

    def clean_reason(self) -> str:
        """Why a person knows better than the matrix (domain rule 4.2): a priority is never changed without it."""
        try:
            return checked_text(self.cleaned_data["reason"], "reason", longest=500)
        except InvalidInput as refusal:
            raise forms.ValidationError([str(text) for text in refusal.fields["reason"]]) from refusal


class CategoryForm(DeedForm):
    category = forms.ChoiceField(label=gettext_lazy("What is it about?"), widget=CategorySelect)
    reason = forms.CharField(label=gettext_lazy("Why?"), required=False, max_length=500)

    def prepare(self) -> None:
        rows = list(Category.objects.filter(is_active=True).order_by("code"))
        self.known = {row.code: row for row in rows if row.parent_id}
        field: Any = self.fields["category"]
        field.choices, field.widget.words = tree_of(rows)
        self.initial.setdefault("category", self.ticket.category_id)

    def chosen(self) -> Category:
        return self.known[self.cleaned_data["category"]]


class DetailsForm(DeedForm):
    wanted = ("subject",)
    subject = forms.CharField(label=gettext_lazy("Subject"), required=False)
    tags = forms.CharField(
        label=gettext_lazy("Tags"),
        required=False,
        help_text=gettext_lazy("Separated by commas."),
        widget=forms.TextInput(attrs={"data-tag-field": ""}),
    )

    def prepare(self) -> None:
        self.initial.setdefault("subject", self.ticket.subject)
        self.initial.setdefault("tags", ", ".join(self.ticket.tags))

    def clean_tags(self) -> str:
        """The tags by the names that they have now; one that is retired is given to no further ticket."""
        parts = str(self.cleaned_data["tags"]).replace("，", ",").replace("、", ",").split(",")
        codes = [part.strip().lower() for part in parts if part.strip()]
        current, retired = current_tags(codes, held=self.ticket.tags)
        if retired:
            raise forms.ValidationError(_("“%(tag)s” is not in use any more.") % {"tag": retired[0]})
        return ",".join(current)

    def tag_list(self) -> list[str]:
        return [part for part in self.cleaned_data["tags"].split(",") if part]


class FactsForm(DeedForm):
    """The facts that the ticket's category knows, filled in by the agent."""

    def prepare(self) -> None:
        for fact in asked_facts(self.ticket.category):
            name = PREFIX + fact["code"]
            self.fields[name] = fact_field(fact)
            self.initial.setdefault(name, self.ticket.facts.get(fact["code"], ""))

    def facts(self) -> dict[str, Any]:
        return {name.removeprefix(PREFIX): self.cleaned_data[name] for name in self.fields if name.startswith(PREFIX)}

    def refuse(self, refusal: InvalidInput) -> None:
        fields = {name.replace("facts.", PREFIX, 1): sentences for name, sentences in refusal.fields.items()}
        super().refuse(InvalidInput(fields))


class ResolveForm(DeedForm):
    knows_own = True
    wanted = ("summary", "root_cause")
    shows = forms.IntegerField(required=False, min_value=1, max_value=2**63 - 1, widget=forms.HiddenInput)
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

    def prepare(self) -> None:
        """An end that was taken back, or could not be sent, need not be written again."""
        if self.is_bound:
            return
        drafts = Draft.objects.filter(ticket=self.ticket, agent=self.agent, then="resolve")
        ended = drafts.filter(state__in=[DraftState.WRITING, DraftState.REFUSED]).order_by("-updated_at").first()
        if ended is not None:
            self.initial = {**self.initial, **ended.then_data, "body": ended.body, "shows": ended.pk}

    def ending(self) -> dict[str, Any]:
        """Summary and root cause, checked before anything is queued; raises `InvalidInput` for both at once."""
        wrong: dict[str, list[Any]] = {}
        for name, check, longest in (("summary", checked_text, BODY_MAX), ("root_cause", checked_line, CAUSE_MAX)):
            try:
                check(self.cleaned_data[name], name, longest=longest)
            except InvalidInput as refusal:
                wrong |= refusal.fields
        if wrong:
            raise InvalidInput(wrong)
        return {"summary": self.cleaned_data["summary"], "root_cause": self.cleaned_data["root_cause"]}


class ReopenForm(DeedForm):
    wanted = ("reason",)
    reason = forms.CharField(
        label=gettext_lazy("Why does it go on?"), widget=forms.Textarea(attrs={"rows": 3}), required=False
    )
