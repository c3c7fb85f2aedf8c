"""What the deeds that concern two tickets ask for."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from core.errors import InvalidInput
from tickets.actions.links import BY_HAND
from tickets.enums import LinkKind
from tickets.forms.desk import DeedForm
from tickets.models import Message, Ticket
from tickets.policies.texts import checked_line
from tickets.queries.candidates import Candidate, candidates_for, ticket_with_number
from tickets.queries.movable import movable_messages


class OtherTicketForm(DeedForm):
    """One of the player's other tickets, or any by its number."""

    knows_own = True
    are_open = True
    into = forms.CharField(required=False, max_length=20)
    number = forms.CharField(
        label=gettext_lazy("Or by its number"),
        required=False,
        max_length=20,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "placeholder": "#100123", "autocomplete": "off"}),
    )
    made: Ticket | None = None  # where the page goes when it is done

    def prepare(self) -> None:
        self.candidates: Sequence[Candidate] = candidates_for(self.ticket, self.agent, are_open=self.are_open)

    @property
    def picked(self) -> str:
        """The number that is chosen in the form as it stands."""
        return str(self["into"].value() or "")

    def other(self) -> Ticket:
        """The chosen ticket; raises `InvalidInput` when none is chosen, or none that the agent may see."""
        text = self.cleaned_data.get("number") or self.cleaned_data.get("into") or ""
        if not text.strip():
            raise InvalidInput({"number": [_("Choose a ticket, or give its number.")]})
        found = ticket_with_number(self.agent, text)
        if found is None:
            raise InvalidInput({"number": [_("There is no ticket with this number.")]})
        return found


class MergeForm(OtherTicketForm):
    """Where it goes on."""

    inside = "tickets/desk/join_merge.html"


class MessagesForm(OtherTicketForm):
    """Some of the ticket's messages. `first` in the address chooses one, `since` it and all after it."""

    from_address = ("first", "since")
    messages = forms.TypedMultipleChoiceField(coerce=int, required=False, label=gettext_lazy("Messages"))

    def prepare(self) -> None:
        super().prepare()
        self.movable: Sequence[Message] = movable_messages(self.ticket)
        choices = [(str(message.pk), str(message.pk)) for message in self.movable]
        self.fields["messages"].choices = choices  # type: ignore[attr-defined]  # a choice field
        self.can_be_done = bool(choices)

    @property
    def checked(self) -> frozenset[str]:
        """Ids of the messages that are chosen in the form as it stands."""
        if self.is_bound:
            return frozenset(map(str, self["messages"].value() or ()))
        first, since = (str(self.initial.get(name, "")) for name in ("first", "since"))
        ids = [str(message.pk) for message in self.movable]
        return frozenset(ids[ids.index(since) :] if since in ids else [first])


class SplitForm(MessagesForm):
    """What the new ticket is about and consists of."""

    wanted = ("subject",)
    inside = "tickets/desk/join_split.html"
    subject = forms.CharField(label=gettext_lazy("Subject of the new ticket"), required=False)

    def prepare(self) -> None:
        super().prepare()
        self.candidates = ()

    def line(self) -> str:
        """The subject; raises `InvalidInput`."""
        return checked_line(self.cleaned_data["subject"], "subject", longest=200)


class MoveForm(MessagesForm):
    """Which messages stand on which ticket from now on."""

    inside = "tickets/desk/join_move.html"


class LinkForm(OtherTicketForm):
    """What this ticket is to the other one."""

    are_open = False
    inside = "tickets/desk/join_link.html"
    kind = forms.ChoiceField(
        label=pgettext_lazy("before what it is to another one", "This ticket"), choices=LinkKind.choices
    )

    def prepare(self) -> None:
        super().prepare()
        kinds = [(kind.value, kind.label) for kind in BY_HAND]
        self.fields["kind"].choices = kinds  # type: ignore[attr-defined]  # a choice field


class UnlinkForm(DeedForm):
    """Which link is taken away."""

    number = forms.CharField(max_length=20, widget=forms.HiddenInput)
    kind = forms.ChoiceField(choices=LinkKind.choices, widget=forms.HiddenInput)

    def other(self) -> Ticket:
        """The ticket at the other end; raises `InvalidInput`."""
        found = ticket_with_number(self.agent, self.cleaned_data["number"])
        if found is None:
            raise InvalidInput({"number": [_("There is no ticket with this number.")]})
        return found


def chosen_or_first(form: DeedForm) -> Any:
    """The ticket that the form names by now, or None; for a preview, where a mistake is said later."""
    if not isinstance(form, OtherTicketForm) or not form.is_valid():
        return None
    try:
        return form.other()
    except InvalidInput:
        return None
