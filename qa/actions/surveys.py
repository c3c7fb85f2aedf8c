"""Ask the player how it was, and keep the answer."""

from datetime import timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from core import clock
from core.actions import events
from core.errors import InvalidInput
from core.models import Actor
from qa.enums import SurveyState
from qa.errors import SurveyClosed
from qa.models import Survey
from tickets.models import Ticket
from tickets.policies.texts import checked_text

OPEN_FOR = timedelta(days=7)
COMMENT_MAX = 2_000


@transaction.atomic
def open_survey(ticket: Ticket) -> Survey:
    """The ticket's survey is open for seven days from now; one that was answered stays answered and may be changed."""
    now = clock.now()
    survey, is_new = Survey.objects.select_for_update().get_or_create(
        ticket=ticket, defaults={"game_id": ticket.game_id, "asked_at": now, "expires_at": now + OPEN_FOR}
    )
    if not is_new:
        survey.asked_at, survey.expires_at = now, now + OPEN_FOR
        if survey.state != SurveyState.ANSWERED:
            survey.state = SurveyState.OPEN
        survey.save(update_fields=["state", "asked_at", "expires_at"])
    return survey


@transaction.atomic
def answer_survey(ticket: Ticket, *, by: Actor, score: int, comment: str = "") -> Survey:
    """Keep the player's score and words; answering again within the seven days replaces the answer.

    Raises `SurveyClosed` when nothing is open, `InvalidInput` for a score outside 1–5.
    """
    survey = Survey.objects.select_for_update().filter(ticket=ticket).first()
    if survey is None or survey.state == SurveyState.EXPIRED or survey.expires_at <= clock.now():
        raise SurveyClosed
    if not 1 <= score <= 5:
        raise InvalidInput({"score": [_("Please choose one of the five faces.")]})
    survey.comment = checked_text(comment, "comment", longest=COMMENT_MAX, required=False)
    survey.score, survey.state, survey.answered_at = score, SurveyState.ANSWERED, clock.now()
    survey.save(update_fields=["score", "comment", "state", "answered_at"])
    events.record("survey.answered", subject=ticket, by=by, data={"score": score, "has_comment": bool(survey.comment)})
    return survey


def withdraw_survey(ticket_id: int) -> None:
    """The ticket's survey takes no answer any more; one that was answered keeps its answer."""
    Survey.objects.filter(ticket=ticket_id, state=SurveyState.OPEN).update(state=SurveyState.EXPIRED)


def expire_surveys() -> int:
    """Surveys whose days are over take no answer any more; returns how many."""
    return Survey.objects.filter(state=SurveyState.OPEN, expires_at__lte=clock.now()).update(state=SurveyState.EXPIRED)
