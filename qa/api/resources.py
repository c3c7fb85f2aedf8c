"""What tickets show of their surveys on the wire."""

from collections.abc import Mapping, Sequence
from typing import Any

from rest_framework import serializers

from core.api.formats import moment
from core.models import Agent
from qa.queries.surveys import surveys_of
from tickets.models import Ticket

EXAMPLE = {"score": 5, "comment": "还有这个服务啊, 挺好的", "answered_at": "2026-11-21T05:02:10Z"}


class SurveySerializer(serializers.Serializer[Any]):
    """How it was, in the player's own words."""

    score = serializers.IntegerField(min_value=1, max_value=5)
    comment = serializers.CharField(allow_blank=True)
    answered_at = serializers.DateTimeField()


def survey_of(tickets: Sequence[Ticket], agent: Agent) -> Mapping[int, dict[str, Any]]:
    """The player's answer, where there is one."""
    return {
        ticket_id: found | {"answered_at": moment(found["answered_at"])}
        for ticket_id, found in surveys_of(tickets).items()
    }
