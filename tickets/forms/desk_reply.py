"""What comes out of the composer: a reply, a question or a note, with its promise and its files."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core import clock
from core.errors import InvalidInput
from tickets.enums import Visibility

MOMENT_FORMATS = ("%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M")
EVENING, LATE, MORNING = 23, 22, 10
FURTHEST_PROMISE = timedelta(days=30)
ASK = "ask"
_ID = re.compile(r"[0-9]{1,18}")


@dataclass(frozen=True)
class PromiseChoice:
    value: str
    label: str
    at: datetime


def promise_choices() -> list[PromiseChoice]:
    """When an answer can be promised for: in half an hour, in one hour, in two, tonight; late: next morning."""
    now = clock.now()
    spans = [("30", _("30 minutes"), 30), ("60", _("1 hour"), 60), ("120", _("2 hours"), 120)]
    choices = [PromiseChoice(value, label, now + timedelta(minutes=minutes)) for value, label, minutes in spans]
    local = timezone.localtime(now)
    if local.hour < LATE:
        at = local.replace(hour=EVENING, minute=0, second=0, microsecond=0)
        return [*choices, PromiseChoice("day", _("Tonight %(time)s") % {"time": f"{at:%H:%M}"}, at)]
    at = (local + timedelta(days=1)).replace(hour=MORNING, minute=0, second=0, microsecond=0)
    return [*choices, PromiseChoice("day", _("Tomorrow %(time)s") % {"time": f"{at:%H:%M}"}, at)]


class ReplyForm(forms.Form):
    """The composer. `visibility` is `public`, `ask` (a reply that waits for the player) or `internal`."""

    visibility = forms.ChoiceField(
        choices=[(Visibility.PUBLIC, ""), (ASK, ""), (Visibility.INTERNAL, "")],
        error_messages={"invalid_choice": gettext_lazy("Please choose one of the options.")},
    )
    body = forms.CharField(required=False, strip=False)
    seen = forms.IntegerField(required=False, min_value=0, max_value=2**31 - 1)
    shows = forms.CharField(required=False, max_length=100)  # the refused drafts that stand in the composer
    promise = forms.CharField(required=False)
    promise_at = forms.DateTimeField(required=False, input_formats=MOMENT_FORMATS)

    @property
    def kind(self) -> Visibility:
        """Who will read the text."""
        internal = self.cleaned_data["visibility"] == Visibility.INTERNAL
        return Visibility.INTERNAL if internal else Visibility.PUBLIC

    @property
    def seen_version(self) -> int:
        """The version that the agent had before the eyes; without one nothing was seen."""
        return self.cleaned_data.get("seen") or 0

    def sending(self, attachments: Sequence[str]) -> dict[str, Any]:
        """Keywords for `tickets.actions.drafts.queue_send`."""
        asks = self.cleaned_data["visibility"] == ASK
        return {
            "visibility": self.kind,
            "body": self.cleaned_data["body"],
            "seen": self.seen_version,
            "shows": self.shown_drafts(),
            "then": "ask_player" if asks else "",
            "attachment_ids": known_ids(attachments),
            "promise_due_at": self.promised_at() if self.kind == Visibility.PUBLIC else None,
        }

    def keeping(self, attachments: Sequence[str]) -> dict[str, Any]:
        """Keywords for `tickets.actions.drafts.save_draft`. What cannot be promised or sent is not kept."""
        try:
            files = known_ids(attachments)
        except InvalidInput:
            files = []
        try:
            promise = self.promised_at() if self.kind == Visibility.PUBLIC else None
        except InvalidInput:
            promise = None
        return {
            "visibility": self.kind,
            "body": self.cleaned_data["body"],
            "seen": self.seen_version,
            "shows": self.shown_drafts(),
            "promise_due_at": promise,
            "asks": self.cleaned_data["visibility"] == ASK,
            "attachment_ids": files,
        }

    def shown_drafts(self) -> list[int]:
        """The refused drafts whose text stands in the composer; what is no number names none."""
        return [int(part) for part in self.cleaned_data.get("shows", "").split(",") if _ID.fullmatch(part)]

    def promised_at(self) -> datetime | None:
        """The promised moment; raises `InvalidInput` for one that has passed or lies too far away."""
        chosen = self.cleaned_data["promise"]
        if not chosen:
            return None
        if chosen == "own":
            return _own(self.cleaned_data.get("promise_at"))
        for choice in promise_choices():
            if choice.value == chosen:
                return choice.at
        raise InvalidInput({"promise": [_("Please choose one of the times.")]})


def _own(at: datetime | None) -> datetime:
    if at is None or not clock.now() < at <= clock.now() + FURTHEST_PROMISE:
        raise InvalidInput({"promise": [_("Please promise a time between now and 30 days from now.")]})
    return at


def known_ids(attachments: Sequence[str]) -> list[UUID]:
    """The ids of uploads that came with the form; what is no id at all is refused like a foreign file."""
    try:
        return [UUID(value) for value in dict.fromkeys(attachments)]
    except ValueError as error:
        raise InvalidInput({"attachments": [_("One of the files is not there, or was already used.")]}) from error
