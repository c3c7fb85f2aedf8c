"""Descriptions of clocks and promises for the schema, and what callers may send about them."""

from typing import Any

from rest_framework import serializers

from core.api.serializers import MomentField, StrictCharField, StrictSerializer
from escalation.actions.cases import KIND_MAX
from escalation.actions.promises import TEXT_MAX
from escalation.enums import CaseKind, ClockKind, ClockState, PromiseState, Why
from tickets.policies.texts import NOTE_MAX


class SegmentSerializer(serializers.Serializer[Any]):
    """A stretch of a clock; together they tell every minute."""

    to = serializers.DateTimeField(allow_null=True, help_text="Null: it lasts.")
    counts = serializers.BooleanField()
    why = serializers.ChoiceField(choices=Why.values)

    def get_fields(self) -> dict[str, Any]:
        """`from` is a word of Python's own, so it cannot be a class attribute."""
        return {"from": serializers.DateTimeField(), **super().get_fields()}


class ClockSerializer(serializers.Serializer[Any]):
    """A deadline: the newest of each kind, and every one that was missed."""

    kind = serializers.ChoiceField(choices=ClockKind.values)
    due_at = serializers.DateTimeField(help_text="While paused: when it would be due if it went on at once.")
    state = serializers.ChoiceField(choices=ClockState.values)
    segments = SegmentSerializer(many=True)


class PromiseSerializer(serializers.Serializer[Any]):
    """A time-bound word to the player."""

    id = serializers.CharField()
    text = serializers.CharField()
    due_at = serializers.DateTimeField()
    state = serializers.ChoiceField(choices=PromiseState.values)


class EscalateInput(StrictSerializer):
    """A question to a specialist group."""

    kind = StrictCharField(
        max_length=KIND_MAX,
        default=CaseKind.OTHER,
        help_text=f"Of our own: {', '.join(CaseKind.values)}. Other words are kept as they are.",
    )
    group = StrictCharField(max_length=40, help_text="Code.")
    note = StrictCharField(max_length=NOTE_MAX)


class PromiseInput(StrictSerializer):
    """What the player was told, and by when; within a year."""

    text = StrictCharField(max_length=TEXT_MAX)
    due_at = MomentField()


CASE_IDS = serializers.ListField(child=serializers.CharField(), help_text="Cases of specialists, oldest first.")

CLOCKS = [
    {
        "kind": "first_response",
        "due_at": "2026-11-21T02:25:00Z",
        "state": "met",
        "segments": [
            {"from": "2026-11-21T02:10:00Z", "to": "2026-11-21T02:12:30.481000Z", "counts": True, "why": "running"}
        ],
    },
    {
        "kind": "promise",
        "due_at": "2026-11-21T04:12:00Z",
        "state": "running",
        "segments": [{"from": "2026-11-21T02:12:31Z", "to": "2026-11-21T04:12:00Z", "counts": True, "why": "running"}],
    },
]
PROMISES = [{"id": "57", "text": "2 小时内给您第一次进展", "due_at": "2026-11-21T04:12:00Z", "state": "open"}]
