"""What callers may send about tickets."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from core.api.serializers import (
    FactsField,
    IdField,
    MomentField,
    StrictBooleanField,
    StrictCharField,
    StrictIntegerField,
    StrictSerializer,
)
from tickets.enums import Channel, Priority, Visibility
from tickets.policies.texts import BODY_MAX, CAUSE_MAX, NOTE_MAX, SUBJECT_MAX, TAG_MAX, TAGS_MAX


def attachment_ids() -> serializers.ListField:
    """Ids of the caller's own unused uploads."""
    return serializers.ListField(child=StrictCharField(max_length=36), max_length=10, required=False)


class PlayerOfTicket(StrictSerializer):
    """Whose problem it is; an unknown player is added, a known one brought up to date."""

    uid = StrictCharField(max_length=64)
    nickname = StrictCharField(max_length=80, allow_blank=True, required=False)
    email = StrictCharField(max_length=254, allow_blank=True, required=False)
    locale = StrictCharField(max_length=16, allow_blank=True, required=False)


class TicketInput(StrictSerializer):
    """A new ticket."""

    game = StrictCharField(max_length=40, help_text="Slug.")
    subject = StrictCharField(max_length=SUBJECT_MAX)
    body = StrictCharField(max_length=BODY_MAX)
    player = PlayerOfTicket()
    channel = serializers.ChoiceField(choices=Channel.values, default=Channel.API)
    category = StrictCharField(max_length=8, allow_blank=True, default="")
    facts = FactsField(required=False)
    in_game_now = StrictBooleanField(allow_null=True, default=None)
    attachments = attachment_ids()


class TicketChange(StrictSerializer):
    """What a person may set; what is left out stays."""

    category = StrictCharField(max_length=8, required=False)
    priority = serializers.ChoiceField(choices=Priority.names, required=False)
    group = StrictCharField(max_length=40, required=False, help_text="Code.")
    assignee = IdField(required=False, allow_null=True, help_text="Id of an agent, or null for nobody.")
    tags = serializers.ListField(child=StrictCharField(max_length=TAG_MAX), max_length=TAGS_MAX, required=False)
    subject = StrictCharField(max_length=SUBJECT_MAX, required=False)
    facts = FactsField(required=False, help_text="Added to the present ones; null takes one away.")


class MessageInput(StrictSerializer):
    """A reply, a note, or what the player said elsewhere."""

    default_error_messages = {"player_is_public": _("What a player says is public.")}

    body = StrictCharField(max_length=BODY_MAX)
    visibility = serializers.ChoiceField(choices=Visibility.values)
    author = serializers.ChoiceField(choices=["agent", "player"], default="agent")
    seen = StrictIntegerField(min_value=1, max_value=2**31 - 1, required=False, help_text="The version you have read.")
    attachments = attachment_ids()

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if attrs["author"] == "player" and attrs["visibility"] != Visibility.PUBLIC:
            raise serializers.ValidationError({"visibility": self.error_messages["player_is_public"]})
        return attrs


class NothingInput(StrictSerializer):
    """An empty object."""


class AssignInput(StrictSerializer):
    """To whom."""

    agent = IdField(allow_null=True, help_text="Id of an agent, or null to give it back to its group.")


class HandOverInput(StrictSerializer):
    """To which group, and why."""

    group = StrictCharField(max_length=40, help_text="Code.")
    note = StrictCharField(max_length=NOTE_MAX)


class AskPlayerInput(StrictSerializer):
    """The question; `due_at` is shown to the player."""

    body = StrictCharField(max_length=BODY_MAX)
    due_at = MomentField(required=False, allow_null=True)


class FollowUpInput(StrictSerializer):
    """When it comes back to its agent."""

    at = MomentField(allow_null=True)
    note = StrictCharField(max_length=500, allow_blank=True, default="")


class ResolveInput(StrictSerializer):
    """What was done and why it happened; with `body` the player gets a last reply."""

    summary = StrictCharField(max_length=BODY_MAX)
    root_cause = StrictCharField(max_length=CAUSE_MAX)
    body = StrictCharField(max_length=BODY_MAX, allow_blank=True, default="")


class ReopenInput(StrictSerializer):
    """Why it is not over."""

    reason = StrictCharField(max_length=NOTE_MAX)


class UploadInput(serializers.Serializer[Any]):
    """One file."""

    file = serializers.FileField()
