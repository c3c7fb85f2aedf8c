"""Surveys for pages and resources."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db.models import Avg, Count, Q

from core import clock
from core.models import Agent
from core.plans import plan_of
from qa.enums import SurveyState
from qa.models import Survey
from tickets.models import Ticket

_ANSWERED = "SELECT ticket_id, score, comment, answered_at FROM qa_survey WHERE ticket_id = ANY($1) AND state = $2"


def open_survey_of(ticket: Ticket) -> Survey | None:
    """The survey that the player may answer now (or change the answer of), if there is one."""
    survey = Survey.objects.filter(ticket=ticket).exclude(state=SurveyState.EXPIRED).first()
    return survey if survey is not None and survey.expires_at > clock.now() else None


def scores_since(agent: Agent, since: datetime) -> tuple[float | None, int]:
    """What players said since then about the agent's help: the mean of 1 to 5, and of how many answers."""
    own = Survey.objects.filter(state=SurveyState.ANSWERED, answered_at__gte=since).filter(
        Q(ticket__assignee=agent) | Q(ticket__owner=agent)
    )
    found = own.aggregate(mean=Avg("score"), n=Count("pk"))
    return found["mean"], found["n"]


def is_of_an_earlier_end(survey: Survey, ticket: Ticket) -> bool:
    """Whether the answer was given before the ticket was opened again and came to its present end."""
    return bool(survey.answered_at and ticket.resolved_at and survey.answered_at < ticket.resolved_at)


def surveys_of(tickets: Sequence[Ticket]) -> dict[int, dict[str, Any]]:
    """One statement for any number of tickets: `{score, comment, answered_at}` where the player has answered."""
    rows = plan_of(_ANSWERED, "bigint[]", "text").rows([ticket.pk for ticket in tickets], SurveyState.ANSWERED)
    return {
        ticket_id: {"score": score, "comment": comment, "answered_at": answered_at}
        for ticket_id, score, comment, answered_at in rows
    }
