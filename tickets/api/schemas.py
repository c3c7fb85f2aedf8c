"""Descriptions of tickets and what belongs to them, for the schema."""

from typing import Any

from rest_framework import serializers

from core.api.resources import ResourceSerializer
from core.enums import ActorKind
from tickets.enums import Audience, BulkState, Channel, Emotion, Priority, RowState, ScanState, Status, Visibility

SIGNALS = ("crisis", "abuse", "minor", "guardian", "legal", "regulator", "media", "rmt", "churn", "praise", "privacy")
LANGUAGES = ("zh-Hans", "en", "und")


class GuessSerializer(serializers.Serializer[Any]):
    """Another category that it could be."""

    category = serializers.CharField()
    confidence = serializers.FloatField()


class ClassificationSerializer(serializers.Serializer[Any]):
    """What the ticket is about, as far as we know now; `category` always holds the best guess."""

    category = serializers.CharField()
    confidence = serializers.FloatField(min_value=0, max_value=1)
    confident = serializers.BooleanField()
    final = serializers.BooleanField(help_text="Nothing automatic changes it any more.")
    alternatives = GuessSerializer(many=True)
    reasons = serializers.ListField(child=serializers.CharField(), help_text="For people, in the asked language.")


class ResolutionSerializer(serializers.Serializer[Any]):
    """How it ended, and whether the player agrees."""

    summary = serializers.CharField(allow_blank=True)
    root_cause = serializers.CharField(allow_blank=True)
    satisfied = serializers.BooleanField(allow_null=True)


class TicketPlayerSerializer(serializers.Serializer[Any]):
    """Whose ticket it is; `players/{id}` has more."""

    id = serializers.CharField()
    uid = serializers.CharField(allow_null=True)
    nickname = serializers.CharField(allow_blank=True)
    locale = serializers.CharField(allow_blank=True)


class TicketSerializer(ResourceSerializer):
    """One matter of one player."""

    resource = "ticket"

    id = serializers.CharField()
    number = serializers.IntegerField(help_text="For people.")
    url = serializers.URLField(help_text="Its page in the desk.")
    game = serializers.CharField(help_text="Slug.")
    channel = serializers.ChoiceField(choices=Channel.values)
    subject = serializers.CharField()
    status = serializers.ChoiceField(choices=Status.values)
    priority = serializers.ChoiceField(choices=Priority.names)
    category = serializers.CharField()
    urgency = serializers.IntegerField()
    impact = serializers.IntegerField()
    difficulty = serializers.IntegerField()
    group = serializers.CharField(help_text="Code.")
    assignee = serializers.CharField(allow_null=True, help_text="Id of the agent who has it.")
    owner = serializers.CharField(allow_null=True, help_text="Id of the agent who answers to the player.")
    player = TicketPlayerSerializer()
    language = serializers.ChoiceField(choices=LANGUAGES)
    emotion = serializers.ChoiceField(choices=Emotion.values)
    core_demand = serializers.CharField(allow_blank=True)
    in_game_now = serializers.BooleanField()
    facts = serializers.DictField()
    tags = serializers.ListField(child=serializers.CharField())
    signals = serializers.ListField(child=serializers.ChoiceField(choices=SIGNALS))
    restricted = serializers.BooleanField()
    classification = ClassificationSerializer()
    resolution = ResolutionSerializer()
    snoozed_until = serializers.DateTimeField(allow_null=True, help_text="Who has it has put it aside until then.")
    created_at = serializers.DateTimeField()
    updated_at = serializers.DateTimeField()
    first_response_at = serializers.DateTimeField(allow_null=True)
    resolved_at = serializers.DateTimeField(allow_null=True)
    closed_at = serializers.DateTimeField(allow_null=True)
    archived_at = serializers.DateTimeField(allow_null=True)
    merged_into = serializers.CharField(allow_null=True, help_text="Id of the ticket in which it goes on.")
    reopen_count = serializers.IntegerField()
    version = serializers.IntegerField()


class OpenedTicketSerializer(TicketSerializer):
    """The new ticket; only here with the player's own address for it."""

    tracking_url = serializers.URLField()


class FileSerializer(serializers.Serializer[Any]):
    """A file of a message."""

    id = serializers.CharField()
    name = serializers.CharField()
    content_type = serializers.CharField(help_text="Told by the content, not by the name.")
    size = serializers.IntegerField()
    state = serializers.ChoiceField(choices=ScanState.values)


class AttachmentSerializer(FileSerializer):
    """A file with an address that opens it for five minutes, for this agent; null while it is quarantined."""

    ticket = serializers.CharField(allow_null=True)
    sha256 = serializers.CharField()
    created_at = serializers.DateTimeField()
    url = serializers.URLField(allow_null=True)


class AuthorSerializer(serializers.Serializer[Any]):
    """Who it was."""

    kind = serializers.ChoiceField(choices=ActorKind.values)
    id = serializers.CharField(allow_null=True)
    name = serializers.CharField(allow_blank=True)


class MessageSerializer(serializers.Serializer[Any]):
    """What was said; `seq` counts a ticket's messages without a gap."""

    id = serializers.CharField()
    seq = serializers.IntegerField()
    author = AuthorSerializer()
    visibility = serializers.ChoiceField(choices=Visibility.values)
    body = serializers.CharField()
    attachments = FileSerializer(many=True)
    created_at = serializers.DateTimeField()


class EventSerializer(serializers.Serializer[Any]):
    """An entry of the timeline; only ever added."""

    id = serializers.CharField()
    seq = serializers.IntegerField()
    kind = serializers.CharField()
    at = serializers.DateTimeField()
    actor = AuthorSerializer()
    data = serializers.DictField()  # type: ignore[assignment]  # a name of the contract


class TrackingLinkSerializer(serializers.Serializer[Any]):
    """The player's new key to the tracking page; the old one is dead."""

    tracking_url = serializers.URLField()


class MacroSerializer(serializers.Serializer[Any]):
    """A prepared text with placeholders."""

    id = serializers.CharField()
    code = serializers.CharField()
    title = serializers.CharField()
    body_zh = serializers.CharField()
    body_en = serializers.CharField()
    categories = serializers.ListField(child=serializers.CharField(), help_text="Where it fits, as prefixes of codes.")
    group = serializers.CharField(allow_null=True)


class ViewSerializer(serializers.Serializer[Any]):
    """A named list of tickets of the desk."""

    id = serializers.CharField()
    slug = serializers.CharField()
    name = serializers.CharField()
    section = serializers.CharField()
    owner = serializers.CharField(allow_null=True, help_text="Id of the agent who made it; null for the house's own.")
    audience = serializers.ChoiceField(choices=Audience.values, help_text="Who finds it.")
    filters = serializers.DictField()
    order = serializers.CharField()
    problems = serializers.ListField(
        child=serializers.CharField(), help_text="What of it does not work any more; then it holds no ticket."
    )
    url = serializers.URLField()


class JobResultSerializer(serializers.Serializer[Any]):
    """What became of one ticket."""

    ticket = serializers.CharField(help_text="Its id, as it was asked for.")
    state = serializers.ChoiceField(choices=RowState.values)
    code = serializers.CharField(allow_null=True, help_text="Why it was skipped, such as `not_found`.")
    detail = serializers.CharField(allow_null=True)


class JobSerializer(serializers.Serializer[Any]):
    """One deed on many tickets."""

    id = serializers.CharField()
    action = serializers.CharField()
    state = serializers.ChoiceField(choices=BulkState.values)
    total = serializers.IntegerField()
    done = serializers.IntegerField()
    skipped = serializers.IntegerField()
    created_at = serializers.DateTimeField()
    finished_at = serializers.DateTimeField(allow_null=True)
    results = JobResultSerializer(many=True)
