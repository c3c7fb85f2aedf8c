"""Descriptions of cases for the schema, and what callers may send about them."""

from typing import Any

from rest_framework import serializers

from core.api.serializers import MomentField, StrictCharField, StrictSerializer
from escalation.enums import CaseState, OrderResult, OrderStage
from tickets.enums import Priority
from tickets.policies.texts import BODY_MAX, NOTE_MAX


class StepSerializer(serializers.Serializer[Any]):
    """A step of a work order."""

    text = serializers.CharField()
    done = serializers.BooleanField()


class WorkOrderSerializer(serializers.Serializer[Any]):
    """What makes a case a work order."""

    title = serializers.CharField()
    stage = serializers.ChoiceField(choices=OrderStage.values)
    priority = serializers.ChoiceField(choices=Priority.names)
    assignee = serializers.CharField(allow_null=True, help_text="Id of the agent who has it.")
    steps = StepSerializer(many=True)
    waiting_until = serializers.DateTimeField(allow_null=True)
    result = serializers.ChoiceField(choices=OrderResult.values, allow_null=True)


class CaseSerializer(serializers.Serializer[Any]):
    """A question to a specialist group, or a work order."""

    id = serializers.CharField()
    name = serializers.CharField()
    kind = serializers.CharField()
    state = serializers.ChoiceField(choices=CaseState.values)
    ticket = serializers.CharField(allow_null=True, help_text="Null: the caller may not see the ticket.")
    game = serializers.CharField()
    group = serializers.CharField()
    note = serializers.CharField()
    answer = serializers.CharField(allow_blank=True)
    holds_ticket = serializers.BooleanField()
    opened_by = serializers.CharField(allow_null=True)
    opened_at = serializers.DateTimeField()
    due_at = serializers.DateTimeField(allow_null=True)
    ended_at = serializers.DateTimeField(allow_null=True)
    work_order = WorkOrderSerializer(allow_null=True)


class WaitInput(StrictSerializer):
    """Until when, and what for; within a year."""

    until = MomentField()
    reason = StrictCharField(max_length=NOTE_MAX)


class QuestionInput(StrictSerializer):
    question = StrictCharField(max_length=NOTE_MAX)


class AnswerInput(StrictSerializer):
    answer = StrictCharField(max_length=BODY_MAX)


class ReasonInput(StrictSerializer):
    reason = StrictCharField(max_length=NOTE_MAX)


class CommentInput(StrictSerializer):
    body = StrictCharField(max_length=NOTE_MAX)


class FinishInput(StrictSerializer):
    """How it ended, in a code and in words."""

    result = serializers.ChoiceField(choices=OrderResult.values)
    text = StrictCharField(max_length=NOTE_MAX)


WAIT = {"until": "2026-11-22T02:00:00Z", "reason": "等厂商回复"}
FINISH = {"result": "solved", "text": "已修复登录服务，请玩家重启客户端"}
CASE: dict[str, Any] = {
    "id": "91",
    "name": "C-1091",
    "kind": "work_order",
    "state": "open",
    "ticket": "4711",
    "game": "huanle",
    "group": "TEC",
    "note": "玩家三天进不了游戏，请查登录日志",
    "answer": "",
    "holds_ticket": False,
    "opened_by": "12",
    "opened_at": "2026-11-21T02:12:00Z",
    "due_at": "2026-11-23T02:12:00Z",
    "ended_at": None,
    "work_order": {
        "title": "查登录日志",
        "stage": "in_progress",
        "priority": "P1",
        "assignee": "31",
        "steps": [{"text": "查登录日志", "done": True}, {"text": "查设备记录", "done": False}],
        "waiting_until": None,
        "result": None,
    },
}
