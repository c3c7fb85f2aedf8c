"""What the player's review means on a ticket, in the reader's language."""

from django.utils.translation import gettext as _

from qa.enums import Score
from tickets.queries.sentences import Sentence, Told, describe


def describe_events() -> None:
    """Say what qa's events mean on a ticket."""
    describe("survey.answered", _answered)


def _answered(told: Told) -> Sentence:
    score = dict(Score.choices).get(int(told.data.get("score", 0)), "–")
    return Sentence(_("%(who)s rated our service: %(score)s") % {"who": told.actor, "score": score}, "smile")
