"""The law of play as administrators change it: every change is told with its author."""

from django.db import models, transaction

from core.actions import events
from core.enums import Permission
from core.models import Actor
from core.policies.permissions import check


@transaction.atomic
def law_changed(row: models.Model, *, by: Actor, what: str) -> None:
    """A rule, a day of a country or a choice of play hours is another one now; verdicts follow with the next question.

    `what` names fields, never their values.
    """
    if by.agent is not None:
        check(by.agent, Permission.SETTINGS_CHANGE, None)
    data = {"of": row._meta.model_name, "row": row.pk, "what": what}
    events.record("play_law.changed", subject=row, by=by, data=data)
