"""Consent on the timeline, as one sentence each."""

from django.utils.translation import gettext as _

from tickets.enums import ConsentAnswer, ConsentKind
from tickets.queries.sentences import Sentence, Told, describe


def describe_events() -> None:
    """Say what asking and answering mean."""
    describe("consent.asked", _asked)
    describe("consent.answered", _answered)
    describe("consent.withdrawn", _withdrawn)


def _kind(told: Told) -> str:
    names = {choice.value: choice.label for choice in ConsentKind}
    return str(names.get(str(told.data.get("kind")), told.data.get("kind", "")))


def _asked(told: Told) -> Sentence:
    text = _("%(who)s asked for consent: %(what)s") % {"who": told.actor, "what": _kind(told)}
    return Sentence(text, "shield-question-mark", is_key=True)


def _answered(told: Told) -> Sentence:
    if told.data.get("answer") == ConsentAnswer.AGREED:
        text = _("The player agreed: %(what)s (C-%(number)s)")
        return Sentence(text % {"what": _kind(told), "number": told.data.get("consent")}, "shield-check", is_key=True)
    return Sentence(_("The player did not agree: %(what)s") % {"what": _kind(told)}, "shield-x", is_key=True)


def _withdrawn(told: Told) -> Sentence:
    return Sentence(_("The player took the consent back: %(what)s") % {"what": _kind(told)}, "shield-x", is_key=True)
