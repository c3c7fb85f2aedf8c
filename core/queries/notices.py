"""Notifications as sentences. The text is made when it is read, in the reader's language."""

from collections.abc import Callable, Collection, Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from core.models import Notification

Sentence = str | Promise
Made = Callable[[Mapping[str, Any]], Mapping[str, str]]
_sentences: dict[str, Sentence] = {}
_made: dict[str, Made] = {}
EMPTY_QUOTES = ("“”", "「」", "《》")  # what is left around a gap that stays empty


class _Gaps(dict[str, Any]):
    """A value that is missing shows as a dash, so an older notification never breaks the page."""

    def __missing__(self, key: str) -> str:
        return "–"


def describe(kind: str, sentence: Sentence, *, made: Made | None = None) -> None:
    """From now on notifications of this kind read as `sentence`, a lazy text with `%(name)s` gaps for its params.

    `made` fills gaps with what is made of the params in the reader's language.
    """
    _sentences[kind] = sentence
    if made is not None:
        _made[kind] = made


def text_of(notification: Notification, *, without: Collection[str] = ()) -> str:
    """The sentence of a notification; a kind that nobody describes is named, never hidden.

    `without` names the gaps that stay empty where the text leaves the desk.
    """
    sentence = _sentences.get(notification.kind)
    if sentence is None:
        return _("Something happened: %(kind)s") % {"kind": notification.kind}
    made = _made[notification.kind](notification.params) if notification.kind in _made else {}
    text = str(sentence) % _Gaps({**notification.params, **made, **dict.fromkeys(without, "")})
    if not without:
        return text
    for quotes in EMPTY_QUOTES:
        text = text.replace(quotes, " ")
    return " ".join(text.split()).replace(" :", ":").replace(" ：", "：").rstrip(" :：")


def described_kinds() -> frozenset[str]:
    """Every kind that has a sentence, for the test that none is missing."""
    return frozenset(_sentences)
