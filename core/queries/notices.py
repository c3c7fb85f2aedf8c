"""Notifications as sentences. The text is made when it is read, in the reader's language."""

from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from core.models import Notification

Sentence = str | Promise
_sentences: dict[str, Sentence] = {}


@dataclass(frozen=True)
class Line:
    """One notification as the page shows it."""

    notification: Notification
    text: str


class _Gaps(dict[str, Any]):
    """A value that is missing shows as a dash, so an older notification never breaks the page."""

    def __missing__(self, key: str) -> str:
        return "–"


def describe(kind: str, sentence: Sentence) -> None:
    """From now on notifications of this kind read as `sentence`, a lazy text with `%(name)s` gaps for its params."""
    _sentences[kind] = sentence


def text_of(notification: Notification) -> str:
    """The sentence of a notification; a kind that nobody describes is named, never hidden."""
    sentence = _sentences.get(notification.kind)
    if sentence is None:
        return _("Something happened: %(kind)s") % {"kind": notification.kind}
    return str(sentence) % _Gaps(notification.params)


def line_of(notification: Notification) -> Line:
    """The notification with its sentence."""
    return Line(notification, text_of(notification))


def described_kinds() -> frozenset[str]:
    """Every kind that has a sentence, for the test that none is missing."""
    return frozenset(_sentences)
