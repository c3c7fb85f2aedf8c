"""What is new on a ticket since somebody wrote an answer, as sentences: who did what, with the words themselves."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from core.clock import parse_iso
from tickets.enums import Visibility
from tickets.queries.sentences import Sentence, Told, sentence_of


@dataclass(frozen=True)
class Difference:
    """One change. `body` holds the words of a message; `is_note` says that only staff can read them."""

    icon: str
    text: str
    at: datetime
    body: str = ""
    is_note: bool = False


def differences_of(news: Iterable[Mapping[str, Any]]) -> list[Difference]:
    """The items of `news_since` for people; what changed only inwardly is left out."""
    found = (_difference(item) for item in news)
    return [difference for difference in found if difference is not None]


def _difference(item: Mapping[str, Any]) -> Difference | None:
    told = Told(item["kind"], parse_iso(item["at"]), item["actor_kind"], item["actor"], item["data"])
    if "body" in item and item["kind"].startswith("message."):
        is_note = item["visibility"] == Visibility.INTERNAL
        return Difference("lock" if is_note else "reply", _words(told, is_note=is_note), told.at, item["body"], is_note)
    sentence: Sentence | None = sentence_of(told)
    if sentence is None or (told.name == "ticket.moved" and "message_seq" in item["data"]):
        return None
    return Difference(sentence.icon, sentence.text, told.at)


def _words(told: Told, *, is_note: bool) -> str:
    if is_note:
        return _("%(who)s left a note") % {"who": told.actor}
    if told.name == "message.received":
        return _("%(who)s wrote") % {"who": told.actor}
    return _("%(who)s answered") % {"who": told.actor}
