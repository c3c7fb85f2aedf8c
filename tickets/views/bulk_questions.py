"""How the desk asks for a deed on many tickets: what stands on its button, and the form with its questions."""

from dataclasses import dataclass
from functools import cache

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy, pgettext_lazy

from tickets.forms import bulk as forms
from tickets.forms.bulk import BulkForm

Text = str | Promise


@dataclass(frozen=True)
class Question:
    """How the desk asks for a deed; `words` is what stands on its button."""

    words: Text
    icon: str
    form: type[BulkForm] = BulkForm
    key: str = ""
    text: Text = ""


QUESTIONS: dict[str, Question] = {
    "take": Question(gettext_lazy("Take"), "user-check", key="i"),
    "assign": Question(gettext_lazy("Assign"), "user-round-plus", forms.BulkAssignForm, "a"),
    "hand_over": Question(gettext_lazy("Hand over"), "arrow-right-left", forms.BulkHandOverForm, "h"),
    "priority": Question(gettext_lazy("Priority"), "signal", forms.BulkPriorityForm, "y"),
    "category": Question(gettext_lazy("Category"), "tag", forms.BulkCategoryForm),
    "tags": Question(gettext_lazy("Tags"), "tags", forms.BulkTagsForm),
    "reply": Question(gettext_lazy("Reply"), "send", forms.BulkReplyForm, "m"),
    "note": Question(gettext_lazy("Internal note"), "lock", forms.BulkNoteForm, "n"),
    "follow_up": Question(gettext_lazy("Come back later"), "calendar-clock", forms.BulkFollowUpForm, "z"),
    "resolve": Question(
        pgettext_lazy("button", "Resolve"),
        "check",
        forms.BulkResolveForm,
        "e",
        gettext_lazy("The players are asked whether it is solved."),
    ),
    "close": Question(
        pgettext_lazy("ticket", "Close"),
        "archive",
        text=gettext_lazy("The matters are ended without waiting for the players' answers."),
    ),
}


def add_question(name: str, question: Question) -> None:
    """From now on the desk offers this deed for many tickets; called once at start-up."""
    QUESTIONS[name] = question


@cache
def bulk_buttons() -> tuple[tuple[str, str, Question], ...]:
    """Name, address and question of every deed that the bar over the list offers; complete once the apps are loaded."""
    return tuple((name, reverse("desk_bulk", args=[name]), question) for name, question in QUESTIONS.items())
